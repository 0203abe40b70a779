"""A meal in words becomes foods with amounts."""

from typing import Annotated

from shared.http import Body, Caller, Receipt, endpoint, person
from shared.texts import service
from shared.texts.requests import TextRequest
from shared.texts.views import TextParseView


@endpoint()
def parse_meal_text(
    caller: Caller, receipt: Receipt, request: Annotated[TextRequest, Body("The text, and the list that it is about.")]
) -> TextParseView:
    """The foods that a text names, each with its weight where the tables know it; nothing is logged.

    An amount that the text leaves open is asked for (`needs_amount` with `options`), never guessed. Foods that no table knows are
    `pending` while a model looks at them: listen to `users/{uid}/text_parses/{parse_id}`, or poll GET
    /v1/meals/parse-text/{parse_id}. Only those count against the day's analyses.
    """
    return service.parse(person(caller), request, receipt)
