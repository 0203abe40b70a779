"""Names and providers of accounts."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.users import rules


@pytest.mark.parametrize(
    ("sources", "name"),
    [
        (("Anna.Bell", "X", "y@example.com"), "annabell"),
        ((None, "Mai Nguyễn", "y@example.com"), "mainguyen"),
        ((None, "  ", "j.r+food@example.com"), "jrfood"),
        ((None, "Đặng Văn", None), "dangvan"),
        (("Jo", None, None), "userjo"),
        ((None, "陳大文", "chen@example.com"), "user"),
        ((None, None, None), "user"),
        (("a" * 30, None, None), "a" * 20),
    ],
)
def test_username(sources: tuple[str | None, ...], name: str) -> None:
    assert rules.username_base(*sources) == name


@given(st.text(max_size=200), st.text(min_size=1, max_size=128))
def test_every_candidate_is_a_name(source: str, uid: str) -> None:
    candidates = rules.username_candidates(rules.username_base(source), uid)
    assert len(set(candidates)) == len(candidates) >= 2
    assert all(re.fullmatch(r"[a-z0-9]{3,20}", candidate) for candidate in candidates), candidates
    assert candidates[0] == rules.username_base(source)


def test_candidates_are_the_persons() -> None:
    ours, theirs = rules.username_candidates("john", "uid1"), rules.username_candidates("john", "uid2")
    assert ours == rules.username_candidates("john", "uid1")
    assert ours[:3] == theirs[:3] == ["john", "john2", "john3"]
    assert set(ours[3:]).isdisjoint(theirs[3:])


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Mai Nguyễn", ("Mai", "Nguyễn")),
        ("Ana María  de la Cruz", ("Ana", "María  de la Cruz")),
        ("Cher", ("Cher", None)),
        (None, (None, None)),
    ],
)
def test_first_word_and_rest(name: str | None, parts: tuple[str | None, str | None]) -> None:
    assert rules.split_name(name) == parts


def test_providers() -> None:
    assert [rules.provider_name(name) for name in ("google.com", "apple.com", "password", None)] == [
        "google",
        "apple",
        "password",
        None,
    ]
