"""What happens with subscriptions: RevenueCat tells, is asked, and who has premium follows. One function a use case."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial, reduce
from typing import Any

from shared import clock
from shared.billing import rules, store
from shared.billing.models import Outcome, Policy, Purchase, Snapshot, Subscription
from shared.billing.requests import Event
from shared.billing.views import MySubscriptionView, WebhookView
from shared.clients import revenuecat
from shared.clients.firestore import Unit, atomically
from shared.errors import VendorBusy, VendorError, VendorRefused
from shared.ids import pseudonym
from shared.logging import fields
from shared.settings import settings
from shared.users.models import Account, Plan, Premium, User
from shared.users.store import get_account, get_user
from shared.users.store import put as put_user
from shared.users.views import subscription_view

log = logging.getLogger(__name__)

_LOOKS = 20  # of several writers that meet, each may have to look again after each other one
_REVIEWED_AT_ONCE = 50
_REVIEW_FOR = timedelta(seconds=80)  # within the schedule function's time-out; the next run goes on


# RevenueCat tells


def receive(event: Event) -> WebhookView:
    """Keeps an event and applies it; one that was applied before has no effect."""
    kept = store.keep(rules.kept(event, clock.now()))
    if kept.outcome in {Outcome.APPLIED, Outcome.IGNORED}:
        return WebhookView(status="success")
    if event.type == rules.TRANSFER:
        _transfer(event)
        return WebhookView(status="success")
    outcome = _settle(rules.subscription_id(event), event)
    log.info("purchase event", extra=fields(event_type=event.type, outcome=outcome))
    return WebhookView(status="user_not_found" if outcome is Outcome.WAITING else "success")


def _transfer(event: Event) -> None:
    """Whatever either customer holds or waits for may now be another's."""
    told = rules.transfer(event)
    _settle_all({*told.names_from, *told.names_to})
    atomically(lambda unit: store.note(unit, event.id, Outcome.APPLIED, (), clock.now()))


def expected(uid: str) -> dict[str, Any]:
    """The account's `premium` and `plan` by what waits for this person to sign up; empty where nothing does. Two reads."""
    policy = _policy()
    found: dict[str, Subscription] = {each.subscription_id: each for _, each in store.held_by([uid])}
    for event in store.waiting([uid]):
        known = rules.subscription_id(event)
        found[known] = rules.with_event(found.get(known, Subscription(subscription_id=known)), event, policy)
    theirs = [rules.placed(each, [uid], is_held=True) for each in found.values()]
    return _standing(theirs, Premium()) if theirs else {}


def claim(uid: str) -> None:
    """Gives a person who has signed up what was bought before. Two reads where nothing was."""
    _settle_all([uid], but_not_under=uid)


def _settle_all(names: Iterable[str], but_not_under: str | None = None) -> None:
    for uid, subscription in store.held_by(names):
        if uid != but_not_under:
            _settle(subscription.subscription_id)
    for event in store.waiting(names):
        _settle(rules.subscription_id(event), event)


def _settle(subscription_id: str, event: Event | None = None) -> Outcome:
    """Brings a subscription, with the event in it, under the person whose it is, and looks again until nothing is to be done.

    The last look sees what others wrote while this one was at work. Raises VendorBusy where they do not stop.
    """
    for _ in range(_LOOKS):
        outcome, is_news = atomically(partial(_place, subscription_id, event))
        if not is_news:
            return outcome
    raise VendorBusy("firestore", "a subscription does not come to rest", retry_after_s=5)


def _place(subscription_id: str, event: Event | None, unit: Unit) -> tuple[Outcome, bool]:
    """One look: what the event has come to, and whether something was put."""
    now, policy = clock.now(), _policy()
    copies = store.copies(unit, subscription_id)
    known = reduce(rules.joined, copies.values()) if copies else Subscription(subscription_id=subscription_id)
    after = rules.with_event(known, event, policy) if event else known
    held_by = rules.holders(after, store.transfers(after.names))
    people = store.read_people(unit, [*held_by, *copies])
    owner = next((name for name in held_by if name in people), None)
    home = owner or min(copies, default=None)
    if home is None:
        waits = event is not None and store.note(unit, event.id, Outcome.WAITING, held_by, now)
        return Outcome.WAITING, waits
    placed = rules.placed(after, held_by, is_held=owner is not None)
    is_news = copies != {home: placed}
    if is_news:
        if home not in copies:
            store.read(unit, home, subscription_id)
        store.put(unit, home, placed.model_copy(update={"created_at": placed.created_at or now, "updated_at": now}))
        for uid in copies.keys() - {home}:
            store.delete(unit, uid, subscription_id)
        for uid in people.keys() & {home, *copies}:
            theirs = store.of_person(unit, uid)
            theirs.pop(subscription_id, None)
            if uid == home:
                theirs[subscription_id] = placed
            _put_standing(unit, uid, people[uid], theirs.values(), now)
    noted = event is not None and store.note(unit, event.id, Outcome.APPLIED, (), now)
    return Outcome.APPLIED, is_news or noted


# RevenueCat is asked


def get_subscription(uid: str) -> MySubscriptionView:
    """One read; where the record says no, RevenueCat is asked, at most every five minutes. Raises UserNotFound."""
    now = clock.now()
    user = get_user(uid)
    if not user.is_premium(now) and _may_ask(user, now):
        user = _ask(uid) or user
    return MySubscriptionView(
        is_premium=user.is_premium(now),
        premium_until=user.premium.expires_at if user.is_premium(now) else None,
        subscription=subscription_view(user.plan, now),
    )


