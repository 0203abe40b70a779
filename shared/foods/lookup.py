"""Finding foods: the table in memory first, then by meaning, by brand and by barcode outside, each answer kept for a while.

    search          what a person looks for; outside sources only where the table is unsure, and never longer than the deadline
    Foods           the food that a model's or a person's word means, for what grounds and edits meals
    by_ids          the foods of known ids: table, imported and copied foods, the person's own, FoodData Central
    by_barcode      a package: what is known already, Open Food Facts, the USDA's branded foods

A source that does not answer is named in `degraded`; what the others know is still said.
"""

from __future__ import annotations

import re
import time
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from pydantic import ValidationError

from shared import clock
from shared.clients import fdc as fdc_api
from shared.clients import openfoodfacts as off_api
from shared.clients import pinecone
from shared.clients.firestore import document_of
from shared.errors import VendorBusy
from shared.foods import gtin, ranking, store
from shared.foods.foreign import ENGLISH, asked_in, least_score
from shared.foods.models import Food, Found, Kind, Match
from shared.foods.rules import FoodNotFound
from shared.foods.sources import fdc, openfoodfacts, outside, vectors
from shared.foods.tables.table import missing, table
from shared.nutrition.models import FoodItem, State
from shared.settings import settings

MAX_QUERY = 100
_ENOUGH = 5  # foods of the table from which on no branded ones are looked for
_NEIGHBOURS = 10
_BRANDED = 25
_FDC_ID = re.compile(r"[1-9][0-9]{0,11}")
_FOOD_ID = re.compile(r"(usda|gtin|custom)-([A-Za-z0-9-]{1,64})")
_WORDS = re.compile(r"[^\w%.,'’&-]+")


@dataclass(frozen=True)
class Product:
    """The food of a barcode. `degraded` names the sources that did not answer, so that it may be an elder copy."""

    food: Food
    degraded: tuple[str, ...] = ()


# By name


def search(query: str, limit: int = 20, *, language: str = "en", deadline_s: float | None = None) -> Found:
    """Foods for a name in one of the seven languages, best first. Answers within `deadline_s`, whatever the sources do."""
    text = normal(query)
    if not text:
        return Found(())
    seconds = settings().FOOD_SEARCH_DEADLINE_S if deadline_s is None else deadline_s
    near = table().search(text, limit)
    sources = _sources(near, limit, language)
    now = clock.now()
    matches, silent = _asked(sources, text, seconds, now)
    by_meaning = _in_full(matches.get(pinecone.VENDOR, []), now)
    by_brand = ranking.branded(text, [match.food for match in matches.get(fdc_api.VENDOR, [])])
    merged = ranking.merged(near, by_meaning, by_brand, least=least_score(text, language))
    return Found(tuple(merged[:limit]), tuple(sorted((*silent, *_without_meaning(language), *missing()))))


class Foods:
    """Every source as the one FoodTable of a meal: looking for all of its foods takes no longer than one search may.

    The table first, then by meaning; a source that does not answer knows nothing. An English name that the table does not know is
    mostly of something else, so only a sure neighbour counts for it; in another language a neighbour is how a food is found at all.
    """

    def __init__(self, language: str = "en") -> None:
        self._language = language
        self._until = time.monotonic() + settings().FOOD_SEARCH_DEADLINE_S

    def match(self, item: FoodItem) -> Match | None:
        return self.named(item.name, state=item.state, category=item.category)

    def named(self, name: str, *, state: State = State.UNKNOWN, category: str | None = None) -> Match | None:
        """The food that a name means; None where none does, since no food is better than a wrong one. Raises nothing."""
        is_english = self._language == ENGLISH
        known = asked_in(self._language, table()).best(name, state=state, category=category)
        text, seconds = normal(name), self._until - time.monotonic()
        # With less than half of the time left a healthy source would look like one that does not answer.
        if known is not None or not text or seconds < settings().FOOD_SEARCH_DEADLINE_S / 2 or not pinecone.is_on():
            return known
        now = clock.now()
        matches, _ = _asked([pinecone.VENDOR], text, seconds, now)
        least = vectors.SURE if is_english else vectors.ACCEPTED
        nearest = [near for near in matches.get(pinecone.VENDOR, [])[:1] if near.score >= least]
        return next(iter(_in_full(nearest, now)), None)


def _asked(sources: Sequence[str], text: str, seconds: float, now: datetime) -> tuple[dict[str, list[Match]], tuple[str, ...]]:
    """What the sources find, from what they said before where that is kept, and those that did not answer."""
    said = store.cached_searches(sources, text, now)
    answers = outside.ask({source: partial(_ASK[source], text, seconds) for source in sources if source not in said}, seconds)
    for source, results in answers.said.items():
        store.keep_search(source, text, results, now)
    return {source: _matches(results) for source, results in (said | answers.said).items()}, answers.silent


def normal(query: str) -> str:
    """The query without what no food is found by; equal ones are looked for once."""
    plain = unicodedata.normalize("NFKC", query[: 4 * MAX_QUERY]).casefold()
    return " ".join(_WORDS.sub(" ", plain).split())[:MAX_QUERY]


