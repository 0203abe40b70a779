"""What a person's corrections have taught, in Firestore."""

from __future__ import annotations

from shared.clients.firestore import Unit, document_of, firestore, patience
from shared.meals.models import Meal
from shared.meals.remembering import memory
from shared.meals.remembering.memory import Memory


def memory_path(uid: str) -> str:
    return f"users/{uid}/memory/corrections"


def get_memory(uid: str) -> Memory:
    """What the person's corrections have taught, one read."""
    return Memory.model_validate(firestore().document(memory_path(uid)).get(**patience()).to_dict() or {})


def keep_memory(unit: Unit, before: Meal, after: Meal) -> None:
    """What an edit says about the model's answer is remembered for the next photo."""
    said = memory.corrections(before.items, after.items)
    if not said:
        return
    path = memory_path(after.uid)
    (stored,) = unit.get(path)
    unit.put(path, document_of(memory.learned(Memory.model_validate(stored or {}), said, after.updated_at)))
