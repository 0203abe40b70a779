"""firestore.rules with real ID tokens: an owner reads their own meals and days; everything else is nobody's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import urllib3
from google.api_core.exceptions import PermissionDenied

from local.cloud import Cloud
from local.phone import Phone
from shared import clock
from shared.ai.kinds import Kind
from shared.ai.models import JobStatus as QuestionStatus
from shared.clients.firestore import document_of, firestore
from shared.ingredients.models import RECOGNITIONS
from shared.meals import states
from shared.meals.analysing import failures, rules
from shared.meals.models import Image
from shared.portability.models import Export, JobStatus
from shared.prompts.hints import AnalysisHints
from shared.texts.models import TEXT_PARSES
from tests.support.waiting import PATIENCE_S

TODAY = clock.now().date().isoformat()


@dataclass
class Client:
    """Firestore's REST API with the ID token of one person, or with none."""

    base: str
    token: str | None

    def get(self, path: str) -> int:
        return self._ask("GET", f"/{path}").status

    def create(self, path: str) -> int:
        parent, _, name = path.rpartition("/")
        return self._ask("POST", f"/{parent}?documentId={name}", {"fields": FIELDS}).status

    def update(self, path: str) -> int:
        return self._ask("PATCH", f"/{path}", {"fields": FIELDS}).status

    def delete(self, path: str) -> int:
        return self._ask("DELETE", f"/{path}").status

    def query(self, parent: str, collection: str, *, deleted: bool | None = None, everywhere: bool = False) -> list[str] | int:
        """The names of the documents found, or the status of the refusal."""
        query: dict[str, Any] = {"from": [{"collectionId": collection, "allDescendants": everywhere}]}
        if deleted is not None:
            condition = {"field": {"fieldPath": "is_deleted"}, "op": "EQUAL", "value": {"booleanValue": deleted}}
            query["where"] = {"fieldFilter": condition}
        answer = self._ask("POST", f"/{parent}:runQuery" if parent else ":runQuery", {"structuredQuery": query})
        if answer.status != 200:
            return answer.status
        return sorted(row["document"]["name"].rsplit("/", 1)[-1] for row in answer.json() if "document" in row)

    def _ask(self, method: str, path: str, document: object = None) -> urllib3.BaseHTTPResponse:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return urllib3.request(method, f"{self.base}{path}", json=document, headers=headers, timeout=PATIENCE_S)


FIELDS = {"is_deleted": {"booleanValue": False}, "x": {"stringValue": "y"}}
OWN = ("meals/kept", f"days/{TODAY}", "exports/e", "imports/i", "text_parses/t", "ingredient_recognitions/r")
PRIVATE = (
    "limits/ai",
    "idempotency/k",
    "image_uploads/i",
    "profile/current",
    "targets/2025-01-01",
    "notes/n",
    "meals/kept/parts/p",
)


@dataclass
class World:
    """A person with documents of every kind, and another one."""

    uid: str
    owner: Client
    stranger: Client
    nobody: Client
    forger: Client
    phone: Phone

    def path(self, rest: str = "") -> str:
        return f"users/{self.uid}/{rest}".rstrip("/")

    def everything(self) -> list[str]:
        return [
            self.path(),
            *(self.path(rest) for rest in (*OWN, "meals/gone", *PRIVATE)),
            "food_reference/f",
            "users/other/meals/m",
        ]


@pytest.fixture
def world(cloud: Cloud, new_phone: Callable[[], Phone]) -> World:
    mine, theirs = new_phone(), new_phone()
    base = f"{cloud.urls['firestore']}/v1/projects/{cloud.project}/databases/(default)/documents"
    forged = mine.id_token.rsplit(".", 2)[0] + ".e30."  # the right header with an empty body
    return World(
        mine.uid, Client(base, mine.id_token), Client(base, theirs.id_token), Client(base, None), Client(base, forged), mine
    )


@pytest.fixture
def stored(world: World) -> World:
    client = firestore()
    for path in world.everything():
        parent, _, name = path.rpartition("/")
        make = MADE.get(parent.rsplit("/", 1)[-1])
        client.document(path).set(make(parent.split("/")[1], name) if make else {"created_at": clock.now()})
    return world


