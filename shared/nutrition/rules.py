"""The arithmetic of food: energy, scaling, totals, plausibility. Pure functions; None is unknown and stays unknown."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum, isfinite, sqrt

from shared.nutrition.models import (
    MAX_GRAMS,
    MAX_ITEM_KCAL,
    MAX_QUANTITY,
    NUTRIENTS,
    Evidence,
    Figures,
    FoodItem,
    Nutrients,
    Per100g,
    Provenance,
    Totals,
)

# kcal per g: the general factors of Atwater; fibre at 2 (FAO Food and Nutrition Paper 77, 2003).
_KCAL_PROTEIN, _KCAL_CARBS, _KCAL_FAT, _KCAL_FIBER, _KCAL_ETHANOL = 4.0, 4.0, 9.0, 2.0, 7.0

# Pure fat is 900 by the general factors and 902 in the USDA's tables.
_MAX_KCAL_PER_100G = 902.0
# All macros of 100 g together: each is rounded, and carbohydrate by difference carries the errors of the others.
_MAX_MACROS_PER_100G = 110.0
# Declared energy that is further than both of these from what the macros make is a contradiction.
_MISMATCH_KCAL, _MISMATCH_SHARE = 20.0, 0.2
# How much more of it one food can have than another of its name: strong beer has twice the alcohol.
_STRONGER = 2.0
# Models and labels give whole grams, which is much of a teaspoon of oil.
_ROUNDING_G, _MAX_SLACK_G = 0.5, 15.0

ENERGY_TOO_HIGH = "ENERGY_TOO_HIGH"
ENERGY_MISMATCH = "ENERGY_MISMATCH"
ENERGY_DERIVED = "ENERGY_DERIVED"
MACROS_ABOVE_WEIGHT = "MACROS_ABOVE_WEIGHT"
_TOO_HIGH = {name: f"{name.removesuffix('_g').upper()}_ABOVE_WEIGHT" for name in NUTRIENTS if name.endswith("_g")}
_PART_OF_CARBS = {"fiber_g": "FIBER_ABOVE_CARBS", "sugar_g": "SUGAR_ABOVE_CARBS"}

FIGURE_CODES = frozenset(
    {ENERGY_TOO_HIGH, ENERGY_MISMATCH, ENERGY_DERIVED, MACROS_ABOVE_WEIGHT, *_TOO_HIGH.values(), *_PART_OF_CARBS.values()}
)


def energy_from_macros(protein_g: float, carbs_g: float, fat_g: float, fiber_g: float | None = None) -> float:
    """kcal of so many grams: 4·P + 4·max(C − fibre, 0) + 2·fibre + 9·F. Unknown fibre counts as other carbohydrate."""
    fiber = fiber_g or 0.0
    return _KCAL_PROTEIN * protein_g + _KCAL_CARBS * max(carbs_g - fiber, 0.0) + _KCAL_FIBER * fiber + _KCAL_FAT * fat_g


def derived_energy(nutrients: Figures) -> float | None:
    """The energy that the macros make, None unless all three are known."""
    protein, carbs, fat = nutrients.protein_g, nutrients.carbs_g, nutrients.fat_g
    if protein is None or carbs is None or fat is None:
        return None
    return energy_from_macros(protein, carbs, fat, nutrients.fiber_g)


def scale(nutrients: Nutrients, factor: float) -> Nutrients:
    """Every known figure times `factor` (> 0). Raises ValueError for another factor, and where a result exceeds an item's caps."""
    if not (isfinite(factor) and factor > 0):
        raise ValueError("a factor of food is a positive number")
    scaled = {name: None if (value := getattr(nutrients, name)) is None else value * factor for name in NUTRIENTS}
    return Nutrients(**scaled)


def scale_item(item: FoodItem, factor: float, *, flag: str | None = None) -> FoodItem | None:
    """`factor` times as much of the same food, with `flag` in its provenance; None where that exceeds an item's caps."""
    if not (isfinite(factor) and factor > 0):
        return None
    quantity, grams = item.quantity * factor, None if item.grams is None else item.grams * factor
    if not 0 < quantity <= MAX_QUANTITY or (grams is not None and not 0 < grams <= MAX_GRAMS):
        return None
    try:
        figures = scale(item.nutrients, factor)
    except ValueError:
        return None
    return item.model_copy(
        update={**dict(figures), "quantity": quantity, "grams": grams, "provenance": flagged(item.provenance, flag)}
    )


def resting_on(item: FoodItem, evidence: Evidence, error_share: float) -> FoodItem:
    """The same item, whose amount rests on `evidence`: its energy may be off by that share."""
    return item.model_copy(update={"evidence": evidence, "error_share": error_share})


def flagged(provenance: Provenance, *flags: str | None) -> Provenance:
    """The same provenance with these flags too, each once."""
    added = dict.fromkeys((*provenance.flags, *filter(None, flags)))
    return provenance.model_copy(update={"flags": tuple(added)})


def total(items: Sequence[FoodItem]) -> Totals:
    """The sums, whatever the order of the items (`fsum` rounds once). No items: zeros, all of them complete."""
    counted = [item for item in items if not item.is_unmatched]
    sums: dict[str, float | None] = {}
    completeness: dict[str, float] = {}
    for name in NUTRIENTS:
        known = [value for item in counted if (value := getattr(item, name)) is not None]
        sums[name] = fsum(known) if known or not items else None
        completeness[name] = len(known) / len(counted) if counted else float(not items)
    squares = [(item.calories * item.error_share) ** 2 for item in counted if item.calories is not None]
    weights = [item.grams for item in counted if item.grams is not None]
    return Totals.model_validate(
        {
            **sums,
            "calories_error": sqrt(fsum(squares)) if squares or not items else None,
            "completeness": completeness,
            "total_weight_g": fsum(weights) if weights or not items else None,
            "confidence": fsum(item.confidence for item in counted) / len(counted) if counted else None,
            "unmatched": len(items) - len(counted),
        }
    )


