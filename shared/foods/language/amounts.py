"""How much of which food: what a person's words say, and what that weighs of the food that they mean.

    read("2 large eggs")              → Said(number=2, name="large eggs", detail="large")
    read("1 cup of chopped onion")    → Said(number=1, unit="cup", name="chopped onion", detail="chopped")
    settle(onion, said)               → Amount(1, "cup, chopped", 160 g), by the food's own portion

What a food's own portions, its density or the scales cannot tell is not guessed: AmountUnknown names what would settle it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from shared.foods.language import preparation
from shared.foods.models import Food
from shared.foods.rules import amount_unknown
from shared.nutrition.models import MAX_GRAMS, MAX_QUANTITY, AllowedUnit, Evidence, State
from shared.nutrition.number_words import VAGUE
from shared.nutrition.numbers import Number, leading, plain_fractions, without_of
from shared.nutrition.portions import GRADES, SIZES, own_portion, tokens
from shared.nutrition.spelling import canonical, portion_name, singular
from shared.nutrition.unit_words import PARTS
from shared.nutrition.units import GENERIC, is_volume, is_weight, to_grams

STATES = preparation.STATES | preparation.STATES_ELSEWHERE
# What can tell two portions apart, or says how full the measure was; it is no part of the food's name.
_CUTS = (
    preparation.CUTS
    | preparation.SERVED
    | {"packed", "heaped", "heaping", "level", "nice", "good", "full", "finely", "roughly", "freshly"}
)
# Portions that are as often a part of a food's name ("fruit salad", "bar snacks"): a unit only where "of" follows.
_NEED_OF = PARTS | {"head", "bar", "cube", "pat", "leaf", "ear", "chunk", "loaf", "jar", "plate"}
_NOT_A_UNIT = re.compile(r"whole[ -]?(?:wheat|grain|meal|milk|food)|piece of cake mix|cup ?cakes?\b|el [a-z]+o\b")
_COUNTED = (
    "medium",
    "piece",
    "fruit",
    "regular",
    "sandwich",
)  # what one of a food is, where the food does not say it by its own name
_CUPFULS = frozenset({"glass", "mug"})  # of what is drunk, 8 fl oz, where a food does not say otherwise
_MOST_OF_A_PIECE = 400.0  # in g; what weighs more is the whole, of which a piece was cut: no person eats two of them
_IN_PARENTHESES = re.compile(r"\(([^()]*)\)")
_DIGIT_AHEAD = re.compile(r"(?:(?<=[\s,:(x×])|(?<=[^\W\da-z_]))(?=\d)")
_SIGN_AHEAD = re.compile("(?=[一二两兩三四五六七八九十百半])")
_WITHOUT_BLANKS = frozenset({"ja", "zh"})
_ANIMAL_PARTS = frozenset({"breast", "thigh", "wing", "leg", "drumstick", "fillet"})
_PUNCTUATION = " \t\n.,;:!?-–—•*\"'&+。、，！？"
_PARTICLES = "をがはもの的了"


@dataclass(frozen=True)
class Said:
    """A food as a person names it. Without a number or with a vague word, the amount is not known."""

    text: str
    name: str
    number: Number | None = None
    unit: str = ""
    detail: str = ""  # sizes and cuts
    state: State = State.UNKNOWN

    @property
    def names(self) -> tuple[str, ...]:
        """The food's name as it was said, and without the words that may belong to its portion; the fullest first."""
        words = self.name.split()
        without_sizes = [word for word in words if word not in SIZES]
        bare = [word for word in without_sizes if word not in _CUTS]
        return tuple(dict.fromkeys(" ".join(each) for each in (words, without_sizes, bare) if each))

    @property
    def names_nothing(self) -> bool:
        """Whether it is an amount or a preparation alone, which belongs to the food before it."""
        return all(word in SIZES or word in _CUTS or word in STATES for word in self.name.split())


@dataclass(frozen=True)
class Amount:
    """So much of one food. `unit` is one that gives the same weight again; `spread` is how far off a range's middle may be."""

    quantity: float
    unit: str
    grams: float
    spread: float = 0.0

    @property
    def evidence(self) -> Evidence:
        return Evidence.WEIGHED if is_weight(self.unit) else Evidence.TYPED


