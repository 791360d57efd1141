"""How a view model is declared, and the table of all of them."""

from dataclasses import dataclass, field, fields
from typing import TypeVar, dataclass_transform

from markupsafe import Markup

T = TypeVar("T")

NOTHING = Markup()
SHOWN: dict[type, frozenset[str]] = {}
"""Every view model, and the names of its fields."""


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def view_model(cls: type[T]) -> type[T]:
    """Return the class as a frozen dataclass, listed in `SHOWN`."""
    model = dataclass(frozen=True, slots=True)(cls)
    SHOWN[model] = frozenset(field.name for field in fields(model))  # type: ignore[arg-type]
    return model
