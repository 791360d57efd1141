"""What templates are told of a post's time."""

import pytest
from msgspec.structs import replace

from chalicelib.content.site.site import Site
from chalicelib.model import Post
from chalicelib.rendering.presenters import OwnImage, leading, shown_post

SITE = Site()
POST = Post("posts/a.md", "/a/", "A title", "en", "2026-11-20T09:30:00+01:00")


@pytest.mark.parametrize(
    ("updated", "text"),
    [("2026-11-21T08:00:00+01:00", "November 21, 2026"), ("2026-11-20T18:00:00+01:00", ""), ("", "")],
)
def test_an_update_is_told_unless_it_was_on_the_day_of_the_post(updated: str, text: str) -> None:
    assert shown_post(replace(POST, updated=updated), SITE).updated_text == text


@pytest.mark.parametrize(("date", "text"), [(POST.date, "November 20, 2026, 9:30\u202fAM"), ("2026-11-20T00:00:00+01:00", "")])
def test_the_post_that_leads_the_home_page_has_the_hour_that_its_author_gave(date: str, text: str) -> None:
    post = replace(POST, date=date)

    assert leading(shown_post(post, SITE), post, OwnImage()).moment_text == text
