"""What is said of how a food was prepared, cut and served: one list of each kind of word. Pure.

Searches, sentences and the reading of the USDA's descriptions take their words from here, so that they cannot disagree.
"""

from __future__ import annotations

from shared.nutrition.models import State

# How a food was prepared. A name that says it asks for that row of a table.
STATES: dict[str, State] = {
    **dict.fromkeys(("raw", "uncooked", "unprepared"), State.RAW),
    **dict.fromkeys(("cooked", "steamed", "stewed", "braised", "microwaved", "prepared", "simmered", "sousvide"), State.COOKED),
    **dict.fromkeys(("boiled", "poached"), State.BOILED),
    **dict.fromkeys(("baked", "roasted", "roast", "grilled", "broiled", "barbecued", "bbq", "toasted", "rotisserie"), State.BAKED),
    **dict.fromkeys(("fried", "sauteed", "stirfried", "panfried", "deepfried"), State.FRIED),
    **dict.fromkeys(("dry", "dried", "dehydrated", "powdered"), State.DRY),
}
# In other languages, for sentences: names in them are found by their meaning.
STATES_ELSEWHERE: dict[str, State] = {
    **dict.fromkeys(("crudo", "cruda", "cru", "crue", "roh"), State.RAW),
    **dict.fromkeys(("cocido", "cocida", "cuit", "cuite", "gekocht", "gekochter"), State.COOKED),
    **dict.fromkeys(("frito", "frita", "gebraten"), State.FRIED),
}
# What was done with a knife, a grater or a pan and leaves the food what it is; it can tell two portions apart.
CUTS = frozenset(
    {
        *("chopped", "diced", "sliced", "shredded", "grated", "cubed", "halved", "quartered", "peeled"),
        *("minced", "mashed", "crushed", "melted", "drained"),
    }
)
# How it was served; no part of its name either.
SERVED = frozenset({"fresh", "plain", "ripe", "whole", "homemade", "leftover", "warm", "hot", "cold", "iced", "extra"})


def words_of(*states: State) -> list[str]:
    """The English words for these states, in one order."""
    return [word for word, state in STATES.items() if state in states]
