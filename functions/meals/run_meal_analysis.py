"""Analyses one photo."""

from pydantic import BaseModel

from shared.events.task import Attempt, RetryLater, task
from shared.meals import analysis


class AnalysisTask(BaseModel):
    uid: str
    meal_id: str
    run: int


@task(AnalysisTask)
def run_meal_analysis(payload: AnalysisTask, attempt: Attempt) -> None:
    """Photo → model → items → figures. A busy vendor sends the task back to the queue; everything else ends in READY or FAILED."""
    try:
        analysis.analyze(payload.uid, payload.meal_id, payload.run, is_last_attempt=attempt.is_last)
    except analysis.NotNow as wait:
        raise RetryLater(str(wait), after_s=wait.after_s) from None
