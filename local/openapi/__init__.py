"""The OpenAPI 3.1 document of the HTTP functions, from their rows and their handlers' signatures."""

from local.openapi.document import build
from local.openapi.errors import Undescribed

__all__ = ["Undescribed", "build"]
