"""A new switch."""

from typing import Annotated

from shared.flags import service
from shared.flags.requests import NewFlag
from shared.flags.rules import FlagExists, TooManyFlags
from shared.flags.views import FlagSettingsView
from shared.http import Body, Caller, Receipt, endpoint


@endpoint(status=201, location="/v1/feature-flags/{name}", raises=(FlagExists, TooManyFlags))
def create_feature_flag(caller: Caller, receipt: Receipt, new: Annotated[NewFlag, Body("The flag.")]) -> FlagSettingsView:
    """Makes a flag, off unless the body says otherwise."""
    return service.create_flag(caller.uid, new, receipt)
