"""Barcodes: the numbers on packages (GTIN-8, -12, -13, -14), whose last digit checks the others. Pure."""

from __future__ import annotations

import re

from shared.errors import BadRequest

_SEPARATORS = re.compile(r"[\s-]+")
_LENGTHS = frozenset({8, 12, 13, 14})
_CANONICAL = 14


class InvalidBarcode(BadRequest):
    error_code, title = "INVALID_BARCODE", "This is not a barcode of a product"


def canonical(code: str) -> str:
    """The GTIN-14 of a barcode, whose spaces and hyphens do not count. Raises InvalidBarcode."""
    digits = _SEPARATORS.sub("", code)
    if not (digits.isascii() and digits.isdigit() and len(digits) in _LENGTHS):
        raise InvalidBarcode("A barcode has 8, 12, 13 or 14 digits: scan it again.")
    if check_digit(digits[:-1]) != digits[-1] or not int(digits):
        raise InvalidBarcode("The last digit of a barcode checks the others, and here it does not: scan it again.")
    return digits.zfill(_CANONICAL)


def canonical_or_none(digits: str) -> str | None:
    """As `canonical`, for numbers of tables, which may lack the zeros before them; None for what is none."""
    plain = _SEPARATORS.sub("", digits)
    if not (plain.isascii() and plain.isdigit() and 7 <= len(plain) <= _CANONICAL and int(plain)):
        return None
    padded = plain.zfill(_CANONICAL)
    return padded if check_digit(padded[:-1]) == padded[-1] else None


def check_digit(digits: str) -> str:
    """What the digit behind `digits` has to be: weights 3, 1, 3 … from the right."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return str(-total % 10)


def aliases(gtin14: str) -> tuple[str, ...]:
    """The barcodes that are this number: as it is, and with fewer zeros before it, shortest last."""
    return tuple(gtin14[-length:] for length in (14, 13, 12, 8) if length >= len(bare(gtin14)))


def bare(gtin14: str) -> str:
    """Without the zeros before it, as some tables have it."""
    return gtin14.lstrip("0")


def printed(gtin14: str) -> str:
    """As a scanner reads it off a package in most of the world: 8, 13 or 14 digits."""
    return next(gtin14[-length:] for length in (8, 13, 14) if length >= len(bare(gtin14)))
