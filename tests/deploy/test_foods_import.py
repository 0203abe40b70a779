"""Importing food tables: everything that can be read goes in, once, however often the import is run or killed."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from deploy.foods import command, importing
from deploy.foods.importing import Report
from deploy.foods.issues import ImportRefused
from local.cloud import Cloud
from local.ports import ROOT
from shared.clients import pinecone as pinecone_client
from shared.clients.firestore import firestore
from shared.foods.sources import vectors
from shared.foods.tables import table
from shared.settings import settings
from tests.deploy.downloads import FOOD, NUTRIENT, csv_zip, foundation, json_file, lines
from tests.support.vendors import StandIn
from tests.support.waiting import eventually


def reference(fdc_id: int) -> dict[str, Any] | None:
    found: dict[str, Any] | None = firestore().document(f"food_references/usda-{fdc_id}").get().to_dict()
    return found


def issues(report: Report) -> dict[str, str]:
    return {issue.where: issue.reason for issue in report.issues.kept}


@pytest.fixture
def imported(cloud: Cloud) -> None:
    """The clients of this process speak to the tests' cloud."""


@pytest.mark.usefixtures("imported")
def test_what_the_documents_hold(tmp_path: Path) -> None:
    report = importing.run(csv_zip(tmp_path / "a.zip", 3, first_id=70_000_001))
    assert (report.read, report.written, report.unchanged, report.vectors, issues(report)) == (3, 3, 0, 3, {})
    document = reference(70_000_002)
    assert document is not None
    assert (document["name"], document["state"], document["kind"]) == ("Turnip, raw, kind 70000002", "raw", "whole")
    assert (document["category"], document["fdc_id"]) == ("vegetable", 70_000_002)
    assert document["per_100g"] == {
        "calories": 120,
        "protein_g": 5,
        "carbs_g": 20,
        "fat_g": 2,
        "fiber_g": 3,
        "sugar_g": None,
    }, "what the table lacks is unknown"
    assert document["portions"] == [{"unit": "cup sliced", "grams": 130}, {"unit": "cup", "grams": 130}]
    assert document["expires_at"] is None, "imported foods stay"


@pytest.mark.usefixtures("imported")
def test_again_changes_nothing(tmp_path: Path, pinecone: StandIn) -> None:
    path = csv_zip(tmp_path / "a.zip", 5, first_id=70_001_001)
    importing.run(path)
    before = [reference(one) for one in range(70_001_001, 70_001_006)]
    pinecone.reset()
    report = importing.run(path)
    assert (report.written, report.unchanged, report.vectors) == (0, 5, 0)
    assert pinecone.calls() == []
    assert [reference(one) for one in range(70_001_001, 70_001_006)] == before


@pytest.mark.usefixtures("imported")
def test_only_what_changed_is_written(tmp_path: Path) -> None:
    importing.run(csv_zip(tmp_path / "a.zip", 5, first_id=70_002_001))
    changed = lines(FOOD, [[70_002_003, "sr_legacy_food", "Turnip, boiled", 11, ""]])[1]
    report = importing.run(csv_zip(tmp_path / "b.zip", 5, first_id=70_002_001, spoiled={"food.csv": {4: changed}}))
    assert (report.written, report.unchanged) == (1, 4)
    assert (reference(70_002_003) or {})["state"] == "boiled"


