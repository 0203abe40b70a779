"""For whom a flag is on: the same everywhere, growing with the percentage, and another share for each flag."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.flags import rules
from shared.flags.models import Catalogue, Flag

AT = datetime(2026, 3, 1, tzinfo=UTC)


def flag(name: str = "scanner", percentage: int = 100, *, enabled: bool = True, uids: tuple[str, ...] = ()) -> Flag:
    return Flag(
        name=name, enabled=enabled, rollout_percentage=percentage, user_ids=uids, updated_by="op", created_at=AT, updated_at=AT
    )


@given(st.text(min_size=1), st.integers(0, 100), st.integers(0, 100))
def test_who_is_in_stays_in(uid: str, less: int, more: int) -> None:
    less, more = sorted((less, more))
    assert rules.is_on(flag(percentage=less), uid) <= rules.is_on(flag(percentage=more), uid)


@given(st.text(min_size=1))
def test_the_ends(uid: str) -> None:
    assert rules.is_on(flag(percentage=100), uid)
    assert not rules.is_on(flag(percentage=0), uid)
    assert rules.is_on(flag(percentage=0, uids=(uid,)), uid)
    assert not rules.is_on(flag(percentage=100, uids=(uid,), enabled=False), uid)


@pytest.mark.parametrize("percentage", [1, 10, 50, 90])
def test_the_share_is_the_percentage(percentage: int) -> None:
    people = [f"person-{number}" for number in range(20_000)]
    share = sum(rules.is_on(flag(percentage=percentage), uid) for uid in people) / len(people) * 100
    assert share == pytest.approx(percentage, abs=1.2)


def test_flags_have_shares_of_their_own() -> None:
    people = [f"person-{number}" for number in range(10_000)]
    both = sum(rules.is_on(flag("one", 10), uid) and rules.is_on(flag("two", 10), uid) for uid in people)
    assert both < 200, "about one in a hundred, not one in ten"


def test_the_same_always() -> None:
    """By hand: a person must not leave a roll-out because the code was touched."""
    assert [rules.is_on(flag(percentage=50), f"person-{number}") for number in range(8)] == [
        False,
        True,
        True,
        True,
        False,
        False,
        True,
        False,
    ]


def test_a_catalogue_has_an_end() -> None:
    full = Catalogue(flags={f"flag-{number}": flag(f"flag-{number}") for number in range(rules.MAX_FLAGS)})
    with pytest.raises(rules.TooManyFlags):
        rules.check_new(full, "one-more")
    with pytest.raises(rules.FlagExists):
        rules.check_new(full, "flag-0")


def test_on_for_all() -> None:
    assert rules.is_on_for_all(flag())
    assert not rules.is_on_for_all(flag(percentage=99))
    assert not rules.is_on_for_all(flag(enabled=False))
