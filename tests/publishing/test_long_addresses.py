"""Every address that is accepted fits where AWS keeps it: as an object's key, and as a redirect in an object's metadata."""

from collections.abc import Iterator
from functools import partial
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chalicelib.cloud.limits import check_key, check_meta
from chalicelib.content.addresses.addresses import HEADER_LIMIT
from chalicelib.edge.rule import MOVED, Redirect, respond
from chalicelib.rendering.paths import object_key
from infra.limits import CDN_URL_BYTES
from tests.publishing.blog import Blog, MemoryBlog, post
from tests.publishing.test_hostile_names import read, written_as

SCRIPTS = ("a", "é", "ж", "ع", "字", "𝄞", "a-", "жи-")
KEY = "posts/x.md"


def of_length(length: int) -> str:
    """A Cyrillic address of this many bytes where it is percent-encoded; each letter has six."""
    letters, left = divmod(length - len("////"), len(quote("ж")))
    part = letters // 3
    return f"/{'ж' * part}/{'ж' * part}/{'ж' * (letters - 2 * part)}{'x' * left}/"


def faults(address: str) -> Iterator[str]:
    """What AWS would refuse of an object at this address, and of a redirect to it."""
    to = quote(address)
    for check in (partial(check_key, object_key(address)), partial(check_meta, {"location": to})):
        try:
            check()
        except ValueError as error:
            yield str(error)
    if respond({"location": to}) != Redirect(MOVED, to):
        yield f"no redirect leads to {address}"
    if len(f"https://{'x' * 253}{to}") > CDN_URL_BYTES:
        yield f"the CDN takes no URL of {len(to):,} bytes"


@example("ж", 400, 1, "path")
@example("字", 300, 1, "aliases")
@example("ж", 40, 8, "path")
@given(
    st.sampled_from(SCRIPTS),
    st.integers(1, 400),
    st.integers(1, 12),
    st.sampled_from(("path", "permalink", "slug", "aliases")),
)
def test_an_address_that_is_accepted_fits_as_a_key_and_as_a_redirect(letters: str, times: int, parts: int, name: str) -> None:
    told = read(KEY, written_as(name, "/" + f"{letters * times}/" * parts))

    assert [fault for address in ((told.address, *told.aliases) if told else ()) for fault in faults(address)] == []


def test_the_longest_address_is_accepted_and_leads_on_when_its_post_moves(blog: Blog) -> None:
    longest, other = of_length(HEADER_LIMIT), of_length(HEADER_LIMIT - 1)
    assert len(quote(longest)) == HEADER_LIMIT
    blog.publish({KEY: post(path=other), "posts/y.md": post(title="More")})

    blog.publish({KEY: post(path=longest)})

    moved = blog.objects()[object_key(other)]
    assert moved.meta["location"] == quote(longest)
    assert "location" not in blog.objects()[object_key(longest)].meta


def test_an_address_beyond_it_is_refused_and_the_report_says_what_was_found(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({KEY: post(path=of_length(HEADER_LIMIT + 1))})

    report = memory_blog.report(KEY) or ""
    assert f"{HEADER_LIMIT + 1:,} bytes percent-encoded" in report
    assert "Choose a shorter path or slug" in report


@pytest.mark.parametrize("length", [1_000, HEADER_LIMIT])
def test_the_address_of_these_tests_has_the_length_that_it_says(length: int) -> None:
    assert len(quote(of_length(length))) == length
