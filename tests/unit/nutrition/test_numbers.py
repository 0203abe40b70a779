"""shared/nutrition/numbers.py: numbers at the beginning of what people write, in seven languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.nutrition.number_words import EXACT, PARTS, VAGUE
from shared.nutrition.numbers import leading, plain_fractions, read_number

CASES = [
    ("en", "1½ cups milk", 1.5, "cups milk"),
    ("en", "1 1/2 cups", 1.5, "cups"),
    ("en", "1-1/2 cups", 1.5, "cups"),
    ("en", "3/4 cup", 0.75, "cup"),
    ("en", "two and a half cups", 2.5, "cups"),
    ("en", "2 and a half cups", 2.5, "cups"),
    ("en", "half a dozen eggs", 6, "eggs"),
    ("en", "two dozen eggs", 24, "eggs"),
    ("en", "a couple of eggs", 2, "eggs"),
    ("en", "half an avocado", 0.5, "avocado"),
    ("en", "a quarter of a pizza", 0.25, "pizza"),
    ("en", "three quarters of a cup", 0.75, "cup"),
    ("en", "two thirds of a cup", 2 / 3, "cup"),
    ("en", "two hundred and fifty grams", 250, "grams"),
    ("en", "twenty five grams", 25, "grams"),
    ("en", "2 x 100 g", 200, "g"),
    ("en", "2x eggs", 2, "eggs"),
    ("en", "1,200 g", 1200, "g"),
    ("de", "1,200 g", 1.2, "g"),
    ("de", "1.200 g", 1200, "g"),
    ("de", "1,5 kg", 1.5, "kg"),
    ("de", "anderthalb tassen", 1.5, "tassen"),
    ("de", "ein halber apfel", 0.5, "apfel"),
    ("de", "ein dutzend eier", 12, "eier"),
    ("fr", "deux et demi", 2.5, ""),
    ("fr", "une demie pomme", 0.5, "pomme"),
    ("fr", "une douzaine d'œufs", 12, "œufs"),
    ("es", "dos y media tazas", 2.5, "tazas"),
    ("es", "media docena de huevos", 6, "huevos"),
    ("es", "once uvas", 11, "uvas"),
    ("vi", "hai rưỡi", 2.5, ""),
    ("vi", "nửa quả táo", 0.5, "quả táo"),
    ("zh", "二百五十克", 250, "克"),
    ("zh", "两个鸡蛋", 2, "个鸡蛋"),
    ("zh", "半个苹果", 0.5, "个苹果"),
    ("ja", "半分", 0.5, ""),
]


@pytest.mark.parametrize(("language", "text", "value", "rest"), CASES)
def test_one_number(language: str, text: str, value: float, rest: str) -> None:
    number, behind = leading(plain_fractions(text), language)
    assert number is not None
    assert number.value == pytest.approx(value)
    assert (number.low, behind) == (number.high, rest)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("2-3 eggs", 2, 3), ("2 – 3 eggs", 2, 3), ("two to four eggs", 2, 4), ("1 or 2 eggs", 1, 2), ("½-1 egg", 0.5, 1)],
)
def test_a_range_is_its_middle_and_says_so(text: str, low: float, high: float) -> None:
    number, _ = leading(plain_fractions(text))
    assert number is not None
    assert (number.low, number.high, number.value) == (low, high, (low + high) / 2)
    assert number.spread == pytest.approx((high - low) / (high + low))


@pytest.mark.parametrize("text", ["", "eggs", "some rice", "half and half", "pear", "apple", "1/0 cup", "oneness", "tea"])
def test_no_number(text: str) -> None:
    assert leading(text) == (None, text)


def test_no_vague_word_is_a_number() -> None:
    for language in VAGUE:
        for word in VAGUE[language]:
            assert word not in EXACT[language], word
            assert word not in PARTS[language], word


@given(st.text(max_size=40), st.sampled_from(sorted(EXACT)))
def test_whatever_is_written(text: str, language: str) -> None:
    plain = plain_fractions(text).casefold()
    number, rest = leading(plain, language)
    assert rest == plain if number is None else (0 <= number.low <= number.value <= number.high and len(rest) <= len(plain))


@given(st.floats(0.01, 9999).map(lambda value: round(value, 2)))
def test_written_and_read_again(value: float) -> None:
    assert read_number(f"{value:.2f} g") == (value, "g")
    number, _ = leading(f"{value:.2f} g")
    assert number is not None
    assert number.value == value
