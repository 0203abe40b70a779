"""Whether the search finds what people mean: names with the foods that are right, and names that are none.

The right foods are those of USDA SR Legacy, by the numbers of their entries or by a pattern over their names, so that the same
names measure any table made from it. Of each name the first food counts. `python -m bench foods TABLE` measures a table's file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from shared.foods.models import Food
from shared.foods.tables.index import THRESHOLD, FoodIndex

QUERIES = Path(__file__).with_name("queries")
SETS = ("tuned", "held_out", "strangers")
NOTHING = "nothing"


@dataclass(frozen=True)
class Query:
    """A name that somebody types. One of the group "nothing" has no right food."""

    group: str
    text: str
    entries: frozenset[int]
    patterns: tuple[re.Pattern[str], ...]

    def accepts(self, food: Food) -> bool:
        names = (food.name, *food.aliases)
        return food.fdc_id in self.entries or any(pattern.search(name) for pattern in self.patterns for name in names)


@dataclass(frozen=True)
class Finding:
    """What the search made of a name: the first that it shows, and the one that it would take by itself."""

    query: Query
    shown: Food | None
    taken: Food | None
    shown_score: float = 0.0

    @property
    def right(self) -> bool:
        return self.shown is not None and self.query.accepts(self.shown)

    @property
    def wrongly_taken(self) -> bool:
        return self.taken is not None and not self.query.accepts(self.taken)

    @property
    def wrongly_sure(self) -> bool:
        """Shown with a score as if it were meant."""
        return self.shown is not None and not self.query.accepts(self.shown) and self.shown_score >= THRESHOLD


def queries(name: str) -> list[Query]:
    """The names of a set, in its file's order."""
    lines = (QUERIES / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [_query(line) for line in lines if line.strip() and not line.startswith("#")]


def measure(index: FoodIndex, names: Iterable[Query]) -> list[Finding]:
    return [_find(index, query) for query in names]


def answerable(index: FoodIndex, names: Iterable[Query]) -> list[Query]:
    """Those whose right food a table has, and those that have none: what a small table can be asked."""
    foods = [food for food_id in index.ids() if (food := index.get(food_id))]
    return [query for query in names if query.group == NOTHING or any(query.accepts(food) for food in foods)]


@dataclass(frozen=True)
class Score:
    """Shares (0..1). `first` and `taken` are of the names that mean a food, `wrong` too; `false` of those that mean none."""

    foods: int
    first: float
    taken: float
    wrong: float
    nothings: int
    false: float


def score(findings: Sequence[Finding]) -> Score:
    meant = [finding for finding in findings if finding.query.group != NOTHING]
    none = [finding for finding in findings if finding.query.group == NOTHING]
    return Score(
        foods=len(meant),
        first=_share(finding.right for finding in meant),
        taken=_share(finding.taken is not None and not finding.wrongly_taken for finding in meant),
        wrong=_share(finding.wrongly_taken for finding in meant),
        nothings=len(none),
        false=_share(finding.wrongly_taken or finding.wrongly_sure for finding in none),
    )


def _find(index: FoodIndex, query: Query) -> Finding:
    shown, taken = next(iter(index.search(query.text, 1)), None), index.best(query.text)
    return Finding(
        query, shown=shown.food if shown else None, taken=taken.food if taken else None, shown_score=shown.score if shown else 0.0
    )


def _query(line: str) -> Query:
    group, text, right = (part.strip() for part in line.split(" | ", 2))
    return Query(
        group=group,
        text=text,
        entries=frozenset(map(int, re.findall(r"\b\d{6}\b", right))),
        patterns=tuple(re.compile(pattern, re.IGNORECASE) for pattern in re.findall(r"/([^/]+)/", right)),
    )


def _share(of: Iterable[bool]) -> float:
    values = list(of)
    return sum(values) / len(values) if values else 0.0