def _without_meaning(language: str) -> tuple[str, ...]:
    """In another language a food is found by its meaning: what is searched without is said also where nobody has set it up."""
    return () if language == ENGLISH or pinecone.is_on() else (pinecone.VENDOR,)


def _sources(near: Sequence[Match], limit: int, language: str) -> list[str]:
    """Who else to ask, given what the table knows."""
    best = near[0].score if near else 0.0
    unsure = best < vectors.SURE
    wanted = []
    if pinecone.is_on() and (unsure or language != ENGLISH):
        wanted.append(pinecone.VENDOR)
    if fdc_api.is_on() and (unsure or len(near) < min(limit, _ENOUGH)):
        wanted.append(fdc_api.VENDOR)
    return wanted


def _neighbours(text: str, timeout_s: float) -> list[dict[str, Any]]:
    """Foods whose meaning is near: of the ingredients, and where those are unsure of all foods, if clearly nearer."""
    current = settings()
    (vector,) = pinecone.embed([text], "query")
    hits = _accepted(current.PINECONE_INDEX_INGREDIENTS, vector, timeout_s)
    best = hits[0].score if hits else 0.0
    if best < vectors.SURE:
        others = _accepted(current.PINECONE_INDEX_USDA, vector, timeout_s)
        if others and others[0].score > vectors.CLEARLY_BETTER * best:
            hits = [*others, *hits]
    found = [(food, min(hit.score, 1.0)) for hit in hits if (food := vectors.food_of(hit.metadata)) is not None]
    return [{"food": document_of(food), "score": score} for food, score in found[:_NEIGHBOURS]]


def _accepted(index: str, vector: Sequence[float], timeout_s: float) -> list[pinecone.Neighbour]:
    found = pinecone.query(index, vector, top_k=_NEIGHBOURS, timeout_s=timeout_s)
    return [one for one in found if one.score > vectors.ACCEPTED]


def _by_brand(text: str, timeout_s: float) -> list[dict[str, Any]]:
    """Branded foods, each name of a maker once: the USDA has the same product many times."""
    answer = fdc_api.search(text, data_types=fdc_api.BRANDED, limit=_BRANDED, timeout_s=timeout_s)
    return [{"food": document_of(food), "score": 0.0} for food in _rows(answer)]


def _rows(answer: object) -> list[Food]:
    """The foods of a page of search results. Raises VendorBusy for what is no such page."""
    rows = answer.get("foods") if isinstance(answer, dict) else None
    if not isinstance(rows, list):
        raise VendorBusy(fdc_api.VENDOR, "an answer without foods")
    return [food for row in rows[:_BRANDED] if isinstance(food := fdc.read(row), Food)]


_ASK: dict[str, Callable[[str, float], list[dict[str, Any]]]] = {pinecone.VENDOR: _neighbours, fdc_api.VENDOR: _by_brand}


def _matches(results: Sequence[dict[str, Any]]) -> list[Match]:
    found = []
    for result in results:
        try:
            found.append(Match(Food.model_validate(result["food"]), float(result["score"])))
        except (ValidationError, KeyError, TypeError, ValueError):  # kept by another release
            continue
    return found


def _in_full(matches: Sequence[Match], now: datetime) -> list[Match]:
    """The same foods as we know them, with portions; what we do not know stays as Pinecone told it."""
    known = {match.food.food_id: food for match in matches if (food := table().get(match.food.food_id)) is not None}
    paths = [store.reference_path(match.food.food_id) for match in matches if match.food.food_id not in known]
    known |= {copy.food.food_id: copy.food for copy in store.copies(paths, now).values() if copy.food}
    return [replace(match, food=known.get(match.food.food_id, match.food)) for match in matches]


# By id


def by_id(uid: str, food_id: str) -> Food:
    """Raises FoodNotFound, and VendorBusy where the source that would know does not answer."""
    name = food_id_of(food_id)
    found = by_ids(uid, [name]).get(name) if name else None
    if found is None:
        raise FoodNotFound("There is no food with this id.")
    return found


def food_id_of(given: str) -> str | None:
    """The id of a food as everything here calls it: `usda-171477` also of "171477"; None for what can be none."""
    if _FDC_ID.fullmatch(given):
        return fdc.food_id(int(given))
    return given if _FOOD_ID.fullmatch(given) else None


