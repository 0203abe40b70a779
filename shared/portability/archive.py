"""The file that an export is: a zip with what is stored, as it is stored, and tables of it for people.

    README.txt      what is in it
    data/*.ndjson   one document a line: {"path": "meals/…", "data": {…}}; instants UTC, dates YYYY-MM-DD
    tables/*.csv    the same for a spreadsheet
    export.json     which account, when, how many documents of each collection; written last, so a file without it is cut off

Written and read piece by piece. What is read may come from anybody: nothing in it is believed before it has been checked, and
nothing is unpacked beyond its bounds.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, BinaryIO, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.portability.rules import NotAnExport

FORMAT = "mealtrack-export"
VERSION = 1
MAX_FILE_BYTES = 24 * 1024 * 1024  # what API Gateway and a function's memory let through
_MAX_MEMBERS = 200
_MAX_UNPACKED = 400 * 1024 * 1024
_MAX_LINE = 256 * 1024  # far more than a meal of 50 items needs, far less than a document may have
_README = """\
Everything that MealTrack stores about you, as of {as_of}.

tables/   for a spreadsheet: your meals, their foods, your days, your weight. Energy in kcal, mass in g; an empty cell is not known.
data/     everything, one JSON document a line, as MealTrack stores it. Import this file into another account to take it along.

Photos are linked (image_url) and stay at their addresses until the meal or the account is deleted: download those that you want.
"""
T = TypeVar("T", bound=BaseModel)


class Manifest(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    format: str
    version: int
    uid: str = Field(min_length=1, max_length=128)
    exported_at: datetime
    counts: dict[str, int] = Field(default_factory=dict)


# Writing


class Writer:
    """Writes an export to `file`, which need not be able to go back."""

    def __init__(self, file: BinaryIO) -> None:
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED)

    def readme(self, as_of: datetime) -> None:
        self._zip.writestr("README.txt", _README.format(as_of=f"{as_of:%Y-%m-%d %H:%M} UTC"))

    def documents(self, collection: str, documents: Iterable[tuple[str, dict[str, Any]]]) -> None:
        """`documents` are (path below the account, fields)."""
        with self._text(f"data/{collection}.ndjson") as file:
            for path, data in documents:
                file.write(
                    json.dumps({"path": path, "data": data}, ensure_ascii=False, default=_plain, separators=(",", ":")) + "\n"
                )

    def table(self, name: str, columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> None:
        with self._text(f"tables/{name}.csv") as file:
            file.write("\ufeff")  # spreadsheets take it for another alphabet without
            table = csv.writer(file)
            table.writerow(columns)
            table.writerows([_cell(value) for value in row] for row in rows)

    def close(self, manifest: Manifest) -> None:
        self._zip.writestr("export.json", manifest.model_dump_json(indent=2))
        self._zip.close()

    @contextmanager
    def _text(self, name: str) -> Iterator[io.TextIOWrapper]:
        with self._zip.open(name, "w") as member, io.TextIOWrapper(member, "utf-8", newline="", write_through=False) as text:
            yield text


def _plain(value: Any) -> str:
    """What JSON has no form for."""
    if isinstance(value, datetime | date):
        return value.isoformat().replace("+00:00", "Z")
    raise TypeError(f"an export has no form for {type(value).__name__}")


def _cell(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula is marked as a text."""
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"}:
        return f"'{value}"
    return value


# Reading


class Reader:
    """Reads an export that somebody gives us. Raises NotAnExport for whatever is none."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
            raise NotAnExport("The file is not a zip file, or not a whole one.") from None
        self._check_members()
        self._left = _MAX_UNPACKED
        self.manifest = self._manifest()

    def models(self, collection: str, line: Callable[[bytes], T]) -> Iterator[T | None]:
        """What `line` makes of each line of a collection, in the file's order; None for one that it refuses (ValidationError)."""
        name = f"data/{collection}.ndjson"
        if name not in self._zip.namelist():
            return
        for raw in self._lines(name):
            try:
                yield line(raw)
            except ValidationError:
                yield None

    def _check_members(self) -> None:
        members = self._zip.infolist()
        sound = (
            len(members) <= _MAX_MEMBERS
            and len({member.filename for member in members}) == len(members)
            and sum(member.file_size for member in members) <= _MAX_UNPACKED
            and all(member.compress_type in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for member in members)
            and not any(member.flag_bits & 0x1 for member in members)  # encrypted
        )
        if not sound:
            raise NotAnExport("The file holds what no export of ours holds: use it as it was downloaded.")

    def _manifest(self) -> Manifest:
        try:
            raw = b"".join(self._lines("export.json"))
            manifest = Manifest.model_validate_json(raw)
        except (KeyError, ValidationError):
            raise NotAnExport("The file lacks export.json, or it is not ours: use it as it was downloaded.") from None
        if manifest.format != FORMAT or manifest.version != VERSION:
            raise NotAnExport("The file is of another format than ours, or of a version that we do not know.")
        return manifest

    def _lines(self, name: str) -> Iterator[bytes]:
        """The lines of a member. What is unpacked is counted: what a zip file says of itself need not be so."""
        try:
            with self._zip.open(name) as member:
                while line := member.readline(_MAX_LINE + 1):
                    self._left -= len(line)
                    if len(line) > _MAX_LINE or self._left < 0:
                        raise NotAnExport("The file unpacks to more than an export of ours can hold.")
                    yield line
        except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, ValueError) as error:
            raise NotAnExport("The file is damaged: download it again.") from error
        except zlib.error:
            raise NotAnExport("The file is damaged: download it again.") from None
