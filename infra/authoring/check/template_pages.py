"""The pages that a site's own templates and stylesheets are part of, in words. Pure."""

from collections.abc import Mapping

from rcssmin import cssmin

from chalicelib.rendering.look.stylesheets import SHEET
from chalicelib.rendering.templates.templates import EXTRA, Templates
from chalicelib.rendering.view_models.uses import USES
from infra.terminal.streams import counted

GROUPS: Mapping[str, tuple[str, ...]] = {
    "posts and pages": ("post.html", "comments-page.html"),
    "the home page and lists of posts": ("landing.html", "month.html", "year.html", "series.html", "listed.html"),
    "lists of topics, years and feeds": ("topics.html", "archives.html", "feeds.html", "top.html", "more.html"),
    "search": ("search.html",),
    "the page to follow": ("follow.html",),
    "the page for missing pages": ("404.html",),
    "the sidebar": ("sidebar.html",),
    "redirects": ("moved.html",),
    "pages that answer a visitor": tuple(name for name in USES if name.startswith("visitor/")),
    "mails": tuple(name for name in USES if name.startswith("mail/")),
}
"""Groups of pages, with the templates that render them."""
STYLED = "all pages"


def pages_of(own: Mapping[str, str]) -> Mapping[str, str]:
    """Return for each of these files the pages that it is part of; empty if it is part of none.

    Of a template these are groups of pages, some of which may do without it.
    """
    templates = Templates(own)
    reached = {page: templates.reached(page) for page in USES}

    def described(name: str) -> str:
        if name in (EXTRA, SHEET):
            return f"{STYLED}, {counted(len(str(cssmin(own[name])).encode()), 'byte')} in each"
        return "; ".join(group for group, pages in GROUPS.items() if any(name in reached[page] for page in pages))

    return {name: described(name) for name in own}
