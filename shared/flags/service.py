"""Which features are switched on, and for whom. One function a use case; the area is so small that its store is here too."""

from __future__ import annotations

from functools import partial

from shared import clock
from shared.clients.firestore import Unit, atomically, document_of, firestore, patience
from shared.flags import rules
from shared.flags.models import Catalogue, Flag
from shared.flags.requests import FlagChange, NewFlag
from shared.flags.views import FlagSettingsView, FlagsView, FlagView, flag_view, flags_view, settings_view
from shared.idempotency import Receipt

PATH = "catalogues/feature_flags"


def list_flags() -> FlagsView:
    """One read."""
    return flags_view(_catalogue(), rules.is_on_for_all)


def list_flags_of(uid: str) -> FlagsView:
    """One read."""
    return flags_view(_catalogue(), partial(rules.is_on, uid=uid))


def get_flag(name: str) -> FlagView:
    """One read. Raises FlagNotFound."""
    return flag_view(rules.find(_catalogue(), name))


def create_flag(operator: str, new: NewFlag, receipt: Receipt) -> FlagSettingsView:
    """Raises FlagExists or TooManyFlags."""
    now = clock.now()
    flag = Flag(**new.model_dump(), updated_by=operator, created_at=now, updated_at=now)

    def work(unit: Unit) -> FlagSettingsView:
        catalogue = _read(unit)
        rules.check_new(catalogue, flag.name)
        _put(unit, rules.with_flag(catalogue, flag))
        return settings_view(flag)

    return receipt.commit(work)


def update_flag(operator: str, name: str, change: FlagChange) -> FlagSettingsView:
    """Raises FlagNotFound."""
    now = clock.now()

    def work(unit: Unit) -> FlagSettingsView:
        catalogue = _read(unit)
        before = rules.find(catalogue, name)
        after = Flag.model_validate(before.model_dump() | change.model_dump(exclude_none=True))
        if after != before:
            after = after.model_copy(update={"updated_by": operator, "updated_at": now})
            _put(unit, rules.with_flag(catalogue, after))
        return settings_view(after)

    return atomically(work)


def _catalogue() -> Catalogue:
    return Catalogue.model_validate(firestore().document(PATH).get(**patience()).to_dict() or {})


def _read(unit: Unit) -> Catalogue:
    (stored,) = unit.get(PATH)
    return Catalogue.model_validate(stored or {})


def _put(unit: Unit, catalogue: Catalogue) -> None:
    unit.put(PATH, document_of(catalogue))
