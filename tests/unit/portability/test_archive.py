"""The file of an export: what is written is what is read, and what is read is bounded."""

from __future__ import annotations

import contextlib
import io
import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from shared.portability import archive
from shared.portability.archive import FORMAT, VERSION, Manifest, Reader, Writer
from shared.portability.rules import NotAnExport

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


class Anything(BaseModel):
    path: str
    data: dict[str, Any]


class Unseekable(io.RawIOBase):
    """What an upload is: it takes bytes, and cannot go back."""

    def __init__(self) -> None:
        self.taken = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.taken += bytes(data)
        return len(data)


def written(documents: list[tuple[str, dict[str, Any]]]) -> bytes:
    file = Unseekable()
    writer = Writer(file)  # type: ignore[arg-type]  # it is one as far as a zip file needs
    writer.readme(AT)
    writer.documents("things", documents)
    writer.close(Manifest(format=FORMAT, version=VERSION, uid="u1", exported_at=AT))
    return bytes(file.taken)


@given(st.lists(st.tuples(st.text(min_size=1), st.dictionaries(st.text(), VALUES, max_size=4)), max_size=5))
def test_what_is_written_is_read(documents: list[tuple[str, dict[str, Any]]]) -> None:
    reader = Reader(written(documents))
    found = [(line.path, line.data) for line in reader.models("things", Anything.model_validate_json) if line]
    assert found == documents
    assert (reader.manifest.uid, reader.manifest.exported_at) == ("u1", AT)
    assert list(reader.models("other things", Anything.model_validate_json)) == []


def test_instants_and_dates() -> None:
    (line,) = Reader(written([("a", {"at": AT, "on": date(2026, 3, 1)})])).models("things", Anything.model_validate_json)
    assert line is not None
    assert line.data == {"at": "2026-03-01T12:00:00Z", "on": "2026-03-01"}


def test_what_has_no_form_is_an_error() -> None:
    with pytest.raises(TypeError):
        written([("a", {"x": object()})])


@given(st.binary(max_size=400))
def test_bytes_are_no_export(data: bytes) -> None:
    with pytest.raises(NotAnExport):
        Reader(data)


@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=8))
def test_a_damaged_export_is_refused_or_read_but_never_an_accident(place: int, noise: bytes) -> None:
    data = bytearray(written([(f"{n}", {"x": "y" * n}) for n in range(30)]))
    place %= len(data) - len(noise)
    data[place : place + len(noise)] = noise
    with contextlib.suppress(NotAnExport):
        list(Reader(bytes(data)).models("things", Anything.model_validate_json))


def test_what_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data = written([(f"{n}", {"x": "y" * 100}) for n in range(1000)])
    monkeypatch.setattr(archive, "_MAX_UNPACKED", 50_000)
    with pytest.raises(NotAnExport):
        Reader(data)


def test_a_line_that_is_too_long_is_refused() -> None:
    reader = Reader(written([("a", {"x": "y" * 300_000})]))
    with pytest.raises(NotAnExport):
        list(reader.models("things", Anything.model_validate_json))


def test_tables_hold_no_formulas() -> None:
    file = io.BytesIO()
    writer = Writer(file)
    writer.table("t", ["a"], [["=1+1"], ["@x"], ["-5"], [-5], ["plain"], [None], [AT]])
    writer.close(Manifest(format=FORMAT, version=VERSION, uid="u1", exported_at=AT))
    text = Reader(file.getvalue())._zip.read("tables/t.csv").decode("utf-8-sig")
    assert text.splitlines() == ["a", "'=1+1", "'@x", "'-5", "-5", "plain", '""', "2026-03-01T12:00:00Z"]
    assert json.loads(Reader(file.getvalue()).manifest.model_dump_json())["format"] == FORMAT
