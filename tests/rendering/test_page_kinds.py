"""The names of page kinds, which are stored as text, and the text form of a page."""

from typing import get_args

import pytest
from msgspec.structs import replace

from chalicelib.model import Listing, ListingKind, Page, PageKind, PageOfListing, Place, Post, Term
from chalicelib.publishing import resolve_owed
from chalicelib.record import DependentsKind, Pointer, PointerKind
from chalicelib.rendering.page_kinds import KINDS
from chalicelib.rendering.pages import PAGES
from chalicelib.rendering.pages_showing import VIEWS
from chalicelib.rendering.post_listings import is_in, listings_of
from chalicelib.store import item_keys

SORT_KEY = "2026-11-20T00:00:00#posts/a.md"
LISTINGS = [Listing(kind, "en", term) for kind in get_args(ListingKind) for term in ("", "tea", "a:b")]
DATED = Post("posts/a.md", "/a/", "A", "en", "2026-11-20T00:00:00", categories=(Term("tea", "Tea"),), tags=(Term("a:b", "A:B"),))
POSTS = [
    DATED,
    replace(DATED, lang="zh"),
    replace(DATED, authors=(Term("tea", "T. E. A."),)),
    replace(DATED, date=""),
    replace(DATED, listed=False),
    replace(DATED, pinned=True),
    replace(DATED, series=Term("tea", "Tea")),
    replace(DATED, pinned=True, date=""),
    replace(DATED, date="", listed=False),
]


def test_every_kind_of_page_has_a_row_and_a_coroutine() -> None:
    assert set(get_args(PageKind)) == KINDS.keys() == PAGES.keys()


def test_every_view_is_a_page_of_a_listing() -> None:
    assert {view.kind for view in VIEWS} <= set(get_args(PageOfListing))


def test_every_kind_of_pointer_and_of_dependents_has_a_row() -> None:
    pointers, others = set(get_args(PointerKind)), set(get_args(DependentsKind))

    assert pointers == item_keys.POINTERS.keys()
    assert pointers | others == resolve_owed.ROWS.keys()
    assert not pointers & others


@pytest.mark.parametrize("listing", LISTINGS, ids=str)
def test_a_page_and_a_pointer_give_their_listing(listing: Listing) -> None:
    assert Page("landing", str(listing)).listing == listing
    assert Pointer("list", str(listing), SORT_KEY).place == Place(listing, SORT_KEY)


@pytest.mark.parametrize("post", POSTS)
def test_a_post_is_in_the_listings_that_it_stands_in_and_in_no_other(post: Post) -> None:
    assert {listing for listing in {*LISTINGS, *listings_of(post)} if is_in(post, listing)} == set(listings_of(post))
