"""The edge of the functions that nobody calls by hand: Firestore writes, tasks, messages and schedules.

All four start the log context, call their handler, and turn its outcome into what the sender does next: success and what can never
succeed are acknowledged, everything else is delivered again. Each has a module of its own, and a function imports only its own.
"""
