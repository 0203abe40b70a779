"""Reading what the USDA writes of a food: its name as a person says it, its kind, state and category. Pure.

A description goes from the general to the particular, "Chicken, broilers or fryers, breast, meat only, cooked, roasted", and
names the shelf before the food where that is a class: "Nuts, almonds". A person says "Chicken breast, roasted" and "Almonds".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from shared.foods.language import preparation
from shared.foods.models import Kind
from shared.foods.usda.categories import MADE, ours_for
from shared.foods.usda.terms import (
    BEFORE_MEAT,
    BROTHS,
    CLASSES,
    CUTS,
    DISHES,
    MAKERS,
    NO_NAME,
    PARTS,
    PREPARED,
    SILENT,
)
from shared.nutrition.models import ALCOHOL, MAX_NAME, State

_MAX_QUALIFIERS = 3


@dataclass(frozen=True)
class Described:
    """`aliases` are other names that the description gives; the description itself is for the caller to keep."""

    name: str
    kind: Kind
    state: State
    category: str
    brand: str | None = None
    aliases: tuple[str, ...] = ()


def describe(description: str, category: str = "") -> Described:
    """What `description` of a food of the USDA's `category` says."""
    segments, asides = _segments(description)
    brand = _brand(segments)
    ours = category_of(category, description)
    kind = _kind(category, description, brand, ours)
    state = state_of(description)
    named = _without_class(segments) if brand is None else _brand_last(segments, brand)
    name = _name(named) or description
    return Described(
        name=_short(name, MAX_NAME),
        kind=kind,
        state=state,
        category=ours,
        brand=brand,
        aliases=tuple(dict.fromkeys(_short(aside, MAX_NAME) for aside in asides)),
    )


def plain(description: str) -> str:
    """`description` without what it says of the USDA's own programmes."""
    return _PROGRAM.sub("", description)


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0].rstrip(",;")


# The segments of a description

_ASIDE = re.compile(r"\(([^()]*)\)")
_PROGRAM = re.compile(r"\s*\(Includes? foods for USDA's Food Distribution Program\)", re.IGNORECASE)
_OTHER_NAMES = re.compile(r"[a-z' -]{3,40}(( or |, |/)[a-z' -]{3,40})*", re.IGNORECASE)


def _segments(description: str) -> tuple[list[str], list[str]]:
    """The parts between commas, and what stands in brackets where that is another name."""
    text = plain(description)
    asides: list[str] = []

    def remember(match: re.Match[str]) -> str:
        inner = match.group(1).strip()
        if _OTHER_NAMES.fullmatch(inner) and not NO_NAME.search(inner):
            asides.extend(part.strip() for part in re.split(r", | or |/", inner) if part.strip())
        return " "

    while (plainer := _ASIDE.sub(remember, text)) != text:
        text = plainer
    parts = [" ".join(part.split()) for part in re.split(r"[,;]|\s--\s", text)]
    return [part for part in parts if part], asides


def _without_class(segments: list[str]) -> list[str]:
    left = list(segments)
    while len(left) > 1 and CLASSES.match(left[0]):
        left.pop(0)
    return [*left, "baby food"] if segments[:1] in (["Babyfood"], ["babyfood"]) else left


def _name(segments: list[str]) -> str:
    """The food, what says which of them before it and its part behind it; then how it was prepared, and what else there is."""
    if not segments:
        return ""
    head, core_before, core_after = segments[0], "", ""
    qualifiers: list[str] = []
    prepared: list[str] = []
    for segment in segments[1:]:
        if SILENT.match(segment):
            continue
        if PREPARED.match(segment):
            prepared.append(segment)
        elif (not core_after or CUTS.match(segment)) and _is_part(head, segment):
            core_after = f"{core_after} {segment}".strip()
        elif not core_before and not core_after and ((_says_which(segment) and not prepared) or head.casefold() == "soup"):
            core_before = segment
        else:
            qualifiers.append(segment)
    core = " ".join(filter(None, (_joined(core_before, head), core_after)))
    if len(prepared) > 1:
        prepared = [word for word in prepared if word.casefold() != "cooked"]
    return ", ".join([core[0].upper() + core[1:], *prepared[:2], *qualifiers][: _MAX_QUALIFIERS + 1])


def _joined(before: str, head: str) -> str:
    """ "brown rice" and "rice cakes" are brown rice cakes, "fried pies" of the shelf "Pie" are fried pies."""
    if not before:
        return head
    lowered = head if head[:2].isupper() else head[0].lower() + head[1:]
    words = lowered.split()
    if words[-1].rstrip("s") == before.casefold().split()[-1].rstrip("s"):
        return before
    if words[0] == before.casefold().split()[-1]:
        return " ".join([*before.split()[:-1], lowered])
    return f"{before} {lowered}"


def _is_part(head: str, segment: str) -> bool:
    if segment.casefold() == "white":  # of an egg; of anything else it says which
        return head.casefold() == "egg"
    return PARTS.match(segment) is not None and BEFORE_MEAT.match(segment) is None


def _says_which(segment: str) -> bool:
    return len(segment.split()) <= 3 and re.search(r"\d|%|\b(and|or|with|without|from|for|as)\b", segment) is None


# Brands