def confirmed(uid: str) -> Account | None:
    """The account of someone who has premium, though the account at hand says no: it may be a minute old, or RevenueCat know more.

    None where that is not so. One read; RevenueCat is asked at most every five minutes, whichever instance asks.
    """
    now = clock.now()
    account = get_account(uid)
    if not account.is_premium(now) and _may_ask(account, now):
        account = _ask(uid) or account
    return account if account.is_premium(now) else None


def reconcile() -> None:
    """Asks how subscriptions went on that should have been heard of again: first the longest overdue, as many as time allows."""
    if not revenuecat.is_on():
        return
    began = clock.now()
    asked: set[str] = set()
    while due := [uid for uid in store.due_for_review(began, _REVIEWED_AT_ONCE) if uid not in asked]:
        for uid in due:
            if clock.now() - began >= _REVIEW_FOR:
                log.info("reviewing goes on in the next run", extra=fields(reviewed=len(asked)))
                return
            asked.add(uid)
            try:
                snapshot = revenuecat.customer(uid)
            except VendorBusy as busy:
                log.warning("reviewing stops until the next run", extra=fields(reason=str(busy), reviewed=len(asked)))
                return
            except VendorRefused as refused:
                log.error("RevenueCat refuses a question", extra=fields(user=pseudonym(uid), reason=str(refused)))
                continue
            atomically(partial(_learn, uid, snapshot))
    log.info("subscriptions reviewed", extra=fields(reviewed=len(asked)))


def _may_ask(account: Account, now: datetime) -> bool:
    checked = account.premium.checked_at
    return revenuecat.is_on() and (checked is None or now - checked >= rules.ASKED_AT_MOST_EVERY)


def _ask(uid: str) -> User | None:
    """The account after RevenueCat's answer; None where somebody else has just asked, or it does not answer: the record stands."""
    if not atomically(partial(_note_asking, uid)):
        return None
    try:
        snapshot = revenuecat.customer(uid)
    except VendorError as error:
        log.warning("the record of a subscription stands", extra=fields(vendor=error.vendor, reason=str(error)))
        return None
    return atomically(partial(_learn, uid, snapshot))


def _note_asking(uid: str, unit: Unit) -> bool:
    """Notes that RevenueCat is asked now, before it is: of many who want to ask at once, one does."""
    now = clock.now()
    people = store.read_people(unit, [uid])
    if uid not in people or not _may_ask(people[uid], now):
        return False
    user = people[uid]
    put_user(unit, uid, user.model_copy(update={"premium": user.premium.model_copy(update={"checked_at": now})}))
    return True


def _learn(uid: str, snapshot: Snapshot, unit: Unit) -> User | None:
    """Puts what RevenueCat's answer says of the person's subscriptions. What it grants beyond them holds until the next event."""
    now = clock.now()
    people = store.read_people(unit, [uid])
    before = store.of_person(unit, uid)
    after = rules.with_snapshot(before.values(), snapshot)
    if uid not in people:
        log.warning("a subscription without a user", extra=fields(user=pseudonym(uid)))
        after = [each.model_copy(update={"review_at": None}) for each in after]
    for each in after:
        if each != before[each.subscription_id]:
            store.put(unit, uid, each.model_copy(update={"updated_at": now}))
    if uid not in people:
        return None
    user = people[uid].model_copy(update={"premium": people[uid].premium.model_copy(update={"checked_at": snapshot.at})})
    return _put_standing(unit, uid, user, after, now, rules.entitled(snapshot, after, _policy()))


# Who has premium


def _put_standing(
    unit: Unit, uid: str, user: User, subscriptions: Iterable[Subscription], now: datetime, granted: Purchase | None = None
) -> User:
    """Puts the account with what its subscriptions say; always, which keeps others who change them from doing so unseen."""
    changes = _standing(subscriptions, user.premium)
    if granted and not changes["premium"].is_on(now):
        changes = _granted(granted, user.premium)
    after = user.model_copy(update=changes)
    put_user(unit, uid, after)
    return after


def _standing(subscriptions: Iterable[Subscription], before: Premium) -> dict[str, Any]:
    policy = _policy()
    best = rules.best(subscriptions, policy)
    if best is None:
        return {"premium": before.model_copy(update={"active": False, "expires_at": None}), "plan": None}
    until = rules.lasts_until(best)
    has_access = rules.gives_access(best, policy)
    return {
        "premium": before.model_copy(update={"active": has_access, "expires_at": until if has_access else None}),
        "plan": Plan(
            product_id=best.product_id, status=best.status, platform=best.platform, expires_at=best.expires_at, lasts_until=until
        ),
    }


def _granted(purchase: Purchase, before: Premium) -> dict[str, Any]:
    until = purchase.expires_at and max(purchase.expires_at, purchase.grace_period_expires_at or purchase.expires_at)
    return {
        "premium": before.model_copy(update={"active": True, "expires_at": until}),
        "plan": Plan(
            product_id=purchase.product_id,
            status=purchase.status,
            platform=rules.platform_of(purchase.store),
            expires_at=purchase.expires_at,
            lasts_until=until,
        ),
    }


def _policy() -> Policy:
    current = settings()
    return Policy(current.REVENUECAT_ENTITLEMENT, current.REVENUECAT_SANDBOX_COUNTS)
