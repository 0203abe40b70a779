"""Firestore: the one client of the process, its atomic changes, and the count of what they cost.

Every document read and written is counted per request (contextvar), so that the logs and the tests know what a call costs.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar

from shared.clients.once import once
from shared.errors import VendorBusy
from shared.logging import fields
from shared.settings import settings

if TYPE_CHECKING:
    from google.cloud.firestore import Client, DocumentSnapshot
    from pydantic import BaseModel

log = logging.getLogger(__name__)
T = TypeVar("T")
M = TypeVar("M", bound="BaseModel")

# Writers of one document queue up behind each other; fifty at once on one day must all get through.
_CONTENTION_PATIENCE_S = 20.0
# Below every function's time-out, so that an outage becomes a clear answer rather than a killed request.
_OUTAGE_PATIENCE_S = 10.0


@dataclass
class Cost:
    """Documents read and written since `measure()`; an absent document and an empty query are billed as one read."""

    reads: int = 0
    writes: int = 0


_cost: ContextVar[Cost | None] = ContextVar("firestore_cost", default=None)


def measure() -> Cost:
    """Starts counting for the current request; the returned counter goes on counting."""
    cost = Cost()
    _cost.set(cost)
    return cost


@contextmanager
def measured_apart() -> Iterator[Cost]:
    """Counts what happens in here by itself, and not with the request that it happens in."""
    outer, cost = _cost.get(), Cost()
    _cost.set(cost)
    try:
        yield cost
    finally:
        _cost.set(outer)


@once
def firestore() -> Client:
    """The client, made at first use (after the server has forked)."""
    import grpc
    from google.cloud.firestore import Client
    from google.cloud.firestore_v1.services.firestore import client as gapic
    from google.cloud.firestore_v1.services.firestore.transports import grpc as transports

    class CountingTransport(transports.FirestoreGrpcTransport):
        def __init__(self, *, channel: grpc.Channel, **options: Any) -> None:
            super().__init__(channel=grpc.intercept_channel(channel, _counter(grpc)), **options)

    client = Client(project=settings().GOOGLE_CLOUD_PROJECT)
    # The client makes its transport at first use, without a public way to choose it: have it made now, with ours.
    client._firestore_api_helper(CountingTransport, gapic.FirestoreClient, gapic)
    return client


def document_of(model: BaseModel) -> dict[str, Any]:
    """A model as Firestore stores it: calendar dates as YYYY-MM-DD, enumerations as their text, instants as they are."""
    plain: dict[str, Any] = _plain(model.model_dump())
    return plain


def readable(model: type[M], snapshots: Iterable[DocumentSnapshot[Any]]) -> list[M]:
    """The documents as models. One that cannot be read is logged and left out: it must not keep others from being looked after."""
    from pydantic import ValidationError

    found: list[M] = []
    for snapshot in snapshots:
        try:
            found.append(model.model_validate(snapshot.to_dict()))
        except ValidationError as error:
            places = [".".join(map(str, issue["loc"])) for issue in error.errors(include_input=False)]
            log.error("a document cannot be read", extra=fields(kind=model.__name__, document=snapshot.id, places=places[:10]))
    return found


def _plain(value: Any) -> Any:
    match value:
        case dict():
            return {key: _plain(item) for key, item in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_plain(item) for item in value]
        case Enum():
            return value.value
        case date() if not isinstance(value, datetime):
            return value.isoformat()
        case _:
            return value


class Unit:
    """Documents read, and writes that happen all together and only while nothing that was read has changed since.

    Optimistic on purpose: a transaction of the server library locks what it reads, and fifty of them on one day document wait for
    each other until all give up. Preconditions hold no lock, need one round trip less, and one of the writers always wins.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self._batch = client.batch()
        self._read: dict[str, Any] = {}
        self.has_writes = False

    def get(self, *paths: str) -> list[dict[str, Any] | None]:
        """The documents at `paths` in that order, None for one that is not there. One round trip."""
        references = [self._client.document(path) for path in paths]
        found = {snapshot.reference.path: snapshot for snapshot in self._client.get_all(references, **patience())}
        self._read.update(found)
        return [found[path].to_dict() if found[path].exists else None for path in paths]

    def find(self, query: Any) -> dict[str, dict[str, Any]]:
        """The documents that `query` finds, by their paths; each can be put and deleted as one that was read.

        Nothing keeps another document from becoming one of them before the commit.
        """
        found = {snapshot.reference.path: snapshot for snapshot in query.stream(**patience())}
        self._read.update(found)
        return {path: snapshot.to_dict() for path, snapshot in found.items()}

    def put(self, path: str, data: dict[str, Any]) -> None:
        """Writes every field of `data` to a document that this unit has read; the document is created if it was not there."""
        snapshot = self._read[path]
        if snapshot.exists:
            self._batch.update(snapshot.reference, data, option=self._unchanged(snapshot))
        else:
            self._batch.create(snapshot.reference, data)
        self.has_writes = True

    def hold(self, path: str) -> None:
        """Lets the commit happen only while a document that this unit has read, and does not write, is as it was read.

        Writes one of its texts as it is, with the precondition: one write, and no event, since nothing changes.
        """
        snapshot = self._read[path]
        name, value = next((name, value) for name, value in snapshot.to_dict().items() if isinstance(value, str))
        self._batch.update(snapshot.reference, {name: value}, option=self._unchanged(snapshot))

    def delete(self, path: str) -> None:
        """Deletes a document that this unit has read."""
        snapshot = self._read[path]
        if snapshot.exists:
            self._batch.delete(snapshot.reference, option=self._unchanged(snapshot))
            self.has_writes = True

    def remove(self, path: str) -> None:
        """Deletes a document, whatever it holds now; it need not have been read."""
        self._batch.delete(self._client.document(path))
        self.has_writes = True

    def commit(self) -> None:
        if self.has_writes:
            self._batch.commit(**patience())

    def _unchanged(self, snapshot: Any) -> Any:
        return self._client.write_option(last_update_time=snapshot.update_time)


