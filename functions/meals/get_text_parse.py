"""A text that a model looks at, or has looked at."""

from shared.http import Caller, endpoint
from shared.texts import service
from shared.texts.rules import TextParseNotFound
from shared.texts.views import TextParseView


@endpoint(raises=(TextParseNotFound,))
def get_text_parse(caller: Caller, parse_id: str) -> TextParseView:
    """As POST /v1/meals/parse-text answered it, with what has become known since. Kept for a day."""
    return service.get(caller.uid, parse_id)
