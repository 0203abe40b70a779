"""Beginning a job: its document, what it costs the person, and the answer to the call, in one commit."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TypeVar

from pydantic import BaseModel

from shared.ai import store
from shared.ai.keeping import check_after
from shared.ai.kinds import Kind
from shared.ai.models import Job
from shared.ai.rules import KEPT_FOR
from shared.clients.firestore import Unit
from shared.idempotency import Receipt
from shared.limits import ai_use
from shared.users.models import Person

J = TypeVar("J", bound=Job)
V = TypeVar("V", bound=BaseModel)


def times(now: datetime) -> dict[str, datetime]:
    """Those of a job that begins."""
    return {"sweep_at": now + check_after(), "expires_at": now + KEPT_FOR, "created_at": now, "updated_at": now}


def begin(kind: Kind[J], person: Person, job: J, receipt: Receipt, view: Callable[[J], V]) -> V:
    """Stores the job, from whose write its task follows; where an earlier attempt stored it, that one is answered.

    Raises AiQuotaExceeded and TooManyInFlight.
    """

    def work(unit: Unit) -> V:
        charge = partial(ai_use.charge, person, job.job_id, job.created_at)
        return view(store.create(unit, kind, job, charge))

    return receipt.commit(work)
