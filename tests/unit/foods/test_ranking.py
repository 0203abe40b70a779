"""One order for what several sources found."""

from __future__ import annotations

from shared.foods.models import Food, Kind, Match
from shared.foods.ranking import branded, merged
from shared.nutrition.models import Per100g


def food(name: str, number: int, brand: str | None = None) -> Food:
    kind = Kind.BRANDED if brand else Kind.WHOLE
    return Food(food_id=f"usda-{number}", name=name, brand=brand, kind=kind, per_100g=Per100g())


def names(matches: list[Match]) -> list[str]:
    return [match.food.name for match in matches]


def test_generic_before_branded_that_fits_as_well() -> None:
    own = [Match(food("Cheddar cheese", 1), 0.98)]
    products = branded("cheddar cheese", [food("Cheddar Cheese", 2, "Green Barn"), food("Rye Bread", 3, "Mill Lane")])
    assert [match.food.food_id for match in merged(own, [], products, least=0.0)] == ["usda-1", "usda-2"]


def test_a_maker_that_is_named_comes_first() -> None:
    own = [Match(food("Peanut butter", 1), 0.5)]
    products = branded("nutty acres crunchy peanut butter", [food("Crunchy Peanut Butter", 2, "Nutty Acres")])
    assert names(merged(own, [], products, least=0.0))[0] == "Crunchy Peanut Butter"


def test_a_name_once_whatever_its_case() -> None:
    products = branded(
        "cheddar cheese", [food("Cheddar Cheese", n, brand) for n, brand in enumerate(("Green Barn", "GREEN BARN"), 2)]
    )
    assert len(merged([], [], products, least=0.0)) == 1


def test_meaning_before_what_only_looks_alike_in_another_language() -> None:
    own, meant = [Match(food("Pan dulce", 1), 0.94)], [Match(food("Bread", 2), 0.36)]
    assert names(merged(own, meant, [], least=0.95)) == ["Bread", "Pan dulce"]
    assert names(merged(own, meant, [], least=0.0)) == ["Pan dulce", "Bread"]
    sure = [Match(food("Tofu", 3), 0.99)]
    assert names(merged(sure, meant, [], least=0.95)) == ["Tofu", "Bread"]
    assert names(merged(sure, meant, [], least=2.0)) == ["Bread", "Tofu"], "a word that means another food"
