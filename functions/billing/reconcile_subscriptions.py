"""Looks after subscriptions that should have been heard of again."""

from shared.billing import service
from shared.events.schedule import schedule


@schedule
def reconcile_subscriptions() -> None:
    """Asks RevenueCat how subscriptions went on that neither renewed nor expired when their time was over."""
    service.reconcile()
