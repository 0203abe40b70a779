"""The person reads another language."""

from typing import Annotated

from shared.http import Body, Caller, UserNotFound, endpoint
from shared.users import service
from shared.users.requests import LanguageChange
from shared.users.views import LanguageView


@endpoint(raises=(UserNotFound,))
def update_language(caller: Caller, change: Annotated[LanguageChange, Body("The language.")]) -> LanguageView:
    """Stores the language of dish names and messages, and answers which one it is: one that is not supported becomes en."""
    return service.update_language(caller.uid, change.language)
