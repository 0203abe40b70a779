"""A question to a model, as a document: who asked, where it stands, what it cost. Each area adds what was asked and answered."""

from datetime import datetime
from enum import StrEnum

from shared.documents import Document

SCHEMA_VERSION = 1


class Usage(Document):
    """What the model cost, over all calls for one thing. None where the service did not say."""

    model: str
    prompt_version: str
    calls: int
    prompt_tokens: int | None
    output_tokens: int | None
    latency_ms: int


class JobStatus(StrEnum):
    PENDING = "PENDING"  # waits for the model, or is with it
    READY = "READY"
    FAILED = "FAILED"


class Job(Document):
    """`users/{uid}/{collection}/{job_id}`. A run is one task in the queue; its worker holds a lease while it works."""

    job_id: str
    uid: str
    status: JobStatus = JobStatus.PENDING
    run: int = 1
    lost_runs: int = 0  # runs whose worker or task got lost
    attempts: int = 0
    lease_owner: str | None = None
    lease_until: datetime | None = None
    sweep_at: datetime | None = None  # when the sweeper has to look after it; None when nothing is open
    usage: Usage | None = None
    error_code: str | None = None
    error_message: str | None = None
    retryable: bool | None = None
    expires_at: datetime  # TTL
    version: int = 1
    created_at: datetime
    updated_at: datetime
    schema_version: int = SCHEMA_VERSION