def meal(uid: str, meal_id: str) -> dict[str, Any]:
    """A meal that nothing more happens to; deleted if it is called `gone`."""
    now = clock.now()
    image = Image(image_id="i", url="http://u", thumbnail_url="http://t", format="jpeg", size_bytes=1, width=32, height=32)
    made = rules.photo_meal(
        meal_id=meal_id,
        uid=uid,
        image=image,
        hints=AnalysisHints(),
        local_date=now.date(),
        logged_at=now,
        zone=ZoneInfo("UTC"),
        meal_type=None,
        now=now,
        check_after=timedelta(minutes=10),
    )
    ended = rules.failed(made, failures.NOT_FOOD_IMAGE, now=now)
    return document_of(states.deleted(ended, now=now) if meal_id == "gone" else ended)


def export(uid: str, export_id: str) -> dict[str, Any]:
    """An export that is over."""
    now = clock.now()
    over = {"status": JobStatus.READY, "created_at": now, "updated_at": now, "expires_at": now + timedelta(days=7)}
    return document_of(Export.model_validate({"uid": uid, "export_id": export_id, **over}))


def question(uid: str, job_id: str, kind: Kind[Any], **asked: Any) -> dict[str, Any]:
    """A question to a model that was answered."""
    now = clock.now()
    over = {"status": QuestionStatus.READY, "created_at": now, "updated_at": now, "expires_at": now + timedelta(days=1)}
    return document_of(kind.model.model_validate({"uid": uid, "job_id": job_id, **over, **asked}))


MADE: dict[str, Callable[[str, str], dict[str, Any]]] = {
    "meals": meal,
    "exports": export,
    "text_parses": lambda uid, name: question(uid, name, TEXT_PARSES, text="rice", language="en", items=()),
    "ingredient_recognitions": lambda uid, name: question(uid, name, RECOGNITIONS, image_id="i", image_url="http://u"),
    "imports": lambda uid, import_id: export(uid, import_id) | {"import_id": import_id, "file": ""},
}


def test_the_owner_reads_their_meals_and_days(stored: World) -> None:
    for rest in OWN:
        assert stored.owner.get(stored.path(rest)) == 200
        assert stored.phone.read(stored.path(rest)) is not None


def test_the_owner_may_watch_for_what_is_not_there_yet(world: World) -> None:
    for rest in (f"meals/{uuid4()}", "days/2025-01-01"):
        assert world.owner.get(world.path(rest)) == 404
        with world.phone.watch(world.path(rest)) as versions:
            assert next(versions) is None


def test_a_deleted_meal_is_out_of_sight(stored: World) -> None:
    assert stored.owner.get(stored.path("meals/gone")) == 403
    with pytest.raises(PermissionDenied), stored.phone.watch(stored.path("meals/gone")) as versions:
        next(versions)


@pytest.mark.parametrize("rest", ["", *PRIVATE])
def test_the_rest_is_not_even_the_owners(stored: World, rest: str) -> None:
    assert stored.owner.get(stored.path(rest)) == 403


def test_others_read_nothing(stored: World) -> None:
    for path in stored.everything():
        for client in (stored.stranger, stored.nobody):
            assert client.get(path) == 403, path
        assert stored.forger.get(path) in {401, 403}, path
    assert stored.stranger.get(stored.path(f"meals/{uuid4()}")) == 403, "nor whether there is anything"


def test_nobody_writes(stored: World) -> None:
    for client in (stored.owner, stored.stranger, stored.nobody):
        for path in stored.everything():
            assert client.update(path) == 403, path
            assert client.delete(path) == 403, path
            assert client.create(f"{path}-new") == 403, path
    assert stored.owner.update(stored.path("meals/gone")) == 403, "nobody brings a meal back past the functions"
    assert firestore().document(stored.path("meals/kept")).get().get("is_deleted") is False


def test_lists(stored: World) -> None:
    person = stored.path()
    assert stored.owner.query(person, "meals", deleted=False) == ["kept"]
    assert stored.owner.query(person, "meals") == 403, "the filter is what proves that no deleted meal is asked for"
    assert stored.owner.query(person, "meals", deleted=True) == 403
    assert stored.owner.query(person, "days") == [TODAY]
    for collection in ("exports", "imports", "limits", "idempotency", "image_uploads", "text_parses", "ingredient_recognitions"):
        assert stored.owner.query(person, collection) == 403
    for client in (stored.stranger, stored.nobody):
        assert client.query(person, "meals", deleted=False) == 403
        assert client.query(person, "days") == 403


def test_no_list_over_everybody(stored: World) -> None:
    for collection, deleted in (("meals", False), ("days", None)):
        assert stored.owner.query("", collection, deleted=deleted, everywhere=True) == 403
    assert stored.owner.query("", "users") == 403
