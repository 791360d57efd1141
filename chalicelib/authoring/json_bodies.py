"""The body of a request as an object of JSON."""

import json
from collections.abc import Mapping
from typing import Any

from chalicelib.authoring.context import AuthoringContext
from chalicelib.errors import Refusal


def json_in(context: AuthoringContext) -> Mapping[str, Any]:
    """Return the object in the request's body; refuse any other body."""
    try:
        asked = json.loads(context.request.body)
    except (ValueError, RecursionError):
        raise Refusal("body") from None
    if not isinstance(asked, dict):
        raise Refusal("body")
    return asked
