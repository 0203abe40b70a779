"""What kinds of questions there are: where their documents are, and which function answers them. Imports no area's code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from shared.ai.models import Job

J = TypeVar("J", bound=Job)

QUEUE = "gemini-general"
DISPATCH_DEADLINE_S = 120  # the workers' own time-out


@dataclass(frozen=True)
class Kind(Generic[J]):
    """`function` is the deployed name of the task function."""

    collection: str
    function: str
    model: type[J]

    def path(self, uid: str, job_id: str) -> str:
        return f"users/{uid}/{self.collection}/{job_id}"

    def task_name(self, job_id: str, run: int) -> str:
        """The name of the task of one run: the same however often the run is asked for."""
        return f"{self.function}-{job_id}-{run}"
