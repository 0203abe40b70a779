"""What stops the document from being made."""

from __future__ import annotations


class Undescribed(ValueError):
    """Something in a row or signature has no description or example yet; the text says what, and where to put it."""
