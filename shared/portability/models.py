"""Taking one's data along: the documents of an export and of an import."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

SCHEMA_VERSION = 1


class JobStatus(StrEnum):
    PENDING = "pending"  # waits for a worker
    RUNNING = "running"
    READY = "ready"
    FAILED = "failed"


OPEN = frozenset({JobStatus.PENDING, JobStatus.RUNNING})


class JobTask(BaseModel):
    """What the task of a run holds. `path` is the job's document."""

    path: str
    run: int


class Job(BaseModel):
    """What exports and imports share. A run is one task in the queue; its worker holds a lease while it works."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    uid: str
    status: JobStatus = JobStatus.PENDING
    run: int = 1
    lease_owner: str | None = None
    lease_until: datetime | None = None
    progress: dict[str, int] = Field(default_factory=dict)  # how many of what are done so far
    error_code: str | None = None
    error_message: str | None = None
    created_at: datetime
    updated_at: datetime
    finished_at: datetime | None = None
    expires_at: datetime  # TTL of the document, and of its file
    schema_version: int = SCHEMA_VERSION


class Export(Job):
    """`users/{uid}/exports/{export_id}`. `file` is the name of its file in Cloud Storage, once it is ready."""

    export_id: str
    file: str | None = None
    size_bytes: int | None = None


class Import(Job):
    """`users/{uid}/imports/{import_id}`. `file` is the name in Cloud Storage of what is imported, until that is done."""

    import_id: str
    file: str
    left_out: dict[str, int] = Field(default_factory=dict)  # how many were not taken over, by the reason