@once
def patience() -> dict[str, Any]:
    """Keyword arguments for every call: transient failures are tried again for ten seconds, not for the library's minutes."""
    from google.api_core.retry import Retry, if_transient_error

    return {
        "retry": Retry(predicate=if_transient_error, initial=0.1, maximum=2.0, timeout=_OUTAGE_PATIENCE_S),
        "timeout": _OUTAGE_PATIENCE_S,
    }


# Writers of this process that have met another one take turns: all of them trying at once would mostly be in each other's way.
_turn = threading.Lock()


def atomically(work: Callable[[Unit], T]) -> T:
    """Runs `work` and commits what it put, anew from the start while other writers get in between.

    `work` may run several times: its only effect is on its unit. Raises VendorBusy after 20 seconds of contention.
    """
    give_up = time.monotonic() + _CONTENTION_PATIENCE_S
    done, result = _attempt(work)
    if done:
        return result
    if not _turn.acquire(timeout=_CONTENTION_PATIENCE_S):
        raise VendorBusy("firestore", "contention", retry_after_s=5)
    try:
        pause = 0.02
        while True:
            done, result = _attempt(work)
            if done:
                return result
            if time.monotonic() > give_up:
                raise VendorBusy("firestore", "contention", retry_after_s=5)
            time.sleep(random.uniform(0, pause))  # noqa: S311 - spreads the writers of other processes out, guards nothing
            pause = min(pause * 2, 0.5)
    finally:
        _turn.release()


class Held:
    """A document that this process changes again and again: read once, and anew only after another process has changed it.

    Not safe for use by two threads at once.
    """

    def __init__(self, path: str, *, timeout_s: float) -> None:
        self._path, self._timeout_s = path, timeout_s
        self._data: dict[str, Any] | None = None
        self._update_time: Any = None  # of `data`; None: there is no document
        self._is_known = False

    def change(self, step: Callable[[dict[str, Any] | None], tuple[dict[str, Any] | None, T]], *, give_up_after_s: float) -> T:
        """Writes the document that `step` makes of the present one, and returns the rest of what it gives.

        `step` may run several times, first on what this process knows. Where it makes None of that, nothing is written. Raises
        VendorBusy when other writers get in between for too long, and what the client raises when Firestore does not answer.
        """
        from google.api_core.exceptions import Aborted, Conflict, FailedPrecondition, NotFound

        give_up = time.monotonic() + give_up_after_s
        while True:
            if not self._is_known:
                self._read()
            data, result = step(self._data)
            if data is None:
                return result
            try:
                self._write(data)
            except (Aborted, Conflict, FailedPrecondition, NotFound):
                if time.monotonic() > give_up:
                    raise VendorBusy("firestore", "contention", retry_after_s=1) from None
                time.sleep(random.uniform(0, 0.02))  # noqa: S311 - spreads the writers out, guards nothing
            else:
                return result

    def _read(self) -> None:
        snapshot = firestore().document(self._path).get(retry=None, timeout=self._timeout_s)
        self._data = snapshot.to_dict()
        self._update_time = snapshot.update_time if snapshot.exists else None
        self._is_known = True

    def _write(self, data: dict[str, Any]) -> None:
        self._is_known = False  # until the answer is there: a write that is not answered may have happened
        client = firestore()
        batch, reference = client.batch(), client.document(self._path)
        if self._update_time is None:
            batch.create(reference, data)
        else:
            batch.update(reference, data, option=client.write_option(last_update_time=self._update_time))
        (written,) = batch.commit(retry=None, timeout=self._timeout_s)
        self._data, self._update_time, self._is_known = data, written.update_time, True


def _attempt(work: Callable[[Unit], T]) -> tuple[bool, T]:
    """Whether what `work` put was committed, and what it returned."""
    from google.api_core.exceptions import Aborted, Conflict, FailedPrecondition, NotFound

    unit = Unit(firestore())
    result = work(unit)
    try:
        unit.commit()
    except (Aborted, Conflict, FailedPrecondition, NotFound):
        return False, result
    return True, result


def _counter(grpc: Any) -> Any:
    """Counts documents by looking at the calls that read and write them."""

    class Counter(grpc.UnaryUnaryClientInterceptor, grpc.UnaryStreamClientInterceptor):  # type: ignore[misc]  # grpc has no types
        def intercept_unary_unary(self, proceed: Any, details: Any, request: Any) -> Any:
            if (cost := _cost.get()) and details.method.endswith(("/Commit", "/BatchWrite")):
                cost.writes += len(request.writes)
            return proceed(details, request)

        def intercept_unary_stream(self, proceed: Any, details: Any, request: Any) -> Any:
            answers = proceed(details, request)
            cost = _cost.get()
            if cost is None or not details.method.endswith(("/BatchGetDocuments", "/RunQuery", "/RunAggregationQuery")):
                return answers
            return _Counted(answers, cost)

    return Counter()


class _Counted:
    """A stream of answers that counts the documents in it; everything else is the stream's own."""

    def __init__(self, stream: Any, cost: Cost) -> None:
        self._stream, self._cost, self._documents = stream, cost, 0

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        try:
            answer = next(self._stream)
        except StopIteration:
            if self._documents == 0:
                self._cost.reads += 1
            raise
        if any(field.name in {"document", "found", "missing"} for field, _ in type(answer).pb(answer).ListFields()):
            self._documents += 1
            self._cost.reads += 1
        return answer

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)
