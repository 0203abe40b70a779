"""A photo is taken away; test_set_meal_photo.py has what follows from it."""

from __future__ import annotations

from local.phone import Phone
from shared.ids import new_id
from tests.support.by_hand import logged, read
from tests.support.http import cost
from tests.support.vendors import StandIn
from tests.unit.images.pictures import encode, scene


def test_a_meal_without_one_stays_as_it_is(phone: Phone) -> None:
    meal = logged(phone)
    answer = phone.request("DELETE", f"/v1/meals/{meal['meal_id']}/photo")
    assert (answer.status_code, answer.json(), cost(answer)) == (200, meal, (1, 0))


def test_repeated_with_its_key(phone: Phone, cloudinary: StandIn) -> None:
    """Also where the meal has got another photo since."""
    meal = logged(phone)
    path, key = f"/v1/meals/{meal['meal_id']}/photo", {"Idempotency-Key": new_id()}
    picture = {"file": ("photo.png", encode(scene(), "PNG"))}
    phone.request("PUT", path, files=picture)
    first = phone.request("DELETE", path, headers=key)
    assert (first.status_code, first.json()["image_url"], first.json()["version"]) == (200, None, 3)
    shown = phone.request("PUT", path, files=picture).json()
    assert phone.request("DELETE", path, headers=key).content == first.content
    assert read(phone, meal) == shown
