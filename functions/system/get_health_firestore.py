"""Whether Firestore answers."""

from shared.http import endpoint
from shared.system import service
from shared.system.views import FirestoreHealthView


@endpoint()
def get_health_firestore() -> FirestoreHealthView:
    """Reads one document and says how long that took. 503 where Firestore does not answer."""
    return service.firestore_health()
