"""What a person does with profile and targets. One function a use case.

Every change writes the profile, the target that holds from today on, and today's day document in one commit. Days that are over
keep the target that they had.
"""

from __future__ import annotations

from datetime import datetime

from shared import clock
from shared.clients.firestore import Unit, atomically
from shared.idempotency import Receipt
from shared.meals import store as meals
from shared.profiles import rules, store
from shared.profiles.models import CustomMacros, DatedTarget, Profile
from shared.profiles.requests import MetricsChange, OnboardingRequest, PreviewRequest
from shared.profiles.rules import ProfileNotFound, TdeeDataNotFound
from shared.profiles.views import MetricsView, PersonTdeeView, Saved, TdeeView, metrics_view, preview_view, tdee_view
from shared.users.models import Person
from shared.versions import check_version
from shared.weight import store as weights
from shared.weight import weighing


def save_onboarding(person: Person, request: OnboardingRequest, receipt: Receipt, version: int | None) -> Saved:
    """The first profile, or another one in its place; targets are the computed ones then. Raises PreconditionFailed."""
    now = clock.now()
    told = {**request.profile_fields(), "age_recorded_on": person.today(now), "updated_at": now}

    def work(unit: Unit) -> Saved:
        before = store.read_profile(unit, person.uid)
        check_version(before.version if before else None, version)
        if before is None:
            profile = Profile.model_validate({**told, "goal_changed_at": now, "created_at": now})
        else:
            profile = _revised(before, {**told, "custom_macros": None}, now)
        _put(unit, person, profile, now)
        weighing.record(unit, person, profile, now)
        return Saved(True)

    return receipt.commit(work)


def get_metrics(person: Person) -> MetricsView:
    """One read. Raises ProfileNotFound."""
    profile = store.get_profile(person.uid)
    if profile is None:
        raise _no_profile()
    return metrics_view(person.uid, profile, person.today(clock.now()))


def get_tdee(person: Person) -> PersonTdeeView:
    """The newest targets and what weight and intake say of them, two reads. Raises TdeeDataNotFound."""
    target = store.get_target(person.uid)
    if target is None:
        raise TdeeDataNotFound("Save a profile first: POST /v1/user-profiles.")
    return tdee_view(target, weights.get_estimate(person.uid), person.today(clock.now()))


def update_metrics(person: Person, change: MetricsChange, receipt: Receipt, version: int | None) -> PersonTdeeView:
    """The targets after the change; a weight is a weigh-in too.

    Raises NoMetricsGiven, ProfileNotFound, PreconditionFailed and GoalCooldown.
    """
    now = clock.now()
    today = person.today(now)
    told = change.profile_fields(today)

    def work(unit: Unit) -> PersonTdeeView:
        before = _read(unit, person.uid, version)
        if change.fitness_goal and not change.override:
            rules.check_cooldown(before, change.fitness_goal, now)
        profile = _revised(before, told, now)
        target = _put(unit, person, profile, now)
        is_weigh_in = change.weight_kg is not None
        estimate = weighing.record(unit, person, profile, now) if is_weigh_in else weights.read_estimate(unit, person.uid)
        return tdee_view(target, estimate, today)

    return receipt.commit(work)


def set_custom_macros(person: Person, macros: CustomMacros | None, version: int | None) -> PersonTdeeView:
    """The targets with the person's own macros, or the computed ones again. Raises ProfileNotFound and PreconditionFailed."""
    now = clock.now()

    def work(unit: Unit) -> PersonTdeeView:
        before = _read(unit, person.uid, version)
        target = _put(unit, person, _revised(before, {"custom_macros": macros}, now), now)
        return tdee_view(target, weights.read_estimate(unit, person.uid), person.today(now))

    return atomically(work)


def weigh(unit: Unit, person: Person, weight_kg: float | None, now: datetime) -> Profile | None:
    """The profile with the present weight, and targets renewed where that is another than before; the goal's days go on.

    None without a profile.
    """
    before = store.read_profile(unit, person.uid)
    if before is None or weight_kg in {None, before.weight_kg}:
        return before
    after = _revised(before, {"weight_kg": weight_kg}, now)
    _put(unit, person, after, now)
    return after


def preview_tdee(request: PreviewRequest) -> TdeeView:
    """The targets that such a person would get; nothing is stored. Raises BodyOutOfRange and IncompleteMacros."""
    return preview_view(rules.explained_target(request.metrics(), request.macros()))


def _read(unit: Unit, uid: str, version: int | None) -> Profile:
    profile = store.read_profile(unit, uid)
    if profile is None:
        raise _no_profile()
    check_version(profile.version, version)
    return profile


def _no_profile() -> ProfileNotFound:
    return ProfileNotFound("Save a profile first: POST /v1/user-profiles.")


def _revised(before: Profile, told: dict[str, object], now: datetime) -> Profile:
    """The profile with what was told; a goal that is another than before begins its seven days."""
    after = Profile.model_validate(before.model_dump() | told)
    return after.model_copy(
        update={
            "goal_changed_at": now if after.fitness_goal is not before.fitness_goal else before.goal_changed_at,
            "target_revision": before.target_revision + 1,
            "version": before.version + 1,
            "updated_at": now,
        }
    )


def _put(unit: Unit, person: Person, profile: Profile, now: datetime) -> DatedTarget:
    """Puts the profile and what follows from it: the target from today on, on the days that have a document already."""
    today = person.today(now)
    computed = rules.explained_target(rules.metrics_on(profile, today), profile.custom_macros)
    target = DatedTarget(
        **computed.model_dump(),
        from_date=today,
        revision=profile.target_revision,
        profile_version=profile.version,
        created_at=now,
        updated_at=now,
    )
    days = rules.days_from(today)
    store.put(unit, person.uid, profile, target, days)
    meals.put_target(unit, person.uid, days, target, now)
    return target
