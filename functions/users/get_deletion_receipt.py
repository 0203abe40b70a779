"""What has become of the deletion of an account."""

from shared.deletion import service
from shared.deletion.rules import ReceiptNotFound
from shared.deletion.views import ReceiptView
from shared.http import endpoint


@endpoint(raises=(ReceiptNotFound,))
def get_deletion_receipt(receipt_id: str) -> ReceiptView:
    """How far it is, what was deleted, and what stays and why. Whoever has the id may see it: it names no person."""
    return service.get_receipt(receipt_id)
