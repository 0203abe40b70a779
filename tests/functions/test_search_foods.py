"""Searching foods: the table first, outside sources where it is unsure, each asked once for a text."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from local.phone import Phone
from shared.clients.firestore import firestore
from shared.foods.lookup import normal
from shared.foods.store import search_path
from tests.functions.test_create_custom_food import created
from tests.support.http import account, cost, invalid
from tests.support.vendors import StandIn


def search(phone: Phone, q: str, **params: Any) -> dict[str, Any]:
    answer = phone.request("GET", "/v1/foods/search", params={"q": q, **params})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def unseen(words: str) -> str:
    """A text that nobody has looked for: its answer is in no cache. No food is found by a number."""
    return f"{words} {uuid4().int % 10**12}"


def test_what_the_table_knows_asks_nobody(phone: Phone, pinecone: StandIn, fdc: StandIn) -> None:
    found = search(phone, "chicken breast", limit=1)
    (food,) = found["results"]
    assert (food["food_id"], food["fdc_id"], food["kind"], food["source"]) == ("usda-171477", 171477, "whole", "usda")
    assert (food["calories"], food["serving_size"], food["serving_unit"]) == (165.0, 100, "g")
    assert food["nutrients"] == {"protein": 31.0, "carbs": 0.0, "fat": 3.6}
    assert (found["query"], found["total"], found["degraded"]) == ("chicken breast", 1, [])
    assert pinecone.calls() == fdc.calls() == []


def test_own_foods_come_first(phone: Phone, new_phone: Any) -> None:
    own = created(phone, {"calories": 300}, name="Chicken breast")
    found = search(phone, "chicken breasts", limit=2)["results"]
    assert [(food["food_id"], food["source"]) for food in found] == [(own["food_id"], "custom"), ("usda-171477", "usda")]
    assert search(new_phone(), "chicken breasts")["results"][0]["food_id"] == "usda-171477"


def test_branded_foods_are_found_outside_once(phone: Phone, fdc: StandIn) -> None:
    text = unseen("nutty acres crunchy peanut butter")
    found = search(phone, text)
    product = next(food for food in found["results"] if food["fdc_id"] == 9000001)
    assert (product["name"], product["brand"], product["kind"]) == ("Crunchy Peanut Butter", "Nutty Acres", "branded")
    (call,) = fdc.calls("/v1/foods/search")
    assert call["fields"]["dataType"] == "Branded"
    assert search(phone, text.upper()) == found | {"query": text.upper()}, "kept, whatever its case"
    assert len(fdc.calls("/v1/foods/search")) == 1


def test_duplicates_are_shown_once(phone: Phone) -> None:
    found = search(phone, unseen("green barn cheddar cheese"))
    assert [food["name"] for food in found["results"]].count("Cheddar Cheese") == 1, "the USDA has it twice"


@pytest.mark.parametrize(
    ("language", "text"),
    [("es", "arroz"), ("fr", "riz"), ("de", "Reis"), ("vi", "cơm"), ("ja", "ご飯"), ("zh", "米饭"), ("en", "rice")],
)
def test_names_in_seven_languages(phone: Phone, language: str, text: str) -> None:
    found = search(phone, text, language=language, limit=3)
    assert "rice" in found["results"][0]["name"].lower(), found


def test_the_accounts_language_counts(phone: Phone) -> None:
    account(phone, language_code="de")
    assert "rice" in search(phone, "Reis")["results"][0]["name"].lower()


def test_what_nobody_knows(phone: Phone, pinecone: StandIn) -> None:
    found = search(phone, "xyzzyqwv")
    assert (found["results"], found["total"], found["degraded"]) == ([], 0, [])
    assert pinecone.calls("/query")


def matches(name: str, fdc_id: int, score: float | None) -> dict[str, Any]:
    """A scripted answer to one query of an index."""
    found = [] if score is None else [{"id": name, "score": score, "metadata": {"name": name, "fdc_id": fdc_id, "calories": 40}}]
    return {"path": "query", "json": {"matches": found, "namespace": "", "usage": {"readUnits": 1}}}


@pytest.mark.parametrize(
    ("ingredients", "usda", "expected"),
    [
        (0.35, 0.2, []),
        (0.36, 0.2, ["Blorp"]),
        (0.36, 0.43, ["Blorp"]),
        (0.36, 0.44, ["Zorp", "Blorp"]),
        (0.6, 0.99, ["Blorp"]),
        (None, 0.35, []),
        (None, 0.36, ["Zorp"]),
    ],
)
def test_thresholds_of_meaning(
    phone: Phone, pinecone: StandIn, ingredients: float | None, usda: float, expected: list[str]
) -> None:
    pinecone.will(matches("Blorp", 7777001, ingredients), matches("Zorp", 7777002, usda))
    found = search(phone, unseen("qwvxblorp"))
    assert [food["name"] for food in found["results"]] == expected
    assert found["degraded"] == []
    asked = ["ingredients"] if ingredients == 0.6 else ["ingredients", "usda"]
    assert [call["path"].split("/")[2] for call in pinecone.calls("/query")] == asked


def test_no_text_of_a_person_is_kept(phone: Phone) -> None:
    text = unseen("secret family recipe")
    search(phone, text)
    kept = firestore().document(search_path("fdc", normal(text))).get().to_dict()
    assert kept is not None
    assert text not in str(kept)
    assert kept["expires_at"] > kept["created_at"]


def test_expired_answers_do_not_count(phone: Phone, fdc: StandIn) -> None:
    text = unseen("nutty acres crunchy peanut butter")
    search(phone, text)
    reference = firestore().document(search_path("fdc", normal(text)))
    created_at = (reference.get().to_dict() or {})["created_at"]
    reference.update({"expires_at": created_at})
    search(phone, text)
    assert len(fdc.calls("/v1/foods/search")) == 2


def test_cost(phone: Phone) -> None:
    phone.request("GET", "/v1/foods/search", params={"q": "chicken breast", "limit": 1})
    answer = phone.request("GET", "/v1/foods/search", params={"q": "chicken breast", "limit": 1})
    assert cost(answer) == (1, 0), "the table is in memory; one look for a food of one's own"


@pytest.mark.parametrize("params", [{}, {"q": ""}, {"q": "x" * 101}])
def test_queries(phone: Phone, params: dict[str, str]) -> None:
    assert invalid(phone.request("GET", "/v1/foods/search", params=params)) == {("query", "q")}


@pytest.mark.parametrize("q", ["%", "../..", "💥", "\u0000", "' OR 1=1 --", "a" * 100, "__proto__", "NaN"])
def test_odd_texts(phone: Phone, q: str) -> None:
    assert search(phone, q)["degraded"] == []


@pytest.mark.parametrize("limit", ["0", "51", "many"])
def test_limits(phone: Phone, limit: str) -> None:
    assert invalid(phone.request("GET", "/v1/foods/search", params={"q": "rice", "limit": limit})) == {("query", "limit")}
