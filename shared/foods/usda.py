"""Reading what the USDA writes of a food: its name as a person says it, its kind, state, category, portions. Pure.

A description goes from the general to the particular, "Chicken, broilers or fryers, breast, meat only, cooked, roasted", and
names the shelf before the food where that is a class: "Nuts, almonds". A person says "Chicken breast, roasted" and "Almonds".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from shared.foods.models import Kind
from shared.nutrition.models import ALCOHOL, MAX_GRAMS, MAX_NAME, MAX_UNIT, AllowedUnit, State
from shared.nutrition.units import MILLILITERS, canonical

_MAX_QUALIFIERS = 3
_MAX_PORTIONS = 12
_ALIKE = 1.25  # portions of one measure that differ by no more than this are one to a person


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
    kind = _kind(category, segments, brand, ours)
    state = state_of(description)
    named = _without_class(segments) if brand is None else _brand_last(segments, brand)
    name = _name(named, state) or description
    return Described(
        name=_short(name, MAX_NAME),
        kind=kind,
        state=state,
        category=ours,
        brand=brand,
        aliases=tuple(dict.fromkeys(_short(aside, MAX_NAME) for aside in asides)),
    )


# The segments of a description

_ASIDE = re.compile(r"\(([^()]*)\)")
_PROGRAM = re.compile(r"\s*\(Includes? foods for USDA's Food Distribution Program\)", re.IGNORECASE)
_OTHER_NAMES = re.compile(r"[a-z' -]{3,40}(( or |, |/)[a-z' -]{3,40})*", re.IGNORECASE)
_NO_NAME = re.compile(  # tells what belongs to it, who eats it, or how it was made
    r"\b(with|from|may|for|and|includes?|native|navajo|shoshone|apache|hopi|microwave|conventional|only|liquid|expressed|species|type|style|dried|brewed|"
    r"fat|milk|wild|commercial|industrial|bay|sea|fore|arm|leg|chops?|roasts?|steaks?|sliced|large|small|edition|restaurant|proof)\b",
    re.IGNORECASE,
)
# Shelves: what follows is the food.
_CLASSES = frozenset(
    "nuts seeds fish crustaceans mollusks spices beverages beverage snacks snack candies candy cereals vegetables babyfood restaurant "
    "desserts dessert sweeteners sweetener fat alcoholic\u00a0beverage alcoholic\u00a0beverages carbonated\u00a0beverage game\u00a0meat "
    "leavening\u00a0agents frozen\u00a0novelties fast\u00a0foods fast\u00a0food school\u00a0lunch cereals\u00a0ready-to-eat "
    "formulated\u00a0bar infant\u00a0formula fruit\u00a0butters tomato\u00a0products variety\u00a0meats\u00a0and\u00a0by-products "
    "chinese mexican italian latino family\u00a0style carbonated distilled table".split(" ")
)
# A part, a cut or what it is made into: it follows the food that it is of. Anything else says which, and goes before.
_PARTS = re.compile(
    r"^(breasts?|thighs?|wings?|drumsticks?|legs?|backs?|necks?|giblets|gizzards?|hearts?|livers?|tongues?|tripe|kidneys|feet|ears?|tails?|"
    r"brains?|skin( only)?|white|yolk|loin.*|tenderloin.*|shoulder.*|ribs?.*|rib eye.*|ribeye.*|chuck.*|round.*|brisket.*|flank.*|plate.*|shank.*|"
    r"sirloin.*|top sirloin.*|top loin.*|short loin.*|bottom sirloin.*|foreshank.*|belly|spareribs|backribs|leg .*|ground.*|chops?|cutlets?|steaks?|roasts?|"
    r"light meat|dark meat|bologna|ham|bacon|sausage|jerky|chips|juice|flour|leaves|greens|shoots|root|meat|stew|broth|gravy)$",
    re.IGNORECASE,
)
_CUT = re.compile(r"^(chops?|cutlets?|steaks?|roasts?)$", re.IGNORECASE)  # says what the part is cut to
_BEFORE_MEAT = re.compile(r"^(ground|cured|minced|chopped|smoked)\b", re.IGNORECASE)
# Says nothing that a person would say.
_SILENT = re.compile(
    r"^(all (types|classes|grades|varieties|commercial varieties|areas|styles)|broilers? or fryers?|broilers?|fryers?-?roasters?|roasting|stewing|"
    r"variety meats and by-products|fresh|mature seeds|immature seeds|mixed species|common|regular|commercial|commercially prepared|fluid|domesticated|domestic|"
    r"enriched|unenriched|fortified|year round average|ready-to-(eat|serve|drink|heat)|solids and liquids|drained( solids?)?( with bone)?|"
    r"without (salt|added salt|salt added|added vitamin a and vitamin d)|no salt added|with added .*|includes .*|separable .*|trimmed to .*|choice|select|prime|"
    r"boneless|bone-in|bone in|lip-?on|lip off|meat only|meat and skin|with(out)? skin|skinless|flesh( and skin)?|whole|retail parts|plain|usda.*|"
    r"assorted brands.*|unspecified.*|all|generic|regular and quick.*|not fortified|quick.*|analyzed \d+|australian|new zealand|imported|tap|brewed|"
    r"prepared with tap water|household|salad or cooking|dry heat|moist heat|composite of .*|from whole bird|long-grain|medium-grain|year)$",
    re.IGNORECASE,
)
_PREPARED = re.compile(
    r"^(raw|cooked|boiled|steamed|stewed|braised|roasted|baked|grilled|broiled|fried|pan-?fried|pan-?browned|pan-?broiled|stir-?fried|sauteed|poached|"
    r"simmered|toasted|microwaved?|heated|unheated|prepared|unprepared|uncooked|dried|dry|dehydrated|frozen|canned|refrigerated|smoked|pickled|"
    r"breaded.*|hard-boiled|scrambled|omelet|dry roasted|oil roasted|prepared.from.recipe.*|home.prepared.*|prepared with .*|in .*|with .*|without .*|made .*)$",
    re.IGNORECASE,
)


def _segments(description: str) -> tuple[list[str], list[str]]:
    """The parts between commas, and what stands in brackets where that is another name."""
    text = _PROGRAM.sub("", description)
    asides: list[str] = []

    def remember(match: re.Match[str]) -> str:
        inner = match.group(1).strip()
        if _OTHER_NAMES.fullmatch(inner) and not _NO_NAME.search(inner):
            asides.extend(part.strip() for part in re.split(r", | or |/", inner) if part.strip())
        return " "

    while (plainer := _ASIDE.sub(remember, text)) != text:
        text = plainer
    parts = [" ".join(part.split()) for part in re.split(r"[,;]|\s--\s", text)]
    return [part for part in parts if part], asides


def _without_class(segments: list[str]) -> list[str]:
    left = list(segments)
    while len(left) > 1 and left[0].casefold().replace(" ", "\u00a0") in _CLASSES:
        left.pop(0)
    return [*left, "baby food"] if segments[:1] in (["Babyfood"], ["babyfood"]) else left


def _name(segments: list[str], state: State) -> str:
    """The food, what says which of them before it and its part behind it; then how it was prepared, and what else there is."""
    if not segments:
        return ""
    head, core_before, core_after = segments[0], "", ""
    qualifiers: list[str] = []
    prepared: list[str] = []
    for segment in segments[1:]:
        if _SILENT.match(segment):
            continue
        if _PREPARED.match(segment):
            prepared.append(segment)
        elif (not core_after or _CUT.match(segment)) and _PARTS.match(segment) and not _BEFORE_MEAT.match(segment):
            core_after = f"{core_after} {segment}".strip()
        elif not core_before and not core_after and (_says_which(segment) and not prepared or head.casefold() == "soup"):
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


def _says_which(segment: str) -> bool:
    return len(segment.split()) <= 3 and re.search(r"\d|%|\b(and|or|with|without|from|for|as)\b", segment) is None


# Brands

_MAKERS = re.compile(
    r"^(pillsbury|kraft|nabisco|keebler|archway|udi's|rudi's|glutino|schar|van's|pepperidge farm|oscar mayer|hormel|campbell|heinz|george weston|"
    r"interstate brands|continental mills|martha white|mckee baking|mission foods|andrea's|crunchmaster|mary's gone|sage valley|reddi wip|vitasoy|house foods|"
    r"lean pockets|goya|bimbo|lightlife|loma linda|worthington|morningstar|gardenburger|silk|ensure|slim.?fast|muscle milk|powerade|gatorade|"
    r"little debbie|hostess|tootsie|jimmy dean|tyson|perdue|butterball|louis rich|wonder|thomas|krusteaz|stove top|hain|smart (soup|balance)|"
    r"mori-nu|naked juice|ocean spray|v8|zevia|amp|full throttle|rockstar|monster|red bull|uncle ben|rice-a-roni|hot pockets|hamburger helper|"
    r"carl buddig|spam|velveeta|breyers|klondike|dove|eggo|popeyes|subway|burger king|mcdonald)",
    re.IGNORECASE,
)
_CAPITALS = re.compile(r"\b[A-Z][A-Z&'.-]{2,}\b")
_NO_BRANDS = frozenset({"USDA", "DHA", "ARA", "NFS", "UHT", "BBQ", "HFCS", "NLEA", "PRE-PACKAGED", "UPC", "USA", "II", "III", "NEW", "RTF", "II."})


def _brand(segments: list[str]) -> str | None:
    for segment in segments:
        if any(word not in _NO_BRANDS for word in _CAPITALS.findall(segment)) or _MAKERS.match(segment):
            return segment[:200]
    return None


def _brand_last(segments: list[str], brand: str) -> list[str]:
    """A product by its own name, its maker among what else is said of it."""
    left = _without_class([segment for segment in segments if segment != brand])
    return [*left, brand] if left and not _SILENT.match(left[0]) else segments


def _kind(category: str, segments: list[str], brand: str | None, ours: str) -> Kind:
    if brand:
        return Kind.BRANDED
    made = category in {"Fast Foods", "Restaurant Foods", "Baby Foods", "Meals, Entrees, and Side Dishes"}
    sweet = category == "Baked Products" and re.match(r"(Pie|Cake)\b", segments[0] if segments else "") is not None
    return Kind.DISH if made or sweet or ours in {"soup", "dish"} else Kind.WHOLE


# State

_STATES = (  # the first that is said counts: what was dried and then stewed is stewed
    (State.UNKNOWN, r"\bfried (pies?|rice)\b"),
    (State.FRIED, r"\b((deep|pan|stir)-?)?(fried|sauteed)\b|\bpan-?browned\b|\bscrambled\b|\bomelet\b"),
    (State.BOILED, r"\b(boiled|poached|hard-boiled)\b"),
    (State.BAKED, r"\b(roasted|baked|broiled|grilled|toasted|barbecued|rotisserie|dry heat|pan-?broil(ed)?|oven-heated)\b"),
    (State.COOKED, r"\b(cooked|steamed|stewed|braised|simmered|moist heat|microwaved?|heated|popped)\b|\bprepared with\b|(?<!un)\bprepared$"),
    (State.DRY, r"\b(dry|dried|dehydrated|powder(ed)?|freeze-dried|sun-dried)\b(?! (heat|roasted|curd))"),
    (State.RAW, r"\b(raw|uncooked|unprepared|unheated|unbaked)\b"),
)
_STATE_PATTERNS = [(state, re.compile(pattern, re.IGNORECASE)) for state, pattern in _STATES]
_NOT_ITSELF = re.compile(r"\b(un|not |to be |ready-to-)(cooked|heated|prepared|bake|-?fry|eat)\b|\bto retain\b|oven-heat |nonfat dry milk", re.IGNORECASE)


def state_of(description: str) -> State:
    text = _PROGRAM.sub("", description)
    if re.search(r"\b(uncooked|unprepared|unheated|not (re)?heated|not prepared)\b", text, re.IGNORECASE):
        return State.DRY if re.search(r"\b(dry|dried|dehydrated)\b", text, re.IGNORECASE) else State.RAW
    text = _NOT_ITSELF.sub(" ", _ASIDE.sub(" ", text))
    return next((state for state, pattern in _STATE_PATTERNS if pattern.search(text)), State.UNKNOWN)


# Categories

_CATEGORIES = {
    "Dairy and Egg Products": "dairy",
    "Spices and Herbs": "other",
    "Baby Foods": "other",
    "Fats and Oils": "fat",
    "Poultry Products": "meat",
    "Soups, Sauces, and Gravies": "sauce",
    "Sausages and Luncheon Meats": "meat",
    "Breakfast Cereals": "grain",
    "Fruits and Fruit Juices": "fruit",
    "Pork Products": "meat",
    "Vegetables and Vegetable Products": "vegetable",
    "Nut and Seed Products": "nut",
    "Beef Products": "meat",
    "Beverages": "beverage",
    "Finfish and Shellfish Products": "fish",
    "Legumes and Legume Products": "legume",
    "Lamb, Veal, and Game Products": "meat",
    "Baked Products": "grain",
    "Sweets": "sweet",
    "Cereal Grains and Pasta": "grain",
    "Fast Foods": "dish",
    "Meals, Entrees, and Side Dishes": "dish",
    "Snacks": "other",
    "Restaurant Foods": "dish",
    "American Indian/Alaska Native Foods": "other",
    "Alcoholic Beverages": ALCOHOL,
}
_EXCEPTIONS = {  # by how the description begins
    "dairy": ((r"eggs?\b", "egg"), (r"butter\b", "fat"), (r"ice cream", "sweet")),
    "fat": ((r"(salad )?dressing|mayonnaise|creamy dressing|sandwich spread", "sauce"),),
    "sauce": ((r"soup|fish broth", "soup"),),
    "fruit": ((r".*\b(juice|nectar|lemonade)\b", "beverage"),),
    "vegetable": ((r".*\bjuice\b", "beverage"), (r"catsup|ketchup|tomato sauce|pickle relish", "sauce")),
    "beverage": ((r"alcoholic", ALCOHOL),),
    "legume": ((r"peanuts?\b", "nut"), (r"soymilk|soy milk", "beverage"), (r"soy sauce", "sauce")),
    "grain": ((r"(cookies?|cake|pie|doughnuts?|danish|sweet rolls?|cinnamon buns|puff pastry|pastry|toaster pastries|archway|cream puff|strudel)\b", "sweet"),),
    "other": ((r"mustard|vinegar|horseradish", "sauce"), (r"(fish|salmon|seal|whale|walrus)\b", "fish"), (r"snacks, granola|candies", "sweet")),
    "nut": ((r".*\bcoconut water\b", "beverage"),),
}


def category_of(category: str, description: str = "") -> str:
    """Ours (of shared/prompts/meal_items.CATEGORIES) for the USDA's."""
    ours = _CATEGORIES.get(category, "other")
    text = description.casefold()
    return next((other for pattern, other in _EXCEPTIONS.get(ours, ()) if re.match(pattern, text)), ours)


