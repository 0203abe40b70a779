"""Analyses one photo."""

from pydantic import BaseModel

from shared.events.task import Attempt, task
from shared.meals.analysing import work


class AnalysisTask(BaseModel):
    uid: str
    meal_id: str
    run: int


@task(AnalysisTask)
def run_meal_analysis(payload: AnalysisTask, attempt: Attempt) -> None:
    """Photo → model → items → figures. A busy vendor sends the task back to the queue; everything else ends in READY or FAILED."""
    work.analyze(payload.uid, payload.meal_id, payload.run, is_last_attempt=attempt.is_last)
