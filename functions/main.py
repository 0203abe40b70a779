"""The one source file of every deployed function: hands functions-framework the function that it asks for.

functions-framework looks its target up with getattr (PEP 562), so serving `get_meal` imports the registry and
`functions/meals/get_meal.py`, and nothing of the other functions.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

# The build puts only this file's folder onto sys.path; `functions` and `shared` live one level up.
if (root := str(Path(__file__).resolve().parent.parent)) not in sys.path:
    sys.path.insert(0, root)

from functions import registry
from shared.starts import starting

starting()
# There is no plugin of pydantic's; looking for one means opening the metadata of every package.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


def __getattr__(name: str) -> Any:
    row = registry.FUNCTIONS.get(name)
    if row is None:
        raise AttributeError(f"no function {name!r} in functions/registry.py")
    handler = getattr(import_module(f"functions.{row.module}"), row.name)
    return handler.serve(row)