@pytest.mark.usefixtures("imported")
def test_corrupt_rows_are_named_and_the_rest_goes_in(tmp_path: Path) -> None:
    first = 70_003_001
    spoiled = {
        "food.csv": {
            3: '"70003002","sr_legacy_food","Turnip with a "stray quote","11",""',
            4: '"70003003","sr_legacy_food"',
            5: '"not a number","sr_legacy_food","Turnip","11",""',
            6: '"70003001","sr_legacy_food","Turnip, the same again","11",""',
            7: '"70003006","sample_food","Turnip, a sample","11",""',
            8: '"70003007","sr_legacy_food","","11",""',
            9: '"70003008","sr_legacy_food","Turnip \ufffd","11",""',
        },
        "food_nutrient.csv": {
            2: lines(NUTRIENT, [[0, first, 1008, "a lot", 0]])[1],
            57: lines(NUTRIENT, [[0, first + 9, 1003, -4, 0]])[1],
            63: lines(NUTRIENT, [[0, first + 10, 1003, 104, 0]])[1],
        },
        "food_portion.csv": {2: f'"0","{first}","1","1","1000","","sliced","0"'},
    }
    report = importing.run(csv_zip(tmp_path / "a.zip", 12, first_id=first, spoiled=spoiled))
    assert issues(report) == {
        "food.csv line 3": "UNREADABLE",
        "food.csv line 4": "WRONG_COLUMNS",
        "food.csv line 5": "UNREADABLE_NUMBER",
        "food.csv line 6": "DUPLICATE",
        "food.csv line 8": "NO_NAME",
        "food.csv line 11": "NEGATIVE",
        "food.csv line 12": "ABOVE_WEIGHT",
        "food_nutrient.csv line 2": "UNREADABLE_NUMBER",
        "food_portion.csv line 2": "NOT_POSITIVE",
    }
    assert report.skipped == {"sample_food": 1}
    assert {food.fdc_id for food in report.foods} == {first, first + 7, first + 8, first + 11}
    document = reference(first)
    assert document is not None
    assert document["is_estimate"], "the energy's row could not be read: it is computed, and says so"
    assert document["per_100g"]["calories"] == 4 * 5 + 4 * 17 + 2 * 3 + 9 * 2
    assert (document["name"], document["portions"]) == (f"Turnip, raw, kind {first}", [])


@pytest.mark.usefixtures("imported")
def test_json(tmp_path: Path) -> None:
    foods = [
        foundation(70_004_001),
        foundation(70_004_002, foodNutrients="none"),
        "rubbish",
        foundation(70_004_004, description=None),
        foundation(70_004_005),
    ]
    report = importing.run(json_file(tmp_path / "foundation.json", foods))
    assert issues(report) == {
        "foundation.json food 2": "NO_FIGURES",
        "foundation.json food 3": "UNREADABLE",
        "foundation.json food 4": "NO_NAME",
    }
    document = reference(70_004_005)
    assert document is not None
    assert (document["per_100g"]["calories"], document["portions"]) == (119, [{"unit": "cup", "grams": 130}])
    assert document["density"] == pytest.approx(130 / 240, abs=1e-3)


@pytest.mark.usefixtures("imported")
def test_json_that_breaks_off(tmp_path: Path) -> None:
    path = json_file(
        tmp_path / "sr.json", [foundation(70_005_001), foundation(70_005_002)], name="SRLegacyFoods", end=',{"fdcId": '
    )
    report = importing.run(path)
    assert (report.written, Counter(issues(report).values())) == (2, {"NOT_JSON": 1})
    assert "behind food 2" in next(iter(issues(report)))


@pytest.mark.parametrize("content", ["nothing", "text", "other json", "zip without tables", "table without columns"])
def test_what_is_no_download(tmp_path: Path, content: str) -> None:
    path = tmp_path / "x.json"
    match content:
        case "text":
            path = tmp_path / "x.txt"
            path.write_text("hello")
        case "other json":
            path.write_text('{"foods": []}')
        case "zip without tables":
            path = csv_zip(tmp_path / "x.zip", 0, first_id=1).rename(tmp_path / "y.zip")
            path.write_bytes(b"PK\x05\x06" + bytes(18))
        case "table without columns":
            path = csv_zip(tmp_path / "x.zip", 1, first_id=1, spoiled={"food.csv": {1: '"a","b"'}})
    with pytest.raises(ImportRefused):
        importing.run(path)


@pytest.mark.usefixtures("imported")
def test_pinecone_down_stops_it_and_the_next_run_goes_on(tmp_path: Path, pinecone: StandIn) -> None:
    path = csv_zip(tmp_path / "a.zip", 4, first_id=70_006_001)
    pinecone.will({"status": 400, "path": "upsert"})
    with pytest.raises(Exception, match="pinecone"):
        importing.run(path)
    assert reference(70_006_001) is None, "a document says that its vector is there"
    report = importing.run(path)
    assert (report.written, report.vectors) == (4, 4)