def by_ids(uid: str, food_ids: Sequence[str]) -> dict[str, Food]:
    """The foods of these ids; an id that names none, or another person's, is missing. Raises VendorBusy as `by_id`."""
    found = {food_id: food for food_id in food_ids if (food := table().get(food_id)) is not None}
    rest = {food_id: parts for food_id in food_ids if food_id not in found and (parts := _FOOD_ID.fullmatch(food_id))}
    custom = store.get_custom(uid, [parts[2] for parts in rest.values() if parts[1] == "custom"])
    found |= {one.food.food_id: one.food for one in custom.values()}
    now = clock.now()
    paths = {food_id: _path(parts[1], parts[2]) for food_id, parts in rest.items() if parts[1] != "custom"}
    copies = store.copies(list(paths.values()), now)
    known = {food_id: copy for food_id, path in paths.items() if (copy := copies.get(path)) is not None}
    found |= {food_id: copy.food for food_id, copy in known.items() if copy.food}
    if fdc_api.is_on():
        asked = [food_id for food_id in paths if _is_usda(food_id) and not (food_id in known and known[food_id].fresh)]
        found |= _fetched(asked, known, now)
    for food_id in paths.keys() - known.keys():
        if food_id.startswith("gtin-") and (food := _scanned_again(food_id)) is not None:
            found[food_id] = food
    return found


def _path(namespace: str, name: str) -> str:
    return store.barcode_path(name) if namespace == "gtin" else store.reference_path(f"{namespace}-{name}")


def _scanned_again(food_id: str) -> Food | None:
    """The product of a barcode that was looked up so long ago that its copy is gone. Raises VendorBusy."""
    try:
        return by_barcode(food_id.removeprefix("gtin-")).food
    except (FoodNotFound, gtin.InvalidBarcode):
        return None


def _is_usda(food_id: str) -> bool:
    namespace, _, name = food_id.partition("-")
    return namespace == "usda" and _FDC_ID.fullmatch(name) is not None


def _fetched(food_ids: Sequence[str], copies: Mapping[str, store.Copy], now: datetime) -> dict[str, Food]:
    """FoodData Central's foods of these ids, and copies of what it said. Elder copies count on where it does not answer."""
    found: dict[str, Food] = {}
    for start in range(0, len(food_ids), fdc_api.MAX_IDS):
        part = food_ids[start : start + fdc_api.MAX_IDS]
        call = partial(fdc_api.foods, [int(food_id.removeprefix("usda-")) for food_id in part])
        try:
            records = outside.ask_one(fdc_api.VENDOR, call, settings().FOOD_SEARCH_DEADLINE_S)
        except VendorBusy:
            if all(food_id in copies for food_id in part):
                continue
            raise
        said = {food.food_id: food for record in records if isinstance(food := fdc.read(record), Food)}
        for food_id in part:
            store.keep(store.reference_path(food_id), said.get(food_id), now)
        found |= {food_id: said[food_id] for food_id in part if food_id in said}
    return found


# By barcode


def by_barcode(code: str) -> Product:
    """Raises InvalidBarcode, FoodNotFound, and VendorBusy where a source that might know does not answer."""
    gtin14 = gtin.canonical(code)
    path, now = store.barcode_path(gtin14), clock.now()
    copy = store.copies([path], now).get(path)
    if copy and copy.fresh:
        return Product(_there(copy.food))
    food, silent = _ask_for_product(gtin14)
    if food is None and silent:
        if copy and copy.food:
            return Product(copy.food, silent)
        raise VendorBusy(silent[0], "no answer in time", retry_after_s=settings().FOOD_SOURCE_PAUSE_S)
    store.keep(path, food, now)
    return Product(_there(food), silent)


def _there(food: Food | None) -> Food:
    if food is None:
        raise FoodNotFound("No source knows this barcode: enter the food by hand, or photograph its label.")
    return food


def _ask_for_product(gtin14: str) -> tuple[Food | None, tuple[str, ...]]:
    """Open Food Facts' product; the USDA's where that has none, or no figures."""
    seconds = settings().FOOD_SEARCH_DEADLINE_S
    found, silent = _ask_source(off_api.VENDOR, off_api.is_on(), partial(_product, gtin14), seconds)
    if found is None or found.per_100g.calories is None:
        branded, silent_too = _ask_source(fdc_api.VENDOR, fdc_api.is_on(), partial(_branded_product, gtin14), seconds)
        found, silent = branded or found, (*silent, *silent_too)
    return found, silent


def _ask_source(source: str, on: bool, call: Callable[[], Food | None], seconds: float) -> tuple[Food | None, tuple[str, ...]]:
    if not on:
        return None, ()
    answers = outside.ask({source: call}, seconds)
    return answers.said.get(source), answers.silent


def _product(gtin14: str) -> Food | None:
    answer = off_api.product(gtin.printed(gtin14))
    if answer is not None and not isinstance(answer, dict):
        raise VendorBusy(off_api.VENDOR, "an answer that is no product")
    return openfoodfacts.read(answer, gtin14)


def _branded_product(gtin14: str) -> Food | None:
    """The USDA's tables write a number with more or fewer zeros before it, so all ways are looked for at once."""
    spellings = dict.fromkeys((*gtin.aliases(gtin14), gtin.bare(gtin14)))
    answer = fdc_api.search(" ".join(spellings), data_types=fdc_api.BRANDED, limit=_BRANDED)
    same = [food for food in _rows(answer) if food.barcode == gtin14]
    newest = max(same, key=lambda food: food.fdc_id or 0, default=None)
    return None if newest is None else newest.model_copy(update={"food_id": openfoodfacts.food_id(gtin14), "kind": Kind.BRANDED})