_CAPITALS = re.compile(r"\b[A-Z][A-Z&'’.-]{2,}\b|[®™]")
_NO_BRANDS = frozenset(
    {"USDA", "DHA", "ARA", "NFS", "UHT", "BBQ", "HFCS", "NLEA", "RACC", "ONLY", "PRE-PACKAGED"}
    | {"UPC", "USA", "II", "III", "NEW", "RTF", "II."}
)


def _brand(segments: list[str]) -> str | None:
    for segment in segments:
        if any(word not in _NO_BRANDS for word in _CAPITALS.findall(segment)) or MAKERS.match(segment):
            return segment[:200]
    return None


def _brand_last(segments: list[str], brand: str) -> list[str]:
    """A product by its own name, its maker among what else is said of it."""
    left = _without_class([segment for segment in segments if segment != brand])
    return [*left, brand] if left and not SILENT.match(left[0]) else segments


def _kind(category: str, description: str, brand: str | None, ours: str) -> Kind:
    if brand:
        return Kind.BRANDED
    if ours == "soup":
        return Kind.WHOLE if BROTHS.match(description) else Kind.DISH
    made = ours == "dish" or category in {"Baby Foods", *MADE} or (ours == "sweet" and category == "Baked Products")
    dishes = DISHES.get(category)
    return Kind.DISH if made or (dishes and dishes.match(description)) else Kind.WHOLE


# State


def _said(*states: State, but: frozenset[str] = frozenset()) -> str:
    return "|".join(word for word in preparation.words_of(*states) if word not in but)


_STATES = (  # the first that is said counts: what was dried and then stewed is stewed
    (State.UNKNOWN, r"\bfried (pies?|rice)\b"),
    (State.FRIED, rf"\b({_said(State.FRIED)})\b|\bpan-?browned\b|\bscrambled\b|\bomelet\b"),
    (State.BOILED, rf"\b({_said(State.BOILED)})\b"),
    (
        State.BAKED,  # a roast is a cut here
        rf"\b({_said(State.BAKED, but=frozenset({'roast'}))}|dry heat|pan-?broil(ed)?|oven-heated)\b",
    ),
    (
        State.COOKED,
        rf"\b({_said(State.COOKED, but=frozenset({'prepared'}))}|moist heat|microwave|heated|popped)\b",
    ),
    (State.COOKED, r"\bprepared with\b|(?<!commercially )\bprepared$"),
    (State.DRY, rf"\b({_said(State.DRY)}|powder)\b(?! (heat|roasted|curd))"),
    (State.RAW, rf"\b({_said(State.RAW)}|unheated|unbaked)\b|, fresh$"),
)
_STATE_PATTERNS = [(state, re.compile(pattern, re.IGNORECASE)) for state, pattern in _STATES]
_NOT_ITSELF = re.compile(
    r"\b(un|not |to be |ready-to-)(cooked|heated|prepared|bake|-?fry|eat)\b|\bto retain\b|oven-heat |nonfat dry milk", re.IGNORECASE
)


def state_of(description: str) -> State:
    text = plain(description)
    if re.search(r"\b(uncooked|unprepared|unheated|not (re)?heated|not prepared)\b", text, re.IGNORECASE):
        return State.DRY if re.search(r"\b(dry|dried|dehydrated)\b", text, re.IGNORECASE) else State.RAW
    text = _NOT_ITSELF.sub(" ", _ASIDE.sub(" ", text))
    return next((state for state, pattern in _STATE_PATTERNS if pattern.search(text)), State.UNKNOWN)


# Categories

_EXCEPTIONS = {  # by how the description begins
    "dairy": ((r"eggs?\b", "egg"), (r"butter\b", "fat"), (r"ice cream", "sweet")),
    "fat": ((r"(salad )?dressing|mayonnaise|creamy dressing|sandwich spread", "sauce"),),
    "sauce": ((r"[^,]*\bsoup\b|fish broth", "soup"), (r"[^,]*\boil\b(?!.*\bdressing\b)", "fat")),
    "fruit": ((r"[^,]*\b(juice|nectar|lemonade)\b", "beverage"),),
    "vegetable": ((r"[^,]*\bjuice\b", "beverage"), (r"catsup|ketchup|tomato sauce|pickle relish", "sauce")),
    "beverage": ((r"alcoholic", ALCOHOL),),
    "legume": ((r"peanuts?\b", "nut"), (r"soymilk|soy milk", "beverage"), (r"soy sauce", "sauce")),
    "grain": (
        (
            r"(cookies?|cake|pie|doughnuts?|danish|sweet rolls?|cinnamon buns|archway|cream puff|strudel)\b|.*pastr(y|ies)\b",
            "sweet",
        ),
    ),
    "other": (
        (r"mustard|vinegar|horseradish", "sauce"),
        (r"(fish|salmon|seal|whale|walrus)\b", "fish"),
        (r"snacks, granola|candies", "sweet"),
        (r"soup\b", "soup"),
    ),
    "nut": ((r".*\bcoconut water\b", "beverage"),),
}


def category_of(category: str, description: str = "") -> str:
    """Ours for a food of the USDA's category."""
    ours = ours_for(category)
    text = description.casefold()
    return next((other for pattern, other in _EXCEPTIONS.get(ours, ()) if re.match(pattern, text)), ours)
