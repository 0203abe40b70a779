"""Everything that is stored of a person, wherever it is; and how a deletion comes to its end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import urllib3
from google.cloud.firestore_v1.types import RunQueryRequest, StructuredQuery

from local import accounts
from local.cloud import Cloud
from local.phone import Phone
from shared import clock
from shared.clients.firestore import firestore
from shared.deletion import store
from shared.deletion.models import Step
from tests.support.vendors import StandIn
from tests.support.waiting import PATIENCE_S, eventually

SWEEPER = "sweep_account_deletions"


def documents_about(uid: str) -> list[str]:
    """The paths of all documents of the database that are below the person's, or that name them."""
    return _documents_about([uid])[uid]


def _documents_about(uids: Iterable[str]) -> dict[str, list[str]]:
    """For each of these people. One query without a collection reads the whole database; what it holds need not be understood."""
    client = firestore()
    root = f"{client._database_string}/documents"
    everything = StructuredQuery(from_=[StructuredQuery.CollectionSelector(all_descendants=True)])
    request = RunQueryRequest(parent=root, structured_query=everything)
    found: dict[str, list[str]] = {uid: [] for uid in uids}
    for response in client._firestore_api.run_query(request=request, metadata=client._rpc_metadata, timeout=PATIENCE_S):
        document = type(response).pb(response).document
        stored = document.SerializeToString()
        for uid, paths in found.items():
            if uid.encode() in stored:
                paths.append(document.name.removeprefix(f"{root}/"))
    return {uid: sorted(paths) for uid, paths in found.items()}


def sign_in_exists(cloud: Cloud, uid: str) -> bool:
    url = f"{cloud.urls['auth']}/{accounts.API}/projects/{cloud.project}/accounts:lookup"
    answer = urllib3.request("POST", url, json={"localId": [uid]}, headers=accounts.OWNER, timeout=PATIENCE_S)
    return bool(answer.json().get("users"))


def files_of(cloud: Cloud, uid: str) -> list[str]:
    """The objects in Cloud Storage that are the person's."""
    assets = StandIn(cloud.urls["storage"]).all_assets()
    return sorted(asset["name"] for asset in assets if uid in asset["name"])


def everything_of(cloud: Cloud, uid: str, image_ids: Sequence[str]) -> dict[str, Any]:
    """What every store holds of the person; empty values where nothing is left."""
    return everything_of_all(cloud, {uid: image_ids})[uid]


def everything_of_all(cloud: Cloud, people: Mapping[str, Sequence[str]]) -> dict[str, dict[str, Any]]:
    """The same of several, each with the ids of their photos."""
    photos, documents = StandIn(cloud.urls["cloudinary"]).assets(), _documents_about(people)
    return {
        uid: {
            "documents": documents[uid],
            "photos": sorted(image_id for image_id in image_ids if f"mealtrack/{image_id}" in photos),
            "files": files_of(cloud, uid),
            "sign_in": sign_in_exists(cloud, uid),
        }
        for uid, image_ids in people.items()
    }


NOTHING: dict[str, Any] = {"documents": [], "photos": [], "files": [], "sign_in": False}


def expire_uploads(phone: Phone) -> None:
    """As if an hour had passed: the phone can upload no photo by itself any more."""
    for upload in firestore().collection(f"users/{phone.uid}/image_uploads").stream():
        upload.reference.update({"signed_at": clock.now() - timedelta(hours=2)})


def due_now(receipt_id: str) -> None:
    """As if the time to wait, or a dead worker's lease, were over."""
    firestore().document(store.deletion_path(receipt_id)).update({"due_at": clock.now(), "settles_at": clock.now()})


def closed(phone: Phone) -> str:
    """Asks for the deletion of the account; the receipt's id."""
    answer = phone.request("DELETE", "/v1/users/me")
    assert answer.status_code == 202, answer.text
    return str(answer.json()["receipt_id"])


def receipt(phone: Phone, receipt_id: str) -> dict[str, Any]:
    answer = phone.request("GET", f"/v1/account-deletions/{receipt_id}", headers={"Authorization": ""})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def settling(receipt_id: str) -> None:
    """Waits until all but what may arrive late is deleted, and no worker has the deletion any more."""

    def waits() -> bool:
        found = store.get(receipt_id)
        return Step.SIGN_IN in found.steps and found.lease_owner is None

    eventually(waits, "all but what may arrive late to be deleted")


def deleted(cloud: Cloud, phone: Phone, receipt_id: str) -> dict[str, Any]:
    """The receipt, once the deletion is done; the sweeper runs as often as it has to."""

    def look() -> dict[str, Any] | None:
        found = receipt(phone, receipt_id)
        if found["status"] == "done":
            return found
        due_at = store.get(receipt_id).due_at
        if due_at and due_at <= clock.now():
            assert cloud.fire(SWEEPER) == 204
        return None

    return eventually(look, "the account to be deleted")
