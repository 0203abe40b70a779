"""What the caller's plan allows, decided before a refusal with what is known now: premium may have been bought a moment ago.

Every HTTP function leads here and few calls do: what billing needs is imported by those.
"""

from __future__ import annotations

from shared import clock
from shared.http.caller import Caller


def require_premium(caller: Caller) -> Caller:
    """The caller, who has premium. Raises PremiumRequired."""
    if caller.account.is_premium(clock.now()):
        return caller
    if (found := after_all(caller)) is None:
        from shared.billing.rules import PremiumRequired

        raise PremiumRequired("Subscribe in the app to use this.")
    return found


def after_all(caller: Caller) -> Caller | None:
    """The caller with the account as it is now, where that has premium and the one at hand has not."""
    if caller.account.is_premium(clock.now()):
        return None
    from shared.billing import service

    account = service.confirmed(caller.uid)
    return caller._replace(account=account) if account else None
