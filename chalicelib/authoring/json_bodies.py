"""The body of a request as an object of JSON."""

from collections.abc import Mapping
from typing import Any

from chalicelib.authoring.context import AuthoringContext
from chalicelib.authoring.form_fields import object_in


def json_in(context: AuthoringContext) -> Mapping[str, Any]:
    """Return the object in the request's body; refuse any other body."""
    return object_in(context.request)
