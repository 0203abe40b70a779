"""Pinecone: foods by meaning. A name in any language becomes a vector, and the vector's neighbours are foods.

Without a key the feature is off. What is stored beside a vector is `shared/foods/sources/vectors.py`'s to say.
"""

from __future__ import annotations

import atexit
import math
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from shared.clients.once import once
from shared.errors import VendorBusy, VendorRefused
from shared.settings import settings

if TYPE_CHECKING:
    from pinecone import Pinecone

VENDOR = "pinecone"
MODEL, DIMENSION = "llama-text-embed-v2", 1024
MAX_TEXTS = 96  # that the model takes at once
MAX_VECTORS = 100  # of one upsert: with their metadata well below the 2 MB that a request may have

InputType = Literal["query", "passage"]


@dataclass(frozen=True)
class Neighbour:
    """A stored vector near the one that was asked for; `score` is the cosine of the angle between them."""

    id: str
    score: float
    metadata: dict[str, Any]


@dataclass(frozen=True)
class Stored:
    """A vector to be stored under an id, which it replaces."""

    id: str
    values: Sequence[float]
    metadata: Mapping[str, str | int | float]


def is_on() -> bool:
    return settings().PINECONE_API_KEY.is_given


def embed(texts: Sequence[str], input_type: InputType) -> list[list[float]]:
    """A vector for each text, at most MAX_TEXTS of them. Raises VendorBusy or VendorRefused."""
    parameters = {"input_type": input_type, "truncate": "END"}
    answer = _call(lambda: _client().inference.embed(model=MODEL, inputs=list(texts), parameters=parameters))
    vectors = [_vector(item) for item in answer]
    if len(vectors) != len(texts):
        raise VendorBusy(VENDOR, "another number of vectors than of texts")
    return vectors


def query(index: str, vector: Sequence[float], *, top_k: int, timeout_s: float | None = None) -> list[Neighbour]:
    """The nearest of what `index` holds, best first. Raises VendorBusy or VendorRefused."""
    limit = _limit(timeout_s)
    answer = _call(lambda: _index(index).query(vector=list(vector), top_k=top_k, include_metadata=True, timeout=limit))
    return [found for match in answer.matches or () if (found := _neighbour(match)) is not None]


def upsert(index: str, vectors: Sequence[Stored]) -> None:
    """Stores at most MAX_VECTORS. Raises VendorBusy or VendorRefused."""
    documents = [{"id": one.id, "values": list(one.values), "metadata": dict(one.metadata)} for one in vectors]
    _call(lambda: _index(index).upsert(vectors=documents))


@once
def _client() -> Pinecone:
    from pinecone import Pinecone, RetryConfig

    current = settings()
    client = Pinecone(
        api_key=current.PINECONE_API_KEY.get_secret_value(),
        host=current.PINECONE_BASE_URL or None,
        timeout=current.PINECONE_TIMEOUT_S,
        retry_config=RetryConfig(max_retries=0),  # of /embed; what a search waits for is bounded by the search
    )
    atexit.register(client.close)
    return client


_indexes: dict[str, Any] = {}
_opening = threading.Lock()


def _index(name: str) -> Any:
    """The index by its name. Its address is asked for once a process."""
    if name not in _indexes:
        with _opening:
            if name not in _indexes:
                _indexes[name] = _client().index(name)
                atexit.register(_indexes[name].close)
    return _indexes[name]


def _limit(timeout_s: float | None) -> float:
    limit = settings().PINECONE_TIMEOUT_S
    return limit if timeout_s is None else min(timeout_s, limit)


def _call(work: Any) -> Any:
    from pinecone.errors import exceptions as failures

    try:
        return work()
    except (failures.RateLimitError, failures.ServiceError) as error:
        raise VendorBusy(VENDOR, f"answered {error.status_code}") from None
    except failures.ApiError as error:
        raise VendorRefused(VENDOR, f"answered {error.status_code}") from None
    except failures.PineconeError as error:
        raise VendorBusy(VENDOR, f"no answer: {type(error).__name__}") from None
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError) as error:
        # The SDK reads answers trustingly: rubbish surfaces as whatever its reading stumbles over.
        raise VendorBusy(VENDOR, f"the answer cannot be read: {type(error).__name__}") from None


def _vector(item: Any) -> list[float]:
    values = getattr(item, "values", None)
    if not isinstance(values, list) or len(values) != DIMENSION or not all(_is_number(value) for value in values):
        raise VendorBusy(VENDOR, f"an answer without {DIMENSION} numbers")
    return values


def _neighbour(match: Any) -> Neighbour | None:
    score, metadata = getattr(match, "score", None), getattr(match, "metadata", None)
    if not isinstance(match.id, str) or score is None or not _is_number(score) or not isinstance(metadata, dict):
        return None
    return Neighbour(match.id, float(score), metadata)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
