"""Which pages a site's own templates and stylesheets are part of, in words. Pure."""

from collections.abc import Collection, Iterator, Mapping

from rcssmin import cssmin

from chalicelib.rendering.look.assets import SHEET
from chalicelib.rendering.templates.templates import EXTRA, Templates
from chalicelib.rendering.view_models.uses import USES
from infra.terminal.streams import counted

GROUPS: Mapping[str, tuple[str, ...]] = {
    "posts and pages": ("post.html",),
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
"""The templates that pages are made with, by what they make."""
STYLED = "all pages"


def pages_of(own: Mapping[str, str]) -> Mapping[str, str]:
    """Return which pages each of these files is part of; empty where it is part of none."""
    templates = Templates(own)
    reached = {page: templates.reached(page) for page in USES}
    return {name: _sheet(own[name]) if name in (EXTRA, SHEET) else "; ".join(_groups(name, reached)) for name in own}


def _groups(name: str, reached: Mapping[str, Collection[str]]) -> Iterator[str]:
    """Yield the groups that a template is part of, some of whose pages may do without it."""
    return (group for group, pages in GROUPS.items() if any(name in reached[page] for page in pages))


def _sheet(css: str) -> str:
    return f"{STYLED}, {counted(len(str(cssmin(css)).encode()), 'byte')} in each"