# Portions

_MEASURES = {"tablespoon": "tbsp", "tablespoons": "tbsp", "teaspoon": "tsp", "teaspoons": "tsp", "cups": "cup", "fluid ounce": "fl oz", "pieces": "piece"}
_SIZES = ("extra small", "small", "medium", "large", "extra large", "jumbo")
_ONE = frozenset({"fruit", "each", "item", "unit", "whole", "piece", "one"})
_NO_PORTION = re.compile(r"yield|refuse|recipe|cubic inch|\bdry\b.*makes|NFS", re.IGNORECASE)


def portions(rows: Iterable[tuple[float, str, float]], name: str = "") -> tuple[AllowedUnit, ...]:
    """What one of each unit weighs, from rows of amount, unit and grams. `name` is the food's: one of it is a "piece".

    Weights are left out, since an ounce is an ounce; so is what names a weight before cooking. A measure that is only given with
    a word more ("cup chopped", "cup sliced") is there without it too where the words make little difference.
    """
    found: dict[str, float] = {}
    for amount, unit, grams in rows:
        word = _unit(unit, name)
        if word and amount > 0 and 0 < (one := grams / amount) <= MAX_GRAMS:
            found.setdefault(word, round(one, 2))
    for measure in ("cup", "slice"):
        variants = [grams for unit, grams in found.items() if unit.startswith(f"{measure} ")]
        if measure not in found and variants and max(variants) <= _ALIKE * min(variants):
            found[measure] = variants[0]
    if "piece" not in found and (one_of := found.get("medium") or found.get("large")):
        found["piece"] = one_of
    return tuple(AllowedUnit(unit=unit, grams=grams) for unit, grams in list(found.items())[:_MAX_PORTIONS])


