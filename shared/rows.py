"""The data types of the registry's rows: what a function is, how it is triggered, how big it is, as whom it runs.

Plain data, no cloud, no web. `functions/registry.py` holds the rows; the runtime, the local cloud, the OpenAPI document and
Terraform read them.

Every function imports this first, so the types are cheap to make: tuples with names, and for the rows, which inherit, dataclasses
without the methods that nobody calls.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Auth(StrEnum):
    """Who may call an HTTP function."""

    PUBLIC = "public"
    USER = "user"
    ADMIN = "admin"  # a user whose token carries the custom claim `admin: true`
    SYSTEM = "system"  # another system, which proves itself by a secret


class Profile(NamedTuple):
    """Size of a function. `concurrency` is the number of requests that one instance works on at once (THREADS is set to it)."""

    name: str
    memory_mib: int
    cpu: float
    concurrency: int
    timeout_s: int


STANDARD = Profile("standard", memory_mib=512, cpu=1, concurrency=40, timeout_s=30)
UPLOAD = Profile("upload", memory_mib=1024, cpu=1, concurrency=8, timeout_s=60)
AI = Profile("ai", memory_mib=1024, cpu=1, concurrency=8, timeout_s=120)
WORKER = Profile("worker", memory_mib=512, cpu=1, concurrency=20, timeout_s=120)
BATCH = Profile("batch", memory_mib=1024, cpu=1, concurrency=4, timeout_s=540)  # goes through everything that a person has


class Queue(NamedTuple):
    """A Cloud Tasks queue: the budget of one model (or vendor).

    `per_minute` is the dispatch rate; `burst` is how many may leave at once after a pause (output-only at Google, so stated here
    for the local queue); a task is tried `max_attempts` times with back-off from `min_backoff_s` doubling `max_doublings` times up
    to `max_backoff_s`.
    """

    name: str
    per_minute: float
    burst: int
    max_concurrent: int
    max_attempts: int
    min_backoff_s: float
    max_backoff_s: float
    max_doublings: int


class Limit(NamedTuple):
    """How often one caller may call a function: the person where one has to sign in, else the address.

    Never more than `per_minute` × `minutes` calls in any `minutes` minutes. A longer window leaves room for a burst and is cheaper
    to count. `in_instance`: every instance counts for itself and nothing is stored, so what is true of all is `max_instances` times
    as much.
    """

    per_minute: int
    minutes: int = 1
    in_instance: bool = False


@dataclass(kw_only=True, eq=False, repr=False, match_args=False)
class Row:
    """One deployed Cloud Function. `module` is `area.name` under functions/; the name is also the file and the entry point."""

    module: str
    profile: Profile = STANDARD
    identity: str
    needs: tuple[str, ...] = ()  # settings that have to be present before the function serves, e.g. its vendors' secrets
    min_instances: int = 0
    max_instances: int = 10

    @property
    def name(self) -> str:
        return self.module.rsplit(".", 1)[-1]

    @property
    def area(self) -> str:
        return self.module.split(".", 1)[0]

    @property
    def deployed_name(self) -> str:
        return self.name.replace("_", "-")

    @property
    def kind(self) -> str:
        return type(self).__name__.removesuffix("Row").lower()


class Route(NamedTuple):
    """A method and a path template such as `GET /v1/meals/{meal_id}`."""

    method: str
    path: str

    @classmethod
    def parse(cls, text: str) -> Route:
        method, _, path = text.partition(" ")
        return cls(method, path)

    @property
    def segments(self) -> tuple[str, ...]:
        return tuple(self.path.strip("/").split("/"))

    def match(self, method: str, path: str) -> dict[str, str] | None:
        """The path parameters of a request that this route serves, else None. A trailing slash is the same path."""
        if method != self.method:
            return None
        return self.match_path(path)

    def match_path(self, path: str) -> dict[str, str] | None:
        """As `match`, for whatever method."""
        given = path.strip("/").split("/")
        if len(given) != len(self.segments):
            return None
        parameters: dict[str, str] = {}
        for template, actual in zip(self.segments, given, strict=True):
            if template.startswith("{"):
                if not actual:
                    return None
                parameters[template[1:-1]] = actual
            elif template != actual:
                return None
        return parameters


class AiQuota(NamedTuple):
    """The settings that say how many model answers a day a person may have."""

    free: str
    premium: str


@dataclass(kw_only=True, eq=False, repr=False, match_args=False)
class HttpRow(Row):
    """A function that the app calls through the gateway. `aliases` are further routes to the same function.

    `proof` is the setting with the secret that the caller of an Auth.SYSTEM row sends. `premium`: without it the answer is 402.
    `ai_quota`: the function asks a model, or has one asked, and charges the person for it.
    """

    route: Route
    aliases: tuple[Route, ...] = ()
    auth: Auth
    limit: Limit
    proof: str | None = None
    premium: bool = False
    ai_quota: AiQuota | None = None

    @property
    def routes(self) -> tuple[Route, ...]:
        return (self.route, *self.aliases)


@dataclass(kw_only=True, eq=False, repr=False, match_args=False)
class DocumentRow(Row):
    """A function that follows every write of a Firestore document whose path matches `document`."""

    document: str


@dataclass(kw_only=True, eq=False, repr=False, match_args=False)
class TaskRow(Row):
    """A function that a Cloud Tasks queue calls."""

    queue: Queue


@dataclass(kw_only=True, eq=False, repr=False, match_args=False)
class MessageRow(Row):
    """A function that takes the messages of a Pub/Sub topic; `filter` is in Pub/Sub's filter syntax."""

    topic: str
    filter: str = ""


@dataclass(kw_only=True, eq=False, repr=False, match_args=False)
class ScheduleRow(Row):
    """A function that Cloud Scheduler calls at `cron` (UTC)."""

    cron: str