def rounded(value: float | None) -> float | None:
    """As the app shows it: one decimal. Only at the edge: sums of rounded figures drift."""
    return None if value is None else round(value, 1)


def check_plausible(per_100g: Per100g, *, alcoholic: bool = False, slack_g: float = 0.0) -> tuple[str, ...]:
    """Reason codes of what cannot be true of 100 g of food, none where all is plausible or unknown.

    At most 900 kcal; no macro above 100 g, nor all of them together above 110 g; fibre and sugar within the carbohydrate; energy
    within 20 kcal or 20 % of what the macros make, but for alcohol, whose energy (7 kcal/g) is in none of the three. `slack_g`
    is by how much a macro may be off because it was rounded before it was brought to 100 g.
    """
    most = 100 + slack_g
    codes = [code for name, code in _TOO_HIGH.items() if (getattr(per_100g, name) or 0) > most]
    possible = [value for value in (per_100g.protein_g, per_100g.carbs_g, per_100g.fat_g) if value is not None and value <= most]
    if fsum(possible) > _MAX_MACROS_PER_100G + 3 * slack_g:
        codes.append(MACROS_ABOVE_WEIGHT)
    if per_100g.carbs_g is not None:
        # Carbohydrate is a difference, sugar is measured: true foods need that much.
        most = per_100g.carbs_g * 1.1 + 0.6 + 2 * slack_g
        codes += [code for name, code in _PART_OF_CARBS.items() if (getattr(per_100g, name) or 0) > most]
    if per_100g.calories is not None:
        if per_100g.calories > _MAX_KCAL_PER_100G + _KCAL_FAT * slack_g:
            codes.append(ENERGY_TOO_HIGH)
        elif _contradicts_macros(per_100g, None if "FIBER_ABOVE_CARBS" in codes else per_100g.fiber_g, alcoholic, slack_g):
            codes.append(ENERGY_MISMATCH)
    return tuple(codes)


def _contradicts_macros(per_100g: Per100g, fiber: float | None, alcoholic: bool, slack_g: float) -> bool:
    declared, protein, carbs, fat = per_100g.calories, per_100g.protein_g, per_100g.carbs_g, per_100g.fat_g
    if declared is None or protein is None or carbs is None or fat is None or max(protein, carbs, fat) > 100:
        return False
    # Labels count fibre at 2 or at 4: what lies between the two is right.
    least, most = sorted((energy_from_macros(protein, carbs, fat, fiber), energy_from_macros(protein, carbs, fat)))
    if alcoholic:
        most += _KCAL_ETHANOL * 100
    rounding = (_KCAL_PROTEIN + _KCAL_CARBS + _KCAL_FAT) * slack_g
    off = max(least - declared, declared - most)
    return off > max(_MISMATCH_KCAL, _MISMATCH_SHARE * least, rounding)


def explains(known: Figures, told: Figures) -> bool:
    """Whether energy that the macros of 100 g do not make is what such a food has: alcohol, polyols, acids, unburnt fibre.

    It does where the known food's own energy is off to the same side, by half as much at least: strengths differ.
    """
    usual, off = _beside_macros(known), _beside_macros(told)
    return usual * off > 0 and abs(off) <= _STRONGER * abs(usual)


def _beside_macros(per_100g: Figures) -> float:
    """The energy that the macros do not make, below 0 where they make more than there is; 0 where one of the figures is unknown."""
    derived = derived_energy(per_100g)
    return 0.0 if derived is None or per_100g.calories is None else per_100g.calories - derived


def corrected(
    nutrients: Nutrients, grams: float, *, alcoholic: bool = False, known: Figures | None = None
) -> tuple[Nutrients, tuple[str, ...]]:
    """The figures of `grams` of food, as a person or a model told them, without what cannot be true, and the reason codes.

    An impossible macro becomes unknown; an impossible, contradicting or missing energy becomes what the macros make, where all are
    known. `set_aside` tells what was told instead. `known` are the figures of 100 g of a food that may explain such energy.
    """
    slack_g = min(_ROUNDING_G * 100 / grams, _MAX_SLACK_G)
    per_100g = nutrients.per_100g(grams)
    codes = check_plausible(per_100g, alcoholic=alcoholic, slack_g=slack_g)
    if codes == (ENERGY_MISMATCH,) and known is not None and explains(known, per_100g):
        codes = ()
    unknown = {name for name, code in (*_TOO_HIGH.items(), *_PART_OF_CARBS.items()) if code in codes}
    if MACROS_ABOVE_WEIGHT in codes:  # one of them is wrong, and nothing says which
        unknown.update(_TOO_HIGH)
    kept = nutrients.model_copy(update=dict.fromkeys(unknown))
    if kept.calories is not None and not {ENERGY_TOO_HIGH, ENERGY_MISMATCH}.intersection(codes):
        return kept, codes
    energy = None if alcoholic else derived_energy(kept)  # an alcoholic drink's macros do not tell its energy
    most = grams / 100 * (_MAX_KCAL_PER_100G + _KCAL_FAT * slack_g)  # rounded macros can make more than there can be
    if energy is None or energy > min(MAX_ITEM_KCAL, most):
        return kept.model_copy(update={"calories": None}), codes
    return kept.model_copy(update={"calories": energy}), (*codes, ENERGY_DERIVED)


def set_aside(told: Figures, kept: Figures) -> dict[str, float]:
    """The figures that were told and are not counted as they were."""
    return {name: value for name in NUTRIENTS if (value := getattr(told, name)) is not None and getattr(kept, name) != value}
