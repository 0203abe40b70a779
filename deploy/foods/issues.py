"""What was wrong in a download, and where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field


class ImportRefused(RuntimeError):
    """The import cannot go on; the text says why and what to do."""


@dataclass(frozen=True)
class Issue:
    """A row that did not go in. `where` is the file and its line, or the number of the record; `reason` a code of a rule."""

    where: str
    reason: str


Note = Callable[[Issue], None]


@dataclass
class Issues:
    """Counts every issue and keeps the first of them."""

    kept: list[Issue] = field(default_factory=list)
    by_reason: Counter[str] = field(default_factory=Counter)
    most: int = 1000

    def note(self, issue: Issue) -> None:
        self.by_reason[issue.reason] += 1
        if len(self.kept) < self.most:
            self.kept.append(issue)
