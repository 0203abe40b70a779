"""What the person is told about exports and imports."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from shared.portability.models import Export, Import, JobStatus
from shared.types import View


class ExportView(View):
    export_id: str
    status: JobStatus
    progress: dict[str, int] = Field(description="How many documents of what are written so far: meals, days, …")
    size_bytes: int | None = Field(description="Of the file; null until it is ready.")
    download_url: str | None = Field(
        description="Where whoever has this address gets the file, without a token: give it to nobody. Null until it is ready."
    )
    download_until: datetime | None = Field(description="When the address ends; ask again for a new one.")
    error_code: str | None
    error_message: str | None
    created_at: datetime
    finished_at: datetime | None
    expires_at: datetime = Field(description="When the file is deleted.")


class ImportView(View):
    import_id: str
    status: JobStatus
    progress: dict[str, int] = Field(
        description="How many are taken over so far: `meals`, `days`, `targets`, …; `meals_present` were there already."
    )
    left_out: dict[str, int] = Field(
        description="How many were not, by the reason: `deleted`, `unfinished`, `invalid`, `day_full`, `photos`, `has_profile`."
    )
    error_code: str | None
    error_message: str | None
    created_at: datetime
    finished_at: datetime | None


def export_view(export: Export, url: str | None = None, until: datetime | None = None) -> ExportView:
    return ExportView(**export.model_dump(include=set(ExportView.model_fields)), download_url=url, download_until=until)


def import_view(done: Import) -> ImportView:
    return ImportView(**done.model_dump(include=set(ImportView.model_fields)))
