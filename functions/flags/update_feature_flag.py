"""A switch is set, or rolled out further."""

from typing import Annotated

from shared.flags import service
from shared.flags.requests import FlagChange
from shared.flags.rules import FlagNotFound
from shared.flags.views import FlagSettingsView
from shared.http import Body, Caller, endpoint


@endpoint(raises=(FlagNotFound,))
def update_feature_flag(caller: Caller, flag_name: str, change: Annotated[FlagChange, Body("What changes.")]) -> FlagSettingsView:
    """Changes what the body names; an empty one answers the settings. Apps that keep answers know of it within ten minutes."""
    return service.update_flag(caller.uid, flag_name, change)