def density(rows: Iterable[tuple[float, str, float]]) -> float | None:
    """g/ml, from a portion that is a measure of volume and nothing else; None where there is none."""
    found: dict[str, float] = {}
    for amount, unit, grams in rows:
        known = _plain_volume(unit)
        if known and amount > 0 and grams > 0:
            found.setdefault(known, grams / amount / MILLILITERS[known])
    value = next((found[unit] for unit in ("cup", "fl oz", "tbsp", "tsp") if unit in found), None)
    return round(value, 3) if value is not None and 0.02 <= value <= 3 else None


def _plain_volume(unit: str) -> str | None:
    known = canonical(_MEASURES.get(word := _ASIDE.sub("", unit).strip().casefold(), word))
    return known if known in {"cup", "fl oz", "tbsp", "tsp"} else None


def _unit(unit: str, name: str) -> str:
    if _NO_PORTION.search(unit):
        return ""
    text = _ASIDE.sub(" ", unit).replace("NLEA", " ").casefold()
    text = re.sub(r"\d[\d./-]*\s*(\"|inch(es)?|oz|fl oz|g)\b.*$|[,\"]|\bmade with\b.*|\babout\b.*", " ", text)
    words = text.split()
    if words and words[0] in _MEASURES:
        words[0] = _MEASURES[words[0]]
    own = {form for word in name.split(",")[0].casefold().split() for form in (word, word.removesuffix("s"), word.removesuffix("es"), f"{word}s")}
    less = [word for word in words if word not in own]
    if words and not less:
        words = ["piece"]
    elif less and " ".join(less) in _SIZES:
        words = less
    if len(words) == 1 and words[0] in _ONE:
        words = ["piece"]
    word = " ".join(words)
    if canonical(word) in {"g", "kg", "mg", "oz", "lb"} or not re.search(r"[a-z]", word) or re.match(r"(oz|lb)\b", word):
        return ""
    return _short(word, MAX_UNIT)


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0].rstrip(",;")
