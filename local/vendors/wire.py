"""Scripted answers of the vendors that speak plain JSON: Pinecone, FoodData Central, Open Food Facts.

Script entries: {"status": 503, "retry_after_s"?}, {"json": …}, {"text": "<html>"}, {"drop": true}, {"delay_s": 10}, each with
`times`, `always`, and `"path"`: the kind of call that it answers, which each vendor names.
"""

from __future__ import annotations

import math
from typing import Any

from flask import Response, jsonify
from pydantic import Field

from local.vendors.script import KindReply, StandIn


class WireReply(KindReply):
    """One scripted answer; nothing but a delay means the normal answer, later."""

    retry_after_s: float | None = Field(None, ge=0)
    json_value: Any = Field(None, alias="json")
    text: str | None = None


def scripted(stand_in: StandIn[WireReply], kind: str) -> Response | None:
    """The answer that the script has for the current call, None where it shall be answered normally."""
    reply = stand_in.scripted(kind)
    if reply is None:
        return None
    if reply.status is not None:
        answer = jsonify(error={"code": str(reply.status), "message": "scripted"})
        answer.status_code = reply.status
        if reply.retry_after_s is not None:
            answer.headers["Retry-After"] = str(math.ceil(reply.retry_after_s))
        return answer
    if reply.text is not None:
        return Response(reply.text, 200, content_type="text/html; charset=utf-8")
    if "json_value" in reply.model_fields_set:
        return jsonify(reply.json_value)
    return None
