"""Barcodes: what is one, and that all its spellings are the same product."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.foods import gtin
from shared.foods.gtin import InvalidBarcode, aliases, canonical, canonical_or_none, check_digit

digits = st.text("0123456789", min_size=7, max_size=13).filter(lambda text: int(text) > 0 and len(text) in {7, 11, 12, 13})


@pytest.mark.parametrize(
    ("code", "gtin14"),
    [
        ("4006381333931", "04006381333931"),
        ("4-006381 333931", "04006381333931"),
        ("036000291452", "00036000291452"),
        ("0036000291452", "00036000291452"),
        ("96385074", "00000096385074"),
        ("10036000291459", "10036000291459"),
    ],
)
def test_canonical(code: str, gtin14: str) -> None:
    assert canonical(code) == gtin14


@pytest.mark.parametrize(
    "code",
    [
        "",
        "12345678901",
        "4006381333930",
        "400638133393X",
        "٤٠٠٦٣٨١٣٣٣٩٣١",
        "00000000",
        "123456789012345",
        "4006381333931 1",
        "usda-1",
    ],
)
def test_no_barcode(code: str) -> None:
    with pytest.raises(InvalidBarcode):
        canonical(code)


@given(digits)
def test_one_wrong_digit_is_noticed(body: str) -> None:
    code = body + check_digit(body)
    assert canonical(code) == code.zfill(14)
    for place, digit in enumerate(code):
        other = str((int(digit) + 1) % 10)
        with pytest.raises(InvalidBarcode):
            canonical(code[:place] + other + code[place + 1 :])


@given(digits)
def test_every_alias_is_the_same_product(body: str) -> None:
    gtin14 = canonical(body + check_digit(body))
    assert {canonical(alias) for alias in aliases(gtin14)} == {gtin14}
    assert gtin14 in aliases(gtin14)


@pytest.mark.parametrize(
    ("gtin14", "printed"),
    [("00000096385074", "96385074"), ("00036000291452", "0036000291452"), ("10036000291459", "10036000291459")],
)
def test_as_it_is_printed(gtin14: str, printed: str) -> None:
    assert gtin.printed(gtin14) == printed


def test_tables_leave_zeros_out() -> None:
    assert canonical_or_none("75925306223") == canonical("075925306223")
    assert canonical_or_none("75925306224") is None
    assert canonical_or_none("") is None
