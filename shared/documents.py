"""What is stored in Firestore, as models."""

from pydantic import BaseModel, ConfigDict


class Document(BaseModel):
    """Unknown fields of a later release are no error, and a change makes a new object."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)
