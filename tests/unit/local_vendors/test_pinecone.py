"""Pinecone's stand-in, spoken to by Pinecone's own SDK."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any, cast

import pytest
from pinecone import Pinecone, RetryConfig
from pinecone.errors.exceptions import ApiError, NotFoundError, PineconeError, UnauthorizedError

from local.vendors.embedding import DIMENSION
from tests.unit.local_vendors.conftest import StandInServer

MODEL = "llama-text-embed-v2"
QUERY = {"input_type": "query", "truncate": "END"}


@pytest.fixture
def server(serve: Callable[..., StandInServer]) -> StandInServer:
    return serve("pinecone")


@pytest.fixture
def client(server: StandInServer) -> Iterator[Pinecone]:
    with Pinecone(api_key="k", host=server.url, timeout=5, retry_config=RetryConfig(max_retries=0)) as made:
        yield made


@pytest.fixture
def index(client: Pinecone) -> Iterator[Any]:
    with ExitStack() as stack:
        made = client.index("usda")
        stack.callback(made.close)
        yield made


def embed(client: Pinecone, *texts: str) -> list[list[float]]:
    answer = client.inference.embed(model=MODEL, inputs=list(texts), parameters=QUERY)
    return [list(cast(list[float], item.values)) for item in answer]


def test_vectors_have_length_one_and_are_always_the_same(client: Pinecone) -> None:
    one, other = embed(client, "boiled potatoes", "boiled potatoes")
    assert one == other
    assert len(one) == DIMENSION
    assert sum(value * value for value in one) == pytest.approx(1, abs=1e-3)


def test_what_was_stored_is_found(client: Pinecone, index: Any) -> None:
    names = ["Dragonfruit, raw", "Breadfruit, raw", "Jackfruit, canned"]
    vectors = embed(client, *names)
    stored = [{"id": name, "values": vector, "metadata": {"name": name}} for name, vector in zip(names, vectors, strict=True)]
    assert index.upsert(vectors=stored).upserted_count == 3
    (found,) = index.query(vector=embed(client, "raw dragonfruits")[0], top_k=1, include_metadata=True).matches
    assert (found.id, found.metadata) == ("Dragonfruit, raw", {"name": "Dragonfruit, raw"})
    assert 0.5 < found.score <= 1.001


def test_storing_again_replaces(client: Pinecone, index: Any) -> None:
    before = index.describe_index_stats().total_vector_count
    for text in ("Durian", "Salak"):
        index.upsert(vectors=[{"id": "x-1", "values": embed(client, text)[0], "metadata": {"name": text}}])
    assert index.describe_index_stats().total_vector_count == before + 1
    assert index.query(vector=embed(client, "durian")[0], top_k=1, include_metadata=True).matches[0].id != "x-1"


@pytest.mark.parametrize("text", ["arroz", "riz", "Reis", "cơm", "ご飯", "米饭", "rice"])
def test_the_starter_table_is_found_in_seven_languages(client: Pinecone, index: Any, text: str) -> None:
    found = index.query(vector=embed(client, text)[0], top_k=1, include_metadata=True).matches[0]
    assert "rice" in str(found.metadata["name"]).lower()


def test_nonsense_is_near_nothing(client: Pinecone, index: Any) -> None:
    found = index.query(vector=embed(client, "xyzzyqwv")[0], top_k=1).matches
    assert not found or found[0].score < 0.35


def test_refusals(client: Pinecone, index: Any, server: StandInServer) -> None:
    with pytest.raises(NotFoundError):
        client.index("another")
    with pytest.raises(ApiError):
        index.query(vector=[0.5, 0.5], top_k=1)
    with pytest.raises(ApiError):
        client.inference.embed(model=MODEL, inputs=["x"] * 97, parameters=QUERY)
    assert server.http.post("/embed", json={"model": MODEL, "inputs": [{"text": "x"}]}).status_code == 401


def test_scripts(client: Pinecone, server: StandInServer) -> None:
    server.script({"status": 401}, {"text": "<html>", "path": "embed"})
    with pytest.raises(UnauthorizedError):
        embed(client, "x")
    with pytest.raises(PineconeError):
        embed(client, "x")
    assert embed(client, "rice")


def test_calls_are_recorded_without_the_key(client: Pinecone, server: StandInServer) -> None:
    embed(client, "rice")
    call = server.calls()[-1]
    assert call["fields"] == {"model": MODEL, "parameters": QUERY, "texts": ["rice"], "count": 1}
    assert "api-key" not in call["headers"]
