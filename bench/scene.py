"""What the measurements need to be there: people with phones, photos, and meals that wait for their analysis."""

from __future__ import annotations

import io
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import grpc
import urllib3
from google.cloud.firestore_v1.services.firestore import FirestoreClient
from google.cloud.firestore_v1.services.firestore.transports import FirestoreGrpcTransport
from google.cloud.firestore_v1.types import Document, GetDocumentRequest
from google.events.cloud.firestore_v1 import Document as EventDocument
from google.events.cloud.firestore_v1 import DocumentEventData
from PIL import Image as Picture
from PIL import ImageChops

from bench.serving import BenchError
from local.cloud import Cloud
from local.phone import Phone
from local.photos.draw import ROTATE_90_CW, SAMPLE
from local.queues import TaskQueue
from shared import clock
from shared.clients import cloudinary
from shared.clients.firestore import Unit, atomically
from shared.ids import new_id
from shared.limits import ai_budget
from shared.meals import reading, store
from shared.meals.analysing import rules
from shared.meals.analysing.queue import QUEUE
from shared.meals.models import Image, Meal
from shared.prompts.hints import AnalysisHints

# Of the measured cloud: quotas and limits as large as a measurement needs, a model that answers at once, no sweeper in between.
SETTINGS = {
    "AI_DAILY_QUOTA_FREE": "1000",
    "RATE_LIMIT_FACTOR": "10000",
    "ANALYSIS_STUCK_AFTER_S": "86400",
    "GOOGLE_CLOUD_REGION": "europe-west1",
    "LOCAL_GEMINI_LATENCY_S": "0",
}
READY_TIMEOUT_S = 120.0
WAIT_POLL_S = 0.02
SMALL_SIZE = (400, 300)
LARGE_SIZE = (4032, 3024)  # 12 megapixels, as phones take them
LARGE_BYTES = 2_000_000
_AS_OWNER = [("authorization", "Bearer owner")]  # the emulator's word for the server side


@contextmanager
def measured_cloud() -> Iterator[Cloud]:
    """A local cloud; the product's own clients reach it from this process too."""
    with Cloud(ports="free", env="test", settings=SETTINGS) as cloud:
        os.environ.update(cloud.environment)
        yield cloud


def new_phone(cloud: Cloud) -> Phone:
    """A phone with a person who has just signed up; the caller closes it."""
    return Phone(cloud.urls).sign_up(f"{uuid4().hex}@example.com")


def sample_photo() -> bytes:
    return SAMPLE.read_bytes()


def small_photo() -> bytes:
    """A photo that costs next to nothing to decode, where pictures are not what is measured."""
    with Picture.open(SAMPLE) as sample:
        out = io.BytesIO()
        sample.convert("RGB").resize(SMALL_SIZE).save(out, "JPEG", quality=80)
    return out.getvalue()


def large_photo() -> bytes:
    """The sample as a phone's camera would have taken it: 12 megapixels, grain, about 2 MB, metadata."""
    with Picture.open(SAMPLE) as sample:
        exif = sample.getexif()
        exif.get_ifd(0x8825)  # read now: the file is closed when they are written
        enlarged = sample.convert("RGB").resize(LARGE_SIZE, Picture.Resampling.BICUBIC)
    grain = Picture.effect_noise(LARGE_SIZE, 6)
    picture = ImageChops.overlay(enlarged, Picture.merge("RGB", (grain, grain, grain)))
    exif[0x0112] = ROTATE_90_CW
    data = b""
    for quality in range(92, 20, -1):
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=quality, exif=exif)
        data = out.getvalue()
        if len(data) <= LARGE_BYTES:
            break
    return data


def follow_to_ready(phone: Phone, meal_id: str) -> dict[str, Any]:
    """Listens to the meal until it is READY, and returns it. Raises BenchError when it fails, TimeoutError after two minutes."""
    with phone.watch(f"users/{phone.uid}/meals/{meal_id}", timeout_s=READY_TIMEOUT_S) as versions:
        for meal in versions:
            if meal is not None and meal["status"] == "READY":
                return meal
            if meal is not None and meal["status"] == "FAILED":
                raise BenchError(f"a meal failed: {meal['error_code']}")
    raise BenchError("the listener ended before the meal was ready")


