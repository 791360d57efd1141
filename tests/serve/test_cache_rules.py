"""How long a browser keeps what the local server sends: as behind the CDN, for ever what can't change under its name."""

import pytest

from chalicelib.cloud.memory import MemoryBucket
from chalicelib.cloud.ports import Object
from chalicelib.content.site.site import Site
from chalicelib.edge.responses import Request, answer
from chalicelib.model import Page
from chalicelib.rendering.fixed_pages import fixed_pages
from chalicelib.rendering.page_kinds import FOR_EVER, KINDS, key_of

FIXED = sorted(fixed_pages(Site()))


@pytest.mark.parametrize("page", FIXED, ids=lambda page: key_of(page, Site()))
def test_a_file_is_kept_for_ever_where_the_cdn_says_so_and_nothing_else_is(page: Page) -> None:
    bucket = MemoryBucket()
    bucket.write(key_of(page, Site()), Object(b"x", KINDS[page.kind].type))

    reply = answer(Request("GET", KINDS[page.kind].address(page, Site())), bucket)

    assert reply.status == 200
    assert (reply.headers.get("Cache-Control") == FOR_EVER) == (KINDS[page.kind].cache == FOR_EVER)
