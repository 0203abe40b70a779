"""What the person has bought."""

from shared.billing import service
from shared.billing.views import MySubscriptionView
from shared.http import Caller, UserNotFound, endpoint


@endpoint(raises=(UserNotFound,))
def get_subscription(caller: Caller) -> MySubscriptionView:
    """Whether the caller has premium, and by what. Call it after a purchase: where we have not heard of it, RevenueCat is asked.

    It is asked at most once in five minutes; a webhook usually tells within one.
    """
    return service.get_subscription(caller.uid)
