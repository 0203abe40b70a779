"""Reads the official downloads of FoodData Central piece by piece: the CSV tables, zipped or unpacked, and the JSON ones.

Whatever the shape, what comes out are records as the API tells them in full, one a food, for shared/foods/sources/fdc.py to judge.
A row that cannot be read is noted with its line, and the others go on.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, cast

import ijson

from deploy.foods.issues import ImportRefused, Issue, Note
from shared.foods.sources.fdc import UNREADABLE, UNREADABLE_NUMBER, WANTED
from shared.foods.sources.fdc import number as figure

# The data types that are foods of a table; the others are samples that went into them, or makers' products.
TABLES = {"sr_legacy_food": "SR Legacy", "foundation_food": "Foundation", "survey_fndds_food": "Survey (FNDDS)"}
JSON_LISTS = ("FoundationFoods", "SRLegacyFoods", "SurveyFoods")
DUPLICATE, WRONG_COLUMNS, NOT_JSON, NOT_POSITIVE = "DUPLICATE", "WRONG_COLUMNS", "NOT_JSON", "NOT_POSITIVE"
_LONGEST_LINE = 1024 * 1024
_BUFFER = 1024 * 1024
_LOOK = 4096  # bytes at the beginning of a JSON download that name its list


@dataclass(frozen=True)
class Record:
    """One food as the API would tell it, and where it stands in the download."""

    where: str
    food: Any


@dataclass
class Download:
    """A download that is read once. `skipped` counts, by data type, the rows that are no foods of a table."""

    path: Path
    skipped: Counter[str] = field(default_factory=Counter)

    def records(self, note: Note) -> Iterator[Record]:
        """Every food of it. Raises ImportRefused for what is no download of FoodData Central."""
        if not self.path.exists():
            raise ImportRefused(f"There is nothing at {self.path}.")
        if self.path.is_dir():
            yield from self._from_csv(_Folder(self.path), note)
        elif self.path.suffix.lower() == ".json":
            with self.path.open("rb") as file:
                yield from _from_json(file, self.path.name, note)
        elif zipfile.is_zipfile(self.path):
            with zipfile.ZipFile(self.path) as archive:
                yield from self._from_zip(archive, note)
        else:
            raise ImportRefused(f"{self.path.name} is neither a zip file nor JSON: pass a download of FoodData Central.")

    def _from_zip(self, archive: zipfile.ZipFile, note: Note) -> Iterator[Record]:
        documents = [name for name in archive.namelist() if name.lower().endswith(".json") and not name.startswith("__MACOSX")]
        if documents:
            for name in documents:
                with archive.open(name) as file:
                    yield from _from_json(file, Path(name).name, note)
        else:
            yield from self._from_csv(_Zipped(archive), note)

    def _from_csv(self, tables: _Folder | _Zipped, note: Note) -> Iterator[Record]:
        """food.csv says which foods there are; what the other tables say of them is gathered first, in one pass each."""
        foods = self._foods(tables, note)
        nutrients = _nutrients(tables, foods, note)
        portions = _portions(tables, foods, note)
        categories = {row["id"]: row["description"] for _, row in _rows(tables, "food_category.csv", ("id", "description"), note)}
        of_survey = _survey_categories(tables, note)
        for fdc_id, (where, row) in foods.items():
            food = {
                "fdcId": fdc_id,
                "description": row["description"],
                "dataType": TABLES[row["data_type"]],
                "foodCategory": {"description": of_survey.get(fdc_id) or categories.get(row.get("food_category_id") or "", "")},
                "foodNutrients": [{"nutrient": {"id": one}, "amount": amount} for one, amount in nutrients.get(fdc_id, {}).items()],
                "foodPortions": portions.get(fdc_id, []),
            }
            yield Record(where, food)

    def _foods(self, tables: _Folder | _Zipped, note: Note) -> dict[int, tuple[str, dict[str, str]]]:
        found: dict[int, tuple[str, dict[str, str]]] = {}
        for where, row in _rows(tables, "food.csv", ("fdc_id", "data_type", "description"), note, required=True):
            if row["data_type"] not in TABLES:
                self.skipped[row["data_type"][:40]] += 1
            elif (fdc_id := _id(row["fdc_id"])) is None:
                note(Issue(where, UNREADABLE_NUMBER))
            elif fdc_id in found:
                note(Issue(where, DUPLICATE))
            else:
                found[fdc_id] = (where, row)
        return found


def _from_json(file: IO[bytes], name: str, note: Note) -> Iterator[Record]:
    """The foods of a JSON download, one in memory at a time. Behind a place that is no JSON nothing can be read."""
    head = cast(io.BufferedReader, file).peek(_LOOK)[:_LOOK].decode(errors="replace")
    key = next((key for key in JSON_LISTS if f'"{key}"' in head), None)
    if key is None:
        raise ImportRefused(f"{name} begins with none of {', '.join(JSON_LISTS)}: pass a JSON download of FoodData Central.")
    count = 0
    try:
        for food in ijson.items(file, f"{key}.item", use_float=True):
            count += 1
            yield Record(f"{name} food {count}", food)
    except (ijson.JSONError, ValueError) as error:
        note(Issue(f"{name} behind food {count} ({type(error).__name__})", NOT_JSON))


# CSV


class _Folder:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes] | None]:
        path = next(iter(sorted(self._folder.rglob(name))), None)
        if path is None:
            yield None
        else:
            with path.open("rb") as file:
                yield file


class _Zipped:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes] | None]:
        found = [member for member in self._archive.namelist() if Path(member).name == name and not member.startswith("__MACOSX")]
        if not found:
            yield None
        else:
            with self._archive.open(min(found, key=len)) as file:
                yield io.BufferedReader(cast(io.RawIOBase, file), _BUFFER)


def _rows(
    tables: _Folder | _Zipped, name: str, columns: tuple[str, ...], note: Note, *, required: bool = False
) -> Iterator[tuple[str, dict[str, str]]]:
    """(place, row) of a table whose rows are lines: so a stray quote spoils its own line, not what follows."""
    with tables.open(name) as file:
        if file is None:
            if required:
                raise ImportRefused(f"There is no {name} in it: pass a CSV download of FoodData Central.")
            return
        header = _cells(file.readline(_LONGEST_LINE).removeprefix(b"\xef\xbb\xbf")) or []
        if missing := [column for column in columns if column not in header]:
            raise ImportRefused(f"{name} has no column {', '.join(missing)}: pass a CSV download of FoodData Central.")
        number = 1
        while line := file.readline(_LONGEST_LINE):
            number += 1
            if not line.strip():
                continue
            cells = _cells(line)
            if cells is None or len(cells) != len(header):
                note(Issue(f"{name} line {number}", UNREADABLE if cells is None else WRONG_COLUMNS))
            else:
                yield f"{name} line {number}", dict(zip(header, cells, strict=True))


def _cells(line: bytes) -> list[str] | None:
    try:
        return next(csv.reader([line.decode()], strict=True), None)
    except (UnicodeDecodeError, csv.Error):
        return None


def _survey_categories(tables: _Folder | _Zipped, note: Note) -> dict[int, str]:
    """The categories of survey foods, which stand in tables of their own; releases differ in what they call the code's column."""
    names = {
        row.get("wweia_food_category") or row.get("wweia_food_category_code"): row["wweia_food_category_description"]
        for _, row in _rows(tables, "wweia_food_category.csv", ("wweia_food_category_description",), note)
    }
    found: dict[int, str] = {}
    for _, row in _rows(tables, "survey_fndds_food.csv", ("fdc_id",), note):
        fdc_id, code = _id(row["fdc_id"]), row.get("wweia_category_code") or row.get("wweia_category_number")
        if fdc_id is not None and code in names:
            found[fdc_id] = names[code]
    return found


