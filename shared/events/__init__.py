"""The edge of the functions that nobody calls by hand: Firestore writes, tasks, messages and schedules.

All four start the log context, call their handler, and turn its outcome into what the sender does next: success and what can never
succeed are acknowledged, everything else is delivered again.
"""

from shared.events.document import Change, document_written
from shared.events.message import Message, message
from shared.events.schedule import schedule
from shared.events.task import Attempt, task

__all__ = ["Attempt", "Change", "Message", "document_written", "message", "schedule", "task"]
