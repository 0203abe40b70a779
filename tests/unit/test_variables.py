"""How the text of an environment variable becomes its value, and what is said of one that cannot."""

from __future__ import annotations

from typing import Any

import pytest

from shared.variables import Secret, flag, number, secret, text, values, variables, whole, words

SAID = "s3cr3t"


class Some:
    NAME: str = text("nobody", "A name.")
    PLACE: str = text("here", "One of two.", one_of=("here", "there"))
    FOLDER: str = text("top", "A word.", pattern="[a-z]+")
    KEY: Secret = secret("A key.", off="nothing is asked")
    WAIT_S: float = number(2.5, "Above nothing.", above=0)
    SHARE: float = number(0.5, "Of all.", least=0, most=1)
    SHIFT: float = number(0, "Any.")
    COUNT: int = whole(3, "How many.", least=1)
    ON: bool = flag(False, "Whether.")
    SITES: tuple[str, ...] = words("Several.", pattern="[a-z]+://[a-z.]+")
    other = "no variable"


def one(name: str, given: str) -> Any:
    found, wrong = values(Some, {name: given})
    assert wrong == []
    return found[name]


def refusal(name: str, given: str) -> str:
    found, wrong = values(Some, {name: given})
    assert name not in found
    (said,) = wrong
    return said


def test_a_class_lists_its_variables() -> None:
    assert list(variables(Some)) == ["NAME", "PLACE", "FOLDER", "KEY", "WAIT_S", "SHARE", "SHIFT", "COUNT", "ON", "SITES"]


@pytest.mark.parametrize("given", [None, "", " ", "\t\n"])
@pytest.mark.parametrize("name", variables(Some))
def test_what_is_not_set_or_blank_has_its_default(name: str, given: str | None) -> None:
    found, wrong = values(Some, {} if given is None else {name: given})
    assert (found[name], wrong) == (variables(Some)[name].default, [])


@pytest.mark.parametrize(
    ("name", "given", "value"),
    [
        ("NAME", "Ada Lovelace", "Ada Lovelace"),
        ("NAME", "0", "0"),
        ("PLACE", "there", "there"),
        ("WAIT_S", "1e-3", 0.001),
        ("SHARE", "0", 0.0),
        ("SHARE", "1", 1.0),
        ("SHIFT", "-4", -4.0),
        ("COUNT", "1", 1),
        ("COUNT", "1000000000", 10**9),
        *(("ON", yes, True) for yes in ("true", "True", "TRUE", "1", "yes", "on")),
        *(("ON", no, False) for no in ("false", "False", "0", "no", "off")),
        ("SITES", "a://b.c, d://e ,,", ("a://b.c", "d://e")),
    ],
)
@pytest.mark.parametrize("around", ["{}", " {}", "{}\n", "\r\n{}\t "])
def test_values(name: str, given: str, value: object, around: str) -> None:
    found = one(name, around.format(given))
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("name", "given", "why"),
    [
        ("PLACE", "HERE", "has to be one of here, there"),
        ("FOLDER", "Top", "has to match [a-z]+"),
        *(("WAIT_S", nothing, "has to be more than 0") for nothing in ("0", "-0", "-1", "1e-400")),
        *(("WAIT_S", word, "has to be a number") for word in ("soon", "1,5", "5 s", "True", "0x1")),
        *(
            (name, endless, "has to be a finite number")
            for name in ("WAIT_S", "SHIFT")
            for endless in ("nan", "inf", "-inf", "1e400")
        ),
        *(("SHARE", beyond, "has to be at least 0 and at most 1") for beyond in ("-0.001", "1.001")),
        *(("COUNT", broken, "has to be a whole number") for broken in ("1.0", "nan", "inf", "one", "1e3", "true", "1" * 5000)),
        *(("COUNT", beyond, "has to be at least 1 and at most 1e+09") for beyond in ("0", "-1", "1000000001", "1" * 400)),
        *(("ON", other, "has to be true or false") for other in ("2", "maybe", "t", "-1")),
        ("SITES", "a://b.c,nowhere", "each has to match [a-z]+://[a-z.]+"),
    ],
)
def test_wrong_values(name: str, given: str, why: str) -> None:
    assert refusal(name, given) == f"{name}: {why}"


def test_every_wrong_value_has_a_line_that_does_not_quote_it() -> None:
    others = [name for name in variables(Some) if name not in {"NAME", "KEY"}]
    found, wrong = values(Some, dict.fromkeys(variables(Some), f"{SAID} {SAID}"))
    assert [line.partition(":")[0] for line in wrong] == others
    assert SAID not in " ".join(wrong)
    assert set(found) == {"NAME", "KEY"}


@pytest.mark.parametrize("given", [SAID, f"{SAID}\n", f" {SAID} "])
def test_a_secret_is_what_was_meant_and_does_not_show(given: str) -> None:
    found = one("KEY", given)
    assert found.get_secret_value() == SAID
    assert found.is_given
    assert SAID not in f"{found} {found!r} {[found]}"


@pytest.mark.parametrize("given", ["", "off", "OFF\n"])
def test_no_secret(given: str) -> None:
    assert not one("KEY", given).is_given


def test_what_a_secret_is_described_as() -> None:
    """Terraform takes its list of secrets from the variables, the operator what each is for."""
    key = variables(Some)["KEY"]
    assert (key.is_secret, key.may_be_off) == (True, True)
    assert key.description == "Secret. A key. Empty or `off`: nothing is asked."
    assert [name for name, variable in variables(Some).items() if variable.is_secret] == ["KEY"]