def _nutrients(tables: _Folder | _Zipped, foods: Mapping[int, Any], note: Note) -> dict[int, dict[int, float]]:
    """Amounts by food and nutrient, of the nutrients that we keep."""
    wanted = {str(one): one for one in WANTED}
    found: dict[int, dict[int, float]] = {}
    for where, row in _rows(tables, "food_nutrient.csv", ("fdc_id", "nutrient_id", "amount"), note, required=True):
        nutrient = wanted.get(row["nutrient_id"])
        if nutrient is None or row["amount"] == "":
            continue
        fdc_id, amount = _id(row["fdc_id"]), _number(row["amount"])
        if fdc_id is None or amount is None:
            note(Issue(where, UNREADABLE_NUMBER))
        elif fdc_id in foods:
            found.setdefault(fdc_id, {}).setdefault(nutrient, amount)
    return found


def _portions(tables: _Folder | _Zipped, foods: Mapping[int, Any], note: Note) -> dict[int, list[dict[str, Any]]]:
    units = {row["id"]: row["name"] for _, row in _rows(tables, "measure_unit.csv", ("id", "name"), note)}
    found: dict[int, list[dict[str, Any]]] = {}
    for where, row in _rows(tables, "food_portion.csv", ("fdc_id", "amount", "modifier", "gram_weight"), note):
        fdc_id, amount, grams = _id(row["fdc_id"]), _number(row["amount"] or "1"), _number(row["gram_weight"])
        if fdc_id is None or amount is None or grams is None:
            note(Issue(where, UNREADABLE_NUMBER))
        elif amount <= 0 or grams <= 0:
            note(Issue(where, NOT_POSITIVE))
        elif fdc_id in foods:
            portion = {
                "amount": amount,
                "gramWeight": grams,
                "measureUnit": {"name": units.get(row.get("measure_unit_id") or "", "")},
                "modifier": row["modifier"],
                "portionDescription": row.get("portion_description", ""),
            }
            found.setdefault(fdc_id, []).append(portion)
    return found


def _id(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else None


def _number(text: str) -> float | None:
    try:
        return figure(text)
    except ValueError:
        return None
