"""A store tells, through RevenueCat, what happened to a purchase."""

from typing import Annotated

from shared.billing import service
from shared.billing.requests import Delivery
from shared.billing.views import WebhookView
from shared.http import Body, endpoint


@endpoint()
def handle_revenuecat_event(delivery: Annotated[Delivery, Body("As RevenueCat posts it.")]) -> WebhookView:
    """Keeps the event and applies it to the subscription of the customer that it names, whatever order events come in.

    RevenueCat sends again what is not answered with 200; what was applied before has no effect.
    """
    return service.receive(delivery.event)
