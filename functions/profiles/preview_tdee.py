"""Targets for somebody who has no account yet."""

from typing import Annotated

from shared.http import Body, endpoint
from shared.profiles import service
from shared.profiles.requests import PreviewRequest
from shared.profiles.rules import BodyOutOfRange, IncompleteMacros
from shared.profiles.views import TdeeView


@endpoint(raises=(BodyOutOfRange, IncompleteMacros))
def preview_tdee(request: Annotated[PreviewRequest, Body("A body and a goal.")]) -> TdeeView:
    """The targets that such a person would get. Nothing is stored."""
    return service.preview_tdee(request)