def post_photo(phone: Phone, photo: bytes) -> str:
    """Posts a photo as the app does, and returns the meal's id. Raises BenchError."""
    answer = phone.post_photo(photo)
    if answer.status_code != 202:
        raise BenchError(f"a photo was answered with {answer.status_code}: {answer.text[:300]}")
    return str(answer.json()["meal_id"])


def stored_photo(photo: bytes) -> Image:
    """The photo on the image store, where any number of meals may show it."""
    image_id = new_id()
    stored = cloudinary.upload(image_id, photo, "jpeg")
    with Picture.open(io.BytesIO(photo)) as picture:
        width, height = picture.size
    return Image(
        image_id=image_id,
        url=stored.url,
        thumbnail_url=stored.thumbnail_url,
        format="jpeg",
        size_bytes=len(photo),
        width=width,
        height=height,
    )


def waiting_meal(uid: str, image: Image) -> Meal:
    """A meal that waits for its analysis, written as the upload functions write it, whatever is in flight already."""
    now, zone = clock.now(), ZoneInfo("UTC")
    meal = rules.photo_meal(
        meal_id=new_id(),
        uid=uid,
        image=image,
        hints=AnalysisHints(),
        local_date=now.date(),
        logged_at=now,
        zone=zone,
        meal_type=None,
        now=now,
        check_after=timedelta(days=1),
    )

    def work(unit: Unit) -> Meal:
        return store.create(unit, meal, lambda budget: ai_budget.charge(budget, meal.meal_id, now.date()))

    return atomically(work)


def created_event(cloud: Cloud, meal: Meal) -> tuple[dict[str, str], bytes]:
    """Headers and body of what Eventarc delivers when this meal is created: a binary CloudEvent around the stored document."""
    path = reading.meal_path(meal.uid, meal.meal_id)
    name = f"projects/{cloud.project}/databases/(default)/documents/{path}"
    with grpc.insecure_channel(cloud.urls["firestore"].removeprefix("http://")) as channel:
        documents = FirestoreClient(transport=FirestoreGrpcTransport(channel=channel))
        stored = documents.get_document(GetDocumentRequest(name=name), metadata=_AS_OWNER)
    # The two message types are one on the wire.
    event = DocumentEventData(value=EventDocument.deserialize(Document.serialize(stored)))
    headers = {
        "content-type": "application/protobuf",
        "ce-specversion": "1.0",
        "ce-id": new_id(),
        "ce-source": f"//firestore.googleapis.com/projects/{cloud.project}/databases/(default)",
        "ce-type": "google.cloud.firestore.document.v1.created",
        "ce-subject": f"documents/{path}",
        "ce-document": path,
        "ce-time": clock.now().isoformat(),
    }
    return headers, DocumentEventData.serialize(event)


def hold_events(cloud: Cloud, hold: bool) -> None:
    """Stops or resumes the delivery of Firestore events, so that nothing else works while a process is timed."""
    urllib3.request("POST", f"{cloud.urls['control']}/events/mode", json={"hold": hold})


def pending_events(cloud: Cloud) -> int:
    """Firestore events that are not delivered yet."""
    return int(urllib3.request("GET", f"{cloud.urls['control']}/events").json()["pending"])


def analysis_queue(cloud: Cloud) -> TaskQueue:
    return cloud.queue(QUEUE)


def wait_until(done: Callable[[], bool], timeout_s: float, what: str) -> None:
    """Raises BenchError when `what` has not happened in time."""
    deadline = time.monotonic() + timeout_s
    while not done():
        if time.monotonic() > deadline:
            raise BenchError(f"{what} did not happen within {timeout_s:g} s")
        time.sleep(WAIT_POLL_S)


@contextmanager
def stilled(cloud: Cloud) -> Iterator[None]:
    """Nothing of the cloud follows what is written in here; what would have followed is thrown away afterwards."""
    queue = analysis_queue(cloud)
    queue.pause()
    hold_events(cloud, True)
    try:
        yield
    finally:
        hold_events(cloud, False)
        wait_until(lambda: pending_events(cloud) == 0, READY_TIMEOUT_S, "the delivery of the held events")
        queue.purge()
        queue.resume()