def test_killed_and_run_again_it_ends_the_same(cloud: Cloud, tmp_path: Path, pinecone: StandIn) -> None:
    count, first = 250, 70_010_001
    path = csv_zip(tmp_path / "a.zip", count, first_id=first)
    pinecone.will({"delay_s": 0.2, "path": "upsert", "always": True})
    code = "import sys; from pathlib import Path; from deploy.foods import importing; importing.run(Path(sys.argv[1]))"
    running = subprocess.Popen([sys.executable, "-c", code, str(path)], cwd=ROOT, env=dict(os.environ) | cloud.environment)
    eventually(lambda: pinecone.calls("/vectors/upsert"), "the import to be under way", 60)
    running.kill()
    running.wait()
    pinecone.behaves()
    missing = sum(reference(one) is None for one in range(first, first + count))
    assert missing, "it was killed half-way"
    report = importing.run(path)
    assert (report.read, report.written) == (count, missing)
    again = importing.run(path)
    assert (again.written, again.vectors) == (0, 0)
    resumed = everything(report)
    assert len(resumed["documents"]) == count
    for one in range(first, first + count):
        firestore().document(f"food_references/usda-{one}").delete()
    undisturbed = importing.run(path)
    assert (undisturbed.written, undisturbed.vectors) == (count, count)
    assert everything(undisturbed) == resumed


def everything(report: Report) -> dict[str, Any]:
    """What an import leaves: the documents but for their time, the vector nearest to every tenth food's own words, the table."""
    references = [firestore().document(f"food_references/{food.food_id}") for food in report.foods]
    stored = {one.id: one.to_dict() or {} for one in firestore().get_all(references) if one.exists}
    passages = [vectors.passage(food) for food in report.foods[::10]]
    nearest = {}
    for start in range(0, len(passages), pinecone_client.MAX_TEXTS):
        texts = passages[start : start + pinecone_client.MAX_TEXTS]
        for text, vector in zip(texts, pinecone_client.embed(texts, "passage"), strict=True):
            nearest[text] = pinecone_client.query(settings().PINECONE_INDEX_INGREDIENTS, vector, top_k=1)
    return {
        "documents": {
            name: {key: value for key, value in document.items() if key != "updated_at"} for name, document in stored.items()
        },
        "nearest": nearest,
        "table": table.dump(command.merged((), report.foods)),
    }


def test_the_table_keeps_what_was_imported_before(cloud: Cloud, tmp_path: Path) -> None:
    made: list[bytes] = []

    def save(data: bytes) -> str:
        made.append(data)
        return "memory"

    console = Console(file=io.StringIO(), width=100)
    parsnips = json_file(tmp_path / "foundation.json", [foundation(70_007_001)])
    for path in (csv_zip(tmp_path / "a.zip", 2, first_id=70_008_001), parsnips, parsnips):
        command.run(path, load=lambda: made[-1] if made else None, save=save, console=console)
    index = table.load(made[1])
    assert index.get("usda-70007001")
    assert index.get("usda-70008002")
    assert index.get("usda-171477"), "the starter table's"
    assert made[1] == made[2], "the same import makes the same table"


def test_the_report_says_what_and_where(cloud: Cloud, tmp_path: Path) -> None:
    said = io.StringIO()
    path = csv_zip(tmp_path / "a.zip", 2, first_id=70_009_001, spoiled={"food.csv": {2: '"x"'}})
    command.run(path, load=lambda: None, save=lambda _: "there", console=Console(file=said, width=100))
    for words in ("foods read", "written to Firestore", "food.csv line 2", "WRONG_COLUMNS", "another number of cells", "there"):
        assert words in said.getvalue()


def test_without_pinecone_the_foods_go_in_and_later_into_the_index(cloud: Cloud, tmp_path: Path) -> None:
    path = csv_zip(tmp_path / "a.zip", 2, first_id=70_011_001)
    code = """
import json, sys
from pathlib import Path
from rich.console import Console
from deploy.foods import command
report = command.run(Path(sys.argv[1]), load=lambda: None, save=lambda data: "")
print(json.dumps([report.written, report.vectors]))
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        cwd=ROOT,
        env=dict(os.environ) | cloud.environment | {"PINECONE_API_KEY": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout.splitlines()[-1]) == [2, 0]
    assert "PINECONE_API_KEY" in done.stderr
    report = importing.run(path)
    assert (report.written, report.vectors) == (2, 2)