def read(text: str, language: str = "en") -> Said:
    """What one food's words say. The name is empty where the words are an amount alone."""
    words = plain_fractions(text).casefold().strip(_PUNCTUATION)
    said = _weighed_in_parentheses(words, language)
    if said is None and (vague := next((word for word in (*VAGUE.get(language, ()), *VAGUE["en"]) if _begins(words, word)), None)):
        said = Said(text, words[len(vague) :])
    said = said or _from_the_front(words, language) or _from_the_back(words, language) or Said(text, words)
    name = without_of(said.name.strip(_PUNCTUATION), language).strip(_PUNCTUATION)
    if language in _WITHOUT_BLANKS:
        name = name.strip(_PARTICLES)
    parts = name.split()
    detail = " ".join(word for word in parts if word in SIZES or word in _CUTS)
    state = next((STATES[word] for word in parts if word in STATES), State.UNKNOWN)
    return replace(said, text=text.strip(), name=name, detail=f"{said.detail} {detail}".strip(), state=state)


def settle(food: Food, said: Said) -> Amount:
    """The weight of what was said, of this food. Raises AmountUnknown with the units that would settle it."""
    number = said.number
    if number is None or not 0 < number.value <= MAX_QUANTITY:
        raise amount_unknown(food, None, said.unit)
    unit, grams = _one(food, said)
    if grams is None or not 0 < number.value * grams <= MAX_GRAMS:
        raise amount_unknown(food, number.value, said.unit)
    return Amount(number.value, unit, number.value * grams, number.spread)


def _one(food: Food, said: Said) -> tuple[str, float | None]:
    """The unit that was meant, and what one of it weighs."""
    known = canonical(said.unit)
    if is_weight(said.unit):
        return known or said.unit, to_grams(1, said.unit)
    if said.unit and known != "piece":
        own = own_portion(f"{said.unit} {said.detail}", food.portions)
        if own and not is_volume(said.unit) and not GRADES.intersection(tokens(said.detail)) <= set(tokens(own.unit)):
            return said.unit, None  # a large glass is no glass
        if own:
            return own.unit, own.grams
        if said.unit in _CUPFULS and food.category == "beverage" and not GRADES.intersection(tokens(said.detail)):
            return _one(food, replace(said, unit="cup"))
        if is_volume(said.unit):
            return known or said.unit, to_grams(1, said.unit, allowed_units=food.portions, density=food.density)
        if known not in GENERIC or known in {"serving", "slice"}:
            return said.unit, None
    own = _counted(food, said)
    if own and own.grams > _MOST_OF_A_PIECE and not _is_whole(own, said):
        own = own_portion("slice", food.portions) if known == "piece" else None  # a piece of pizza; two fried chicken
    return (own.unit, own.grams) if own else (said.unit, None)


def _is_whole(own: AllowedUnit, said: Said) -> bool:
    """Whether all of something large is meant: its size was said ("a large papaya"), or how much of it ("half a pineapple")."""
    sizes = GRADES.intersection(tokens(f"{said.unit} {said.detail}"), tokens(own.unit))
    return bool(sizes) or (not said.unit and said.number is not None and said.number.value < 1)


def _counted(food: Food, said: Said) -> AllowedUnit | None:
    """What one of the food is: "2 large eggs", "a banana", "3 cookies"."""
    sizes = [size for size in tokens(f"{said.unit} {said.detail}") if size in SIZES]
    if sizes and (own := own_portion(" ".join(sizes), food.portions)):
        return own
    if GRADES.intersection(sizes):
        return None
    if own := own_portion(f"{said.name} {said.detail}", food.portions):
        return own
    nouns = {singular(word) for name in (food.name, *food.aliases) for word in re.findall(r"[^\W\d_]+", name.casefold())}
    if not any(singular(word) in nouns for word in said.name.split()):  # said in another language: by the food's own name then
        own = own_portion(singular(food.name.casefold().partition(",")[0].split()[-1]), food.portions)
        if own is not None:
            return own
    if _ANIMAL_PARTS.intersection(tokens(food.name)).difference(tokens(said.name)):
        return None  # "2 roasted chickens" are no two breasts, whichever part stands for chicken
    last = said.name.split()[-1] if said.name else ""
    if (portion_name(last) or canonical(last)) and singular(last) not in nouns:
        return None  # "turkey slices": one of them is no piece of it
    usual = ("large", *_COUNTED) if "egg" in nouns else _COUNTED
    if own := next((own for unit in usual if (own := own_portion(unit, food.portions))), None):
        return own
    sized = [portion for portion in food.portions if GRADES.intersection(tokens(portion.unit)[:1])]
    return sized[0] if len(sized) == 1 else None


