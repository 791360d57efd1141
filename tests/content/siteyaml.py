"""`site.yaml`, read with a stand-in for Markdown."""

import pytest

from chalicelib.content.site.site import Site
from chalicelib.content.site.siteyaml import read_site
from chalicelib.errors import Refusal


def markdown(text: str, lang: str) -> str:
    return f"<p>{lang}:{text}</p>"


def read(text: str) -> Site:
    return read_site(text.encode(), markdown)


def refused(text: str) -> Refusal:
    with pytest.raises(Refusal) as caught:
        read(text)
    return caught.value
