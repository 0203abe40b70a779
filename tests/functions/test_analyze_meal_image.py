"""A photo comes in: what is accepted, what is refused and how, and what the refusals cost."""

from __future__ import annotations

import time
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest
from PIL import Image

from local.cloud import Cloud
from local.phone import Phone
from local.queues import TaskQueue
from shared import clock
from shared.images.photo import MAX_BYTES
from tests.support.http import ANALYZE, PHOTO, UPLOADS, account, invalid, problem, ready_meal, whole_hour_zone
from tests.support.meals import budget_of, finished, stored
from tests.support.vendors import StandIn
from tests.support.web import web
from tests.unit.images.pictures import encode, jpeg_of_size, png_bomb, scene, segment

QUICK_S = 2.0  # the goal is well under one second; the rest is for a busy machine
PNG = encode(scene(), "PNG")


def of_size(size: int) -> bytes:
    """A sound JPEG of exactly `size` bytes, filled up with comments."""
    filling = size - len(PHOTO)
    comments = [segment(0xFE, bytes(65_533))] * (filling // 65_537)
    if rest := filling % 65_537:
        assert rest >= 4
        comments.append(segment(0xFE, bytes(rest - 4)))
    return PHOTO[:2] + b"".join(comments) + PHOTO[2:]


BAD_PHOTOS = {
    "one byte too large": (of_size(MAX_BYTES + 1), 413, "FILE_SIZE_EXCEEDS_MAXIMUM"),
    "far too large": (bytes(MAX_BYTES * 2), 413, "FILE_SIZE_EXCEEDS_MAXIMUM"),
    "PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n", 415, "INVALID_FILE_TYPE"),
    "HTML": (b"<!DOCTYPE html><html><body><img src=x></body></html>", 415, "INVALID_FILE_TYPE"),
    "SVG": (b'<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"/>', 415, "INVALID_FILE_TYPE"),
    "GIF named .jpg": (encode(scene(), "GIF"), 415, "INVALID_FILE_TYPE"),
    "WebP": (encode(scene(), "WEBP"), 415, "INVALID_FILE_TYPE"),
    "empty": (b"", 422, "IMAGE_UNREADABLE"),
    "nothing but a signature": (b"\xff\xd8\xff", 422, "IMAGE_UNREADABLE"),
    "truncated JPEG": (PHOTO[: len(PHOTO) // 2], 422, "IMAGE_UNREADABLE"),
    "truncated PNG": (PNG[: len(PNG) // 2], 422, "IMAGE_UNREADABLE"),
    "JPEG with damaged tables": (PHOTO.replace(b"\xff\xc4", b"\xff\xdd", 1), 422, "IMAGE_UNREADABLE"),
    "1×1": (encode(Image.new("RGB", (1, 1)), "PNG"), 422, "IMAGE_TOO_SMALL"),
    "a line": (encode(Image.new("RGB", (4000, 31)), "JPEG"), 422, "IMAGE_TOO_SMALL"),
    "PNG bomb": (png_bomb(), 422, "IMAGE_TOO_LARGE"),
    "JPEG that claims 30000×30000": (jpeg_of_size(PHOTO, 30_000, 30_000), 422, "IMAGE_TOO_LARGE"),
}


def test_the_answer_is_the_waiting_meal(phone: Phone, held: TaskQueue, cloudinary: StandIn) -> None:
    answer = phone.post_photo(PHOTO, headers={"X-Timezone": "Asia/Tokyo"})
    assert answer.status_code == 202
    meal = answer.json()
    assert answer.headers["Location"] == f"/v1/meals/{meal['meal_id']}"
    assert {name: meal[name] for name in ("status", "stage", "source", "version")} == {
        "status": "pending",
        "stage": "PROCESSING",
        "source": "scanner",
        "version": 1,
    }
    assert (meal["dish_name"], meal["food_items"], meal["nutrition"], meal["total_calories"]) == (None, [], None, None)
    assert phone.request("GET", answer.headers["Location"]).json() == meal
    (upload,) = cloudinary.calls(UPLOADS)
    image_id = upload["fields"]["public_id"]
    assert meal["image_url"].endswith(f"/{image_id}.jpg")
    assert f"/{image_id}." in meal["thumbnail_url"]
    assert image_id != meal["meal_id"], "who sees a photo's address does not know the meal"


def test_it_becomes_ready(phone: Phone) -> None:
    meal = ready_meal(phone, user_description="rice with broccoli", language="en")
    assert (meal["status"], meal["stage"], meal["is_partial"]) == ("ready", "READY", False)
    assert meal["total_calories"] == pytest.approx(sum(item["nutrition"]["calories"] for item in meal["food_items"]), abs=0.3)
    assert meal["total_weight_grams"] == pytest.approx(sum(item["grams"] for item in meal["food_items"]))
    assert {item["provenance"]["source"] for item in meal["food_items"]} == {"usda"}, "a table's figures, not the model's"


def test_png(phone: Phone) -> None:
    answer = phone.post_photo(PNG)
    assert answer.status_code == 202
    meal = finished(phone, answer.json()["meal_id"])
    assert (meal["status"], meal["image"]["format"]) == ("READY", "png")


def test_a_photo_of_exactly_10_mib(phone: Phone, cloudinary: StandIn) -> None:
    photo = of_size(MAX_BYTES)
    assert len(photo) == MAX_BYTES
    answer = phone.post_photo(photo)
    assert answer.status_code == 202, answer.text
    assert finished(phone, answer.json()["meal_id"])["status"] == "READY"
    (upload,) = cloudinary.calls(UPLOADS)
    assert upload["images"][0]["bytes"] < 2 * len(PHOTO), "the comments that filled it stay here"


@pytest.mark.parametrize("name", BAD_PHOTOS)
def test_bad_photos(phone: Phone, cloudinary: StandIn, name: str) -> None:
    photo, status, error_code = BAD_PHOTOS[name]
    assert phone.request("GET", "/v1/meals").status_code == 200  # so that no one-time cost of the account counts
    began = time.monotonic()
    answer = phone.post_photo(photo)
    assert time.monotonic() - began < QUICK_S
    problem(answer, status, error_code)
    assert cloudinary.calls() == [], "nothing is stored"
    assert phone.request("GET", "/v1/meals").json()["meals"] == []
    assert budget_of(phone) == {"charged": [], "in_flight": []}


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="the peak of a process is only known on Linux")
def test_bad_photos_take_no_memory(cloud: Cloud, phone: Phone) -> None:
    assert phone.post_photo(b"GIF89a").status_code == 415  # the function is loaded
    worker = worker_of(cloud)
    (worker / "clear_refs").write_text("5")  # the peak starts anew at what is resident now
    before = kilobytes(worker, "VmRSS")
    for photo, status, _ in BAD_PHOTOS.values():
        assert phone.post_photo(photo).status_code == status
    assert kilobytes(worker, "VmHWM") - before < 200 * 1024
    assert worker_of(cloud) == worker, "nothing made the worker end"


def test_a_body_of_unstated_length(cloud: Cloud, phone: Phone) -> None:
    """Not through the gateway, which always states it."""
    parts = httpx.Request("POST", cloud.urls["gateway"], files={"file": ("a.jpg", bytes(MAX_BYTES * 2))})
    body = parts.read()
    answer = web.post(
        f"{cloud.urls['functions']}/analyze_meal_image{ANALYZE}",
        content=(body[at : at + 2**16] for at in range(0, len(body), 2**16)),
        headers={"Content-Type": parts.headers["Content-Type"], "X-Forwarded-Authorization": f"Bearer {phone.id_token}"},
    )
    problem(answer, 413, "PAYLOAD_TOO_LARGE")


def worker_of(cloud: Cloud) -> Path:
    """/proc of the process that serves the functions: the only child of the server's master."""
    (child,) = Path(f"/proc/{cloud.host.pid}/task/{cloud.host.pid}/children").read_text().split()
    return Path(f"/proc/{child}")


def kilobytes(process: Path, name: str) -> int:
    line = next(line for line in (process / "status").read_text().splitlines() if line.startswith(f"{name}:"))
    return int(line.split()[1])


def test_the_declared_type_does_not_matter(phone: Phone, held: TaskQueue) -> None:
    files = {"file": ("dinner.pdf", PHOTO, "application/pdf")}
    assert phone.request("POST", ANALYZE, files=files).status_code == 202


def test_bodies_that_are_no_form(phone: Phone) -> None:
    problem(phone.request("POST", ANALYZE, json={"file": "photo"}), 415, "UNSUPPORTED_MEDIA_TYPE")
    problem(phone.request("POST", ANALYZE, content=PHOTO, headers={"Content-Type": "image/jpeg"}), 415, "UNSUPPORTED_MEDIA_TYPE")
    problem(phone.request("POST", ANALYZE), 415, "UNSUPPORTED_MEDIA_TYPE")
    for content_type in ("multipart/form-data", "multipart/form-data; boundary=there-is-none"):
        assert invalid(phone.request("POST", ANALYZE, content=PHOTO, headers={"Content-Type": content_type})) == {("body", "file")}


def test_a_form_without_a_photo(phone: Phone) -> None:
    assert invalid(phone.request("POST", ANALYZE, files={"photo": ("a.jpg", PHOTO)})) == {("body", "file")}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("user_description", "x" * 201),
        ("meal_type", "brunch"),
        ("strategy", "guess"),
        ("language", "x" * 36),
        ("portion_quantity", "0"),
        ("portion_quantity", "-1"),
        ("portion_quantity", "nan"),
        ("portion_quantity", "inf"),
        ("portion_quantity", "10001"),
        ("portion_quantity", "a lot"),
        ("portion_unit", "x" * 51),
        ("total_weight_g", "0"),
        ("total_weight_g", "1e9"),
        ("ingredients", "x" * 101),
    ],
)
def test_fields_out_of_range(phone: Phone, cloudinary: StandIn, field: str, value: str) -> None:
    assert invalid(phone.request("POST", ANALYZE, files={"file": ("a.jpg", PHOTO)}, data={field: value})) == {("body", field)}
    assert cloudinary.calls() == []


def test_too_many_ingredients(phone: Phone) -> None:
    fields = {"ingredients": [f"spice {number}" for number in range(21)]}
    answer = phone.request("POST", ANALYZE, files={"file": ("a.jpg", PHOTO)}, data=fields)
    assert invalid(answer) == {("body", "ingredients")}


def test_every_mistake_is_named_at_once(phone: Phone) -> None:
    answer = phone.post_photo(PHOTO, headers={"X-Timezone": "Mars/Olympus"}, meal_type="brunch", strategy="guess")
    assert invalid(answer) == {("header", "X-Timezone"), ("body", "meal_type"), ("body", "strategy")}


def test_a_strategy_needs_what_it_works_with(phone: Phone, cloudinary: StandIn) -> None:
    for strategy in ("portion", "weight", "ingredients", "description"):
        problem(phone.post_photo(PHOTO, strategy=strategy), 422, "INVALID_ANALYSIS_HINTS")
    assert cloudinary.calls() == []


@pytest.mark.parametrize("target", ["2025-2-1", "2025-W05-6", "2025-02-30", "01.02.2025", "today", "2025-02-01T00:00:00"])
def test_a_day_that_is_none(phone: Phone, target: str) -> None:
    problem(phone.post_photo(PHOTO, target_date=target), 400, "INVALID_DATE_FORMAT")


def test_days_out_of_range(phone: Phone, held: TaskQueue) -> None:
    zone = whole_hour_zone(12)  # at noon the day does not change under the test
    today = clock.local_date(clock.now(), zone)
    for target in (date(1999, 12, 31), today + timedelta(days=2), date(9999, 12, 31)):
        problem(phone.post_photo(PHOTO, headers={"X-Timezone": zone.key}, target_date=target.isoformat()), 422, "DATE_OUT_OF_RANGE")
    for target in (date(2000, 1, 1), today + timedelta(days=1)):
        answer = phone.post_photo(PHOTO, headers={"X-Timezone": zone.key}, target_date=target.isoformat())
        assert (answer.status_code, answer.json()["local_date"]) == (202, target.isoformat())


def test_a_meal_of_another_day_has_the_time_of_now(phone: Phone, held: TaskQueue) -> None:
    zone = ZoneInfo("America/New_York")
    before = clock.now()
    meal = phone.post_photo(PHOTO, headers={"X-Timezone": zone.key}, target_date="2024-07-04").json()
    logged_at = datetime.fromisoformat(meal["logged_at"])
    allowed = {clock.on_day(date(2024, 7, 4), moment, zone) for moment in (before, clock.now())}
    assert min(allowed) <= logged_at <= max(allowed)
    assert logged_at.astimezone(zone).date() == date(2024, 7, 4)


@pytest.mark.parametrize(
    ("hour", "meal_type"), [(7, "breakfast"), (12, "lunch"), (15, "snack"), (18, "dinner"), (23, "snack"), (0, "snack")]
)
def test_the_zone_of_the_request_decides_day_and_meal_type(phone: Phone, held: TaskQueue, hour: int, meal_type: str) -> None:
    zone = whole_hour_zone(hour)
    meal = phone.post_photo(PHOTO, headers={"X-Timezone": zone.key}).json()
    logged_at = datetime.fromisoformat(meal["logged_at"])
    offset = zone.utcoffset(logged_at)
    assert offset is not None
    wall = logged_at.replace(tzinfo=None) + offset
    assert wall.hour in {hour, (hour + 1) % 24}, "the zone is the one that was meant"
    assert (meal["local_date"], meal["meal_type"]) == (wall.date().isoformat(), meal_type)


def test_neighbours_over_midnight_are_on_two_days(phone: Phone, held: TaskQueue) -> None:
    before, after = (phone.post_photo(PHOTO, headers={"X-Timezone": zone}).json() for zone in ("Etc/GMT+12", "Pacific/Kiritimati"))
    days = [date.fromisoformat(meal["local_date"]) for meal in (before, after)]
    assert (days[1] - days[0]).days in {1, 2}, "26 hours lie between UTC−12 and UTC+14"


def test_the_stored_zone_and_day_start_count_without_a_header(phone: Phone, held: TaskQueue) -> None:
    account(phone, timezone="Pacific/Kiritimati", day_start_hour=5)
    meal = phone.post_photo(PHOTO).json()
    logged_at = datetime.fromisoformat(meal["logged_at"])
    assert meal["local_date"] == (logged_at + timedelta(hours=14 - 5)).date().isoformat()
    document = stored(f"users/{phone.uid}/meals/{meal['meal_id']}")
    assert document is not None
    assert document["timezone"] == "Pacific/Kiritimati"


def test_the_meal_type_of_the_request_wins(phone: Phone, held: TaskQueue) -> None:
    assert phone.post_photo(PHOTO, meal_type="dinner").json()["meal_type"] == "dinner"


def test_fields_are_taken_from_the_query_too(phone: Phone, held: TaskQueue) -> None:
    answer = phone.request("POST", f"{ANALYZE}?target_date=2024-02-29", files={"file": ("a.jpg", PHOTO)})
    assert answer.json()["local_date"] == "2024-02-29"


@pytest.mark.parametrize("reply", [{"status": 503}, {"status": 401}, {"drop": True}], ids=str)
def test_a_photo_that_cannot_be_stored_is_no_meal(phone: Phone, cloudinary: StandIn, reply: dict[str, object]) -> None:
    cloudinary.will({**reply, "always": True})
    answer = phone.post_photo(PHOTO)
    problem(answer, 503, "IMAGE_STORE_UNAVAILABLE")
    assert int(answer.headers["Retry-After"]) > 0
    assert cloudinary.calls(UPLOADS)
    assert phone.request("GET", "/v1/meals").json()["meals"] == []
    assert budget_of(phone) == {"charged": [], "in_flight": []}
