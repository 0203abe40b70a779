"""Brings foods into Firestore and Pinecone, and makes the table that functions load.

Batch by batch: what a batch's documents say is compared with what they would say, the vectors that changed are stored, and only
then the documents, which remember both. So an import that was killed goes on where it stopped when it is run again, and running it
twice writes nothing the second time.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from deploy.foods.issues import Issue, Issues
from deploy.foods.reading import Download
from shared import clock
from shared.clients import pinecone
from shared.clients.firestore import document_of, firestore, patience
from shared.foods.models import Food
from shared.foods.sources import fdc, vectors
from shared.foods.tables import starter
from shared.settings import settings

BATCH = pinecone.MAX_TEXTS  # also well below the 500 writes of a commit
AT_ONCE = 4
SCHEMA_VERSION = 1


@dataclass
class Report:
    """What an import did."""

    read: int = 0
    written: int = 0
    unchanged: int = 0
    vectors: int = 0
    issues: Issues = field(default_factory=Issues)
    skipped: dict[str, int] = field(default_factory=dict)
    foods: list[Food] = field(default_factory=list)  # all that are in now, for the table


@dataclass(frozen=True)
class _Done:
    written: int
    vectors: int


def run(path: Path, advance: Callable[[int], None] = lambda _count: None) -> Report:
    """Imports a download; `advance` is told how many more foods are done. Raises ImportRefused, VendorBusy or VendorRefused."""
    report, download = Report(), Download(path)
    with ThreadPoolExecutor(AT_ONCE, "import") as pool:
        running: set[Future[_Done]] = set()
        for batch in _batches(_foods(download, report)):
            running.add(pool.submit(_import, batch))
            advance(len(batch))
            if len(running) >= 2 * AT_ONCE:
                running = _collect(running, report)
        while running:
            running = _collect(running, report)
    report.unchanged = len(report.foods) - report.written
    report.skipped = dict(download.skipped)
    return report


def _collect(running: set[Future[_Done]], report: Report) -> set[Future[_Done]]:
    done, pending = wait(running, return_when=FIRST_COMPLETED)
    for one in done:
        result = one.result()
        report.written += result.written
        report.vectors += result.vectors
    return pending


def _foods(download: Download, report: Report) -> Iterator[Food]:
    at_home = frozenset(starter.ids())
    for record in download.records(report.issues.note):
        report.read += 1
        found = fdc.read(record.food)
        if isinstance(found, fdc.Refused):
            report.issues.note(Issue(record.where, found.reason))
        else:
            food = _as_at_home(found, at_home)
            report.foods.append(food)
            yield food


def _as_at_home(food: Food, at_home: frozenset[str]) -> Food:
    """The food under its household name, where the starter table has one for it."""
    return next(iter(starter.named([food]))) if food.food_id in at_home else food


def _batches(foods: Iterable[Food]) -> Iterator[Sequence[Food]]:
    source = iter(foods)
    while batch := list(islice(source, BATCH)):
        yield batch


def _import(foods: Sequence[Food]) -> _Done:
    """One batch. Vectors first: a document says that its food is in, so it comes last."""
    client = firestore()
    references = {food.food_id: client.document(f"food_references/{food.food_id}") for food in foods}
    stored = {
        snapshot.id: snapshot.to_dict() or {}
        for snapshot in client.get_all(list(references.values()), field_paths=["digest", "vector_digest"], **patience())
    }
    indexing = pinecone.is_on()
    stale = [food for food in foods if indexing and stored[food.food_id].get("vector_digest") != vectors.digest(food)]
    if stale:
        _index(stale)
    indexed = {food.food_id for food in stale}
    batch, written = client.batch(), 0
    for food in foods:
        document = _document(food)
        before = stored[food.food_id]
        if before.get("digest") == document["digest"] and food.food_id not in indexed:
            continue
        vector_digest = vectors.digest(food) if indexing else before.get("vector_digest")
        batch.set(references[food.food_id], document | {"vector_digest": vector_digest, "updated_at": clock.now()})
        written += 1
    if written:
        batch.commit(**patience())
    return _Done(written, len(stale))


def _index(foods: Sequence[Food]) -> None:
    """All of them into the index of all foods, the generic whole ones into that of the ingredients as well."""
    values = pinecone.embed([vectors.passage(food) for food in foods], "passage")
    stored = [pinecone.Stored(food.food_id, vector, vectors.metadata(food)) for food, vector in zip(foods, values, strict=True)]
    current = settings()
    pinecone.upsert(current.PINECONE_INDEX_USDA, stored)
    if whole := [one for one, food in zip(stored, foods, strict=True) if fdc.is_generic_whole(food)]:
        pinecone.upsert(current.PINECONE_INDEX_INGREDIENTS, whole)


def _document(food: Food) -> dict[str, Any]:
    """A food as Firestore keeps it; `digest` changes when anything in it does."""
    document = document_of(food) | {"schema_version": SCHEMA_VERSION, "expires_at": None}
    text = json.dumps(document, sort_keys=True)
    return document | {"digest": hashlib.sha256(text.encode()).hexdigest()[:32]}
