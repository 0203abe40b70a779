"""Two hundred events of purchases, of every type, in no order, three times each, some at once: they end as they would in order."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

from local.cloud import Cloud
from local.environment import STAND_IN_KEY
from local.phone import Phone
from shared.ids import new_id
from tests.support.meals import stored
from tests.support.purchases import deliver, introduced, me, milliseconds, subscriptions_of
from tests.unit.billing.histories import EFFECTIVE, WITHOUT_EFFECT, Told, event, in_order, transfer

EVENTS = 200
AT_ONCE = 6


def a_history(chance: random.Random, customers: list[str], purchases: list[str]) -> list[dict[str, Any]]:
    """Every type at least five times, and transfers between all; oldest first, with ids of this run."""
    kinds = [*(EFFECTIVE + WITHOUT_EFFECT + ("TRANSFER",)) * 5]
    kinds += chance.choices(EFFECTIVE, k=EVENTS - len(kinds))
    chance.shuffle(kinds)
    history = []
    for number, kind in enumerate(kinds):
        giver, taker = chance.sample(customers, 2)
        happened = transfer(number, giver, taker) if kind == "TRANSFER" else event(number, kind, giver, chance.choice(purchases))
        history.append(happened | {"id": new_id()})
    return history


def come_to(phones: dict[str, Phone]) -> dict[str, Told]:
    """What is stored of all purchases, by their ids; none lies in two places."""
    found: dict[str, Told] = {}
    for uid, phone in phones.items():
        for name, each in subscriptions_of(phone).items():
            assert name not in found, "a purchase is one person's"
            assert each["is_held"]
            found[name] = Told(uid, facts_of(each))
    return found


def facts_of(subscription: dict[str, Any]) -> dict[str, Any]:
    def at(name: str) -> int | None:
        instant: datetime | None = subscription[name]
        return None if instant is None else milliseconds(instant)

    return {
        "status": subscription["status"],
        "product": subscription["product_id"],
        "next_product": subscription["next_product_id"],
        "expires": at("expires_at"),
        "grace": at("grace_period_expires_at"),
        "cancelled": at("cancelled_at"),
        "refunded": at("refunded_at"),
    }


def test_two_hundred_events(cloud: Cloud, new_phone: Callable[[], Phone]) -> None:
    chance = random.Random(20260301)
    people = [new_phone() for _ in range(4)]
    phones = {phone.uid: phone for phone in people}
    *known, late = people
    for phone in known:
        introduced(phone)
    purchases = [f"GPA.{new_id()}" for _ in range(5)]
    history = a_history(chance, list(phones), purchases)
    assert len(history) == EVENTS
    assert {each["type"] for each in history} == {*EFFECTIVE, *WITHOUT_EFFECT, "TRANSFER"}

    delivered = history * 3
    chance.shuffle(delivered)
    with ThreadPoolExecutor(AT_ONCE) as hands:
        answers = [answer.status_code for answer in hands.map(lambda each: deliver(cloud, each), delivered[:400])]
        introduced(late)  # signs up in the middle of it
        answers += [answer.status_code for answer in hands.map(lambda each: deliver(cloud, each), delivered[400:])]
    # What could not be done at once is sent again, as RevenueCat does.
    failed = [each for each, status in zip(delivered, answers, strict=True) if status != 200]
    assert [deliver(cloud, each).status_code for each in failed] == [200] * len(failed)
    assert set(Counter(answers)) <= {200, 503}

    told = in_order(history)
    assert come_to(phones) == told
    for uid, phone in phones.items():
        theirs = [each.facts["status"] for each in told.values() if each.owner == uid]
        has_access = any(status in {"active", "cancelled", "billing_issue"} for status in theirs)
        assert me(phone)["is_premium"] is has_access, theirs
    kept = [stored(f"webhook_events/{each['id']}") for each in history]
    assert {(document or {})["outcome"] for document in kept} == {"applied", "ignored"}


def test_one_that_is_forged_or_unsigned_changes_nothing(cloud: Cloud, new_phone: Callable[[], Phone]) -> None:
    phone = introduced(new_phone())
    purchase = f"GPA.{new_id()}"
    genuine = event(1, "INITIAL_PURCHASE", phone.uid, purchase) | {"id": new_id()}
    assert deliver(cloud, genuine).status_code == 200
    before = (stored(f"users/{phone.uid}"), subscriptions_of(phone))
    forged = event(2, "EXPIRATION", phone.uid, purchase) | {"id": new_id()}
    for authorization in (None, "guess", f"{STAND_IN_KEY}!", f"Bearer {phone.id_token}"):
        assert deliver(cloud, forged, authorization).status_code == 401
    assert (stored(f"users/{phone.uid}"), subscriptions_of(phone)) == before
    assert stored(f"webhook_events/{forged['id']}") is None


def test_two_claims_to_one_purchase_at_the_same_moment(cloud: Cloud, new_phone: Callable[[], Phone]) -> None:
    """Neither sees what the other writes, and no document is written by both: each looks again, and the later one sees."""
    former, owner = introduced(new_phone()), introduced(new_phone())
    purchases = [f"GPA.{new_id()}" for _ in range(12)]
    with ThreadPoolExecutor(2) as hands:
        for number, purchase in enumerate(purchases):
            older = event(2 * number, "INITIAL_PURCHASE", former.uid, purchase) | {"id": new_id()}
            newer = event(2 * number + 1, "RENEWAL", owner.uid, purchase) | {"id": new_id()}
            assert [answer.status_code for answer in hands.map(lambda each: deliver(cloud, each), (older, newer))] == [200, 200]
    assert subscriptions_of(former) == {}
    assert set(subscriptions_of(owner)) == set(purchases)
    assert (me(former)["is_premium"], me(owner)["is_premium"]) == (False, True)
