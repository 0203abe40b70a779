"""Pinecone's stand-in: embedding, indexes that answer by name, upsert and query, as the SDK sends and reads them.

A real search over what was upserted; each index begins with the foods of the starter table, so that it finds something before any
import. Kinds of call for a script's `path`: "embed", "indexes", "query", "upsert", "stats". `DELETE /assets` forgets the upserted.
"""

from __future__ import annotations

import math
import threading
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from flask import Flask, Response, jsonify, request

from local.vendors.embedding import DIMENSION, dense, embed
from local.vendors.script import StandIn
from local.vendors.starter import records
from local.vendors.wire import WireReply, scripted

MODEL = "llama-text-embed-v2"
INDEXES = ("ingredients", "usda")
MAX_TEXTS, MAX_VECTORS, MAX_TOP_K = 96, 1000, 10_000
MAX_BODY_BYTES = 16 * 2**20


class ApiError(Exception):
    """An error with Pinecone's own status and message."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code = status, code


class Vectors:
    """An index: vectors with their metadata, searched through the coordinates that are not zero. Thread-safe."""

    def __init__(self) -> None:
        self._metadata: dict[str, dict[str, Any]] = {}
        self._vectors: dict[str, dict[int, float]] = {}
        self._by_dimension: defaultdict[int, dict[str, float]] = defaultdict(dict)
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._vectors)

    def put(self, name: str, vector: dict[int, float], metadata: dict[str, Any]) -> None:
        with self._lock:
            for dimension in self._vectors.get(name, ()):
                del self._by_dimension[dimension][name]
            self._vectors[name], self._metadata[name] = vector, metadata
            for dimension, value in vector.items():
                self._by_dimension[dimension][name] = value

    def nearest(self, vector: dict[int, float], top_k: int) -> list[tuple[str, float, dict[str, Any]]]:
        """(id, cosine, metadata), best first; vectors that have nothing in common with `vector` are left out."""
        scores: defaultdict[str, float] = defaultdict(float)
        with self._lock:
            for dimension, value in vector.items():
                for name, other in self._by_dimension.get(dimension, {}).items():
                    scores[name] += value * other
            best = sorted(scores.items(), key=lambda item: (-item[1], item[0]))[:top_k]
            return [(name, score, self._metadata[name]) for name, score in best if score > 0]


def app(environment: Mapping[str, str]) -> Flask:  # noqa: ARG001 - every stand-in is made alike
    """The WSGI application."""
    stand_in = StandIn("pinecone", WireReply)
    stand_in.app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    indexes: dict[str, Vectors] = {}
    filling = threading.Lock()

    def index(name: str) -> Vectors:
        if name not in INDEXES:
            raise ApiError(404, "NOT_FOUND", f"Resource {name} not found")
        with filling:
            if name not in indexes:
                indexes[name] = _filled()
            return indexes[name]

    def document(shown: Mapping[str, Any]) -> None:
        stand_in.received(dict(shown))
        if not request.headers.get("Api-Key"):
            raise ApiError(401, "UNAUTHENTICATED", "Invalid API Key")

    @stand_in.app.post("/embed")
    def embedding() -> Response:
        body = _body()
        texts = [item.get("text") if isinstance(item, dict) else None for item in _list(body.get("inputs"))]
        document({"model": body.get("model"), "parameters": body.get("parameters"), "texts": texts[:3], "count": len(texts)})
        if (answer := scripted(stand_in, "embed")) is not None:
            return answer
        if body.get("model") != MODEL:
            raise ApiError(404, "NOT_FOUND", f"Model '{body.get('model')}' not found")
        if not 1 <= len(texts) <= MAX_TEXTS or not all(isinstance(text, str) and text for text in texts):
            raise ApiError(400, "INVALID_ARGUMENT", f"Inputs are 1 to {MAX_TEXTS} texts")
        data = [{"values": dense(embed(str(text))), "vector_type": "dense"} for text in texts]
        tokens = sum(math.ceil(len(str(text)) / 4) for text in texts)
        return jsonify(model=MODEL, vector_type="dense", data=data, usage={"total_tokens": tokens})

    @stand_in.app.get("/indexes/<name>")
    def describe(name: str) -> Response:
        document({})
        if (answer := scripted(stand_in, "indexes")) is not None:
            return answer
        index(name)
        return jsonify(_description(name, f"{request.host_url.rstrip('/')}{request.script_root}/index/{name}"))

    @stand_in.app.post("/index/<name>/query")
    def query(name: str) -> Response:
        body = _body()
        document({key: value for key, value in body.items() if key != "vector"})
        if (answer := scripted(stand_in, "query")) is not None:
            return answer
        top_k = body.get("topK")
        if not isinstance(top_k, int) or not 1 <= top_k <= MAX_TOP_K:
            raise ApiError(400, "INVALID_ARGUMENT", f"topK is 1 to {MAX_TOP_K}")
        with_metadata = body.get("includeMetadata") is True
        matches = [
            {"id": found, "score": round(score, 6), **({"metadata": metadata} if with_metadata else {})}
            for found, score, metadata in index(name).nearest(_vector(body.get("vector")), top_k)
        ]
        return jsonify(matches=matches, namespace="", usage={"readUnits": 1})

    @stand_in.app.post("/index/<name>/vectors/upsert")
    def upsert(name: str) -> Response:
        vectors = _list(_body().get("vectors"))
        document({"count": len(vectors)})
        if (answer := scripted(stand_in, "upsert")) is not None:
            return answer
        if not 1 <= len(vectors) <= MAX_VECTORS:
            raise ApiError(400, "INVALID_ARGUMENT", f"An upsert has 1 to {MAX_VECTORS} vectors")
        found = index(name)
        for one in vectors:
            if not isinstance(one, dict) or not isinstance(one.get("id"), str):
                raise ApiError(400, "INVALID_ARGUMENT", "A vector has an id")
            found.put(one["id"], _vector(one.get("values")), dict(one.get("metadata") or {}))
        return jsonify(upsertedCount=len(vectors))

    @stand_in.app.post("/index/<name>/describe_index_stats")
    def stats(name: str) -> Response:
        document({})
        if (answer := scripted(stand_in, "stats")) is not None:
            return answer
        count = len(index(name))
        namespaces = {"": {"vectorCount": count}}
        return jsonify(namespaces=namespaces, dimension=DIMENSION, indexFullness=0.0, totalVectorCount=count, metric="cosine")

    @stand_in.app.route("/assets", methods=["GET", "DELETE"])
    def assets() -> Response:
        with filling:
            if request.method == "DELETE":
                indexes.clear()
            counts = [{"public_id": name, "vectors": len(vectors)} for name, vectors in indexes.items()]
        return jsonify(assets=counts)

    @stand_in.app.errorhandler(ApiError)
    def refused(error: ApiError) -> Response:
        answer = jsonify(error={"code": error.code, "message": str(error)}, status=error.status)
        answer.status_code = error.status
        return answer

    return stand_in.app


def _filled() -> Vectors:
    vectors = Vectors()
    for record in records():
        vectors.put(record.id, embed(record.text), record.metadata)
    return vectors


def _body() -> dict[str, Any]:
    body = request.get_json(force=True, silent=True)
    if not isinstance(body, dict):
        raise ApiError(400, "INVALID_ARGUMENT", "The body has to be a JSON object")
    return body


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _vector(values: object) -> dict[int, float]:
    given = _list(values)
    if len(given) != DIMENSION:
        raise ApiError(
            400, "INVALID_ARGUMENT", f"Vector dimension {len(given)} does not match the dimension of the index {DIMENSION}"
        )
    return {dimension: float(value) for dimension, value in enumerate(given) if value}


def _description(name: str, host: str) -> dict[str, Any]:
    field = {"type": "dense_vector", "dimension": DIMENSION, "metric": "cosine"}
    return {
        "name": name,
        "host": host,
        "status": {"ready": True, "state": "Ready"},
        "schema": {"fields": {"values": field}},
        "deployment": {"deployment_type": "managed", "cloud": "aws", "region": "us-east-1"},
        "deletion_protection": "disabled",
        "tags": None,
        "read_capacity": {"mode": "OnDemand", "status": {"state": "Ready"}},
    }
