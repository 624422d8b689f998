"""What every part of the configuration has in common."""

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """A part of the configuration; a key nobody knows is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True)
