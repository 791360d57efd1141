"""The built-in templates."""

import pytest

from chalicelib.rendering.templates.templates import Templates


@pytest.fixture(scope="module")
def templates() -> Templates:
    return Templates()