# Reading


def _from_the_front(words: str, language: str) -> Said | None:
    """ "2 slices of toast"; "slice of toast" too, which says one."""
    number, rest = leading(words, language)
    if number is None:
        unit, detail, after = _unit(words, language, needs_of=True)
        return Said(words, after, Number.exactly(1), unit, detail) if unit else None
    glued = words[: len(words) - len(rest)]
    unit, detail, after = _unit(rest, language)
    if (
        rest[:1] == "%"
        or (glued[-1:].isdigit() and rest[:1] == "-")
        or (glued[-1:].isdigit() and rest[:1].isascii() and rest[:1].isalpha() and not unit)
    ):
        return None  # "2% milk", "7-up", "7up"
    if language in _WITHOUT_BLANKS and not unit and not words[:1].isdigit():
        return None  # 三文鱼 is a salmon, not three of something
    return Said(words, after.removeprefix("-"), number, unit, detail)


def _from_the_back(words: str, language: str) -> Said | None:
    """ "chicken breast 150 g", "eggs x2", "ご飯150g"."""
    ahead = _SIGN_AHEAD if language in _WITHOUT_BLANKS else _DIGIT_AHEAD
    starts = {found.start() for pattern in (_DIGIT_AHEAD, ahead) for found in pattern.finditer(words)}
    for start in sorted(starts):
        number, rest = leading(words[start:].strip(_PUNCTUATION), language)
        unit, _, after = _unit(rest, language, alone=True)
        name = re.sub(r"[\s,:(]*[x×]?$", "", words[:start]).strip(_PUNCTUATION)
        if number is not None and name and not after.strip(_PUNCTUATION + _PARTICLES):
            return Said(words, name, number, unit)
    return None


def _weighed_in_parentheses(words: str, language: str) -> Said | None:
    """ "a bowl of oats (60 g)": what was weighed counts, before what it was counted in."""
    for found in _IN_PARENTHESES.finditer(words):
        number, rest = leading(found[1].strip(), language)
        if number is not None and (is_weight(rest) or is_volume(rest)):
            outside = f"{words[: found.start()]} {words[found.end() :]}".strip(_PUNCTUATION)
            front = _from_the_front(outside, language)
            return Said(words, front.name if front else outside, number, canonical(rest) or rest)
    return None


def _unit(text: str, language: str, *, needs_of: bool = False, alone: bool = False) -> tuple[str, str, str]:
    """The unit that `text` begins with, the sizes before it, and the rest; no unit where nothing would be left to be measured."""
    if _NOT_A_UNIT.match(text):
        return "", "", text
    words = text.split()
    sizes: list[str] = []
    while words and (words[0] in SIZES or words[0] in _CUTS):
        sizes.append(words.pop(0))
    for length in (4, 3, 2, 1):
        name, rest = " ".join(words[:length]).strip(",:"), " ".join(words[length:])
        unit = canonical(name) or portion_name(name)
        if len(words) < length or unit is None or unit in SIZES:
            continue
        behind = without_of(rest, language)
        if (needs_of or (unit in _NEED_OF and not alone)) and behind == rest and language not in {"vi", "ja", "zh"}:
            continue
        if behind or alone or is_weight(unit) or is_volume(unit):
            return unit, " ".join(sizes), behind
    if language in _WITHOUT_BLANKS and (found := _unspaced_unit(text)):
        return found[0], "", without_of(found[1], language)
    return "", "", text


def _unspaced_unit(text: str) -> tuple[str, str] | None:
    for length in range(min(5, len(text)), 0, -1):
        if unit := canonical(text[:length]) or portion_name(text[:length]):
            return unit, text[length:]
    return None


def _begins(text: str, words: str) -> bool:
    return text.startswith(words) and (not words.isascii() or not text[len(words) : len(words) + 1].isalnum())
