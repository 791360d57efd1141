"""A site, a post and the page that shows it, for the tests of templates."""

import re

from chalicelib.rendering.templates.template_samples import FEEDS
from chalicelib.rendering.templates.templates import Templates
from chalicelib.rendering.view_models.page import ShownPage
from chalicelib.rendering.view_models.post import ShownPost
from chalicelib.rendering.view_models.site import ShownSite

SITE = ShownSite("A blog", "About things", "https://example.com", feeds=FEEDS, beside="everywhere")
PAGE = ShownPage("post", "/here/", "https://example.com/here/")
POST = ShownPost("A title", "/2011/04/28/a/", "https://example.com/2011/04/28/a/", date="2011-04-28", date_text="April 28, 2011")


def post_page(templates: Templates, post: ShownPost, site: ShownSite = SITE, page: ShownPage = PAGE) -> str:
    return templates.render("post.html", site.lang, site=site, page=page, post=post)


def words(page: str) -> str:
    """Return the text of a page without its tags, and with single spaces."""
    return " ".join(re.sub(r"<[^>]*>", "", page).split())
