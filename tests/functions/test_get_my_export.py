"""GET /v1/users/me/exports/{export_id}: how far it is, and an address that is good for an hour."""

from __future__ import annotations

from datetime import timedelta

from local.phone import Phone
from shared import clock
from shared.clients.firestore import firestore
from shared.portability import store
from tests.support.http import cost, problem
from tests.support.portability import begun_export as begun
from tests.support.portability import ended
from tests.support.web import web


def test_a_file_ends_after_seven_days(phone: Phone) -> None:
    location, path = begun(phone)
    done = ended(phone, location)
    assert web.get(done["download_url"]).status_code == 200
    firestore().document(path).update({"expires_at": clock.now() + timedelta(minutes=5)})
    soon = phone.request("GET", location).json()
    assert soon["download_until"] <= soon["expires_at"], "no address outlives its file"
    firestore().document(path).update({"expires_at": clock.now()})
    problem(phone.request("GET", location), 404, "EXPORT_NOT_FOUND")


def test_each_look_has_a_new_address(phone: Phone) -> None:
    location, _ = begun(phone)
    ended(phone, location)
    answer = phone.request("GET", location)
    assert cost(answer) == (1, 0)
    url = answer.json()["download_url"]
    file = web.get(url)
    assert file.headers["Content-Disposition"].startswith('attachment; filename="mealtrack-')
    assert web.get(url.partition("?")[0]).status_code == 403, "without its signature it leads nowhere"


def test_unknown_exports(phone: Phone) -> None:
    for export_id in ("x", store.export_path("u", "e").rsplit("/", 1)[1], "00000000-0000-4000-8000-000000000000"):
        problem(phone.request("GET", f"/v1/users/me/exports/{export_id}"), 404, "EXPORT_NOT_FOUND")
