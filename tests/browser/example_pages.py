"""Each kind of page of the example blog, with an address in English and an address in Arabic, which runs from right to left."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote

from chalicelib.rendering.page_kinds import HTML, KINDS


@dataclass(frozen=True, slots=True)
class Example:
    """A page's kind, as `rendering.page_kinds` has it, its name, and its addresses."""

    kind: str
    name: str
    english: str
    arabic: str

    @property
    def addresses(self) -> tuple[str, str]:
        return self.english, quote(self.arabic)


EXAMPLES: tuple[Example, ...] = (
    Example("landing", "home", "/", "/ar/"),
    Example("landing", "category", "/category/type/", "/ar/category/type/"),
    Example("landing", "tag", "/tag/ink/", "/ar/tag/القوارب/"),
    Example("landing", "author", "/author/ines/", "/ar/author/ines/"),
    Example("address", "post", "/2026/07/15/a-tide-table-in-thirty-lines/", "/ar/2026/08/02/العربية-في-مصف-الحروف/"),
    Example("address", "post with pictures", "/2026/08/29/names-that-moved/", "/ar/2026/11/14/نقطة-ضحى/"),
    Example("address", "page outside the flow", "/about/", "/ar/من-نحن/"),
    Example("month", "month", "/2026/08/", "/ar/2026/08/"),
    Example("year", "year", "/2026/", "/ar/2026/"),
    Example("topics", "topics", "/topics/", "/ar/topics/"),
    Example("archives", "archives", "/archives/", "/ar/archives/"),
    Example("feeds", "feeds", "/feeds/", "/ar/feeds/"),
    Example("more", "more", "/more/", "/ar/more/"),
    Example("top", "top", "/top/", "/ar/top/"),
    Example("follow", "follow", "/follow/", "/ar/follow/"),
    Example("search", "search", "/search/", "/ar/search/"),
    Example("notfound", "not found", "/404.html", "/ar/404.html"),
)
POST = next(example for example in EXAMPLES if example.name == "post")
HOME = EXAMPLES[0]

FRAGMENTS = frozenset(("sidebar",))
"""Kinds of HTML that are parts of other pages."""
UNPUBLISHED = frozenset(("preview", "preview-letter"))
"""Kinds that a build without keys has none of: `test_preview` looks at them."""

OF_MANY_COMMENTS = frozenset(("comments-page",))
"""Kinds that only a post with hundreds of comments has: `test_comments` looks at them."""


def kinds_of_pages() -> frozenset[str]:
    """Return the kinds that have pages of their own."""
    html = (kind.name for kind in KINDS.values() if kind.type == HTML and kind.bucket == "public")
    return frozenset(name for name in html if not name.startswith("old-")) - FRAGMENTS - UNPUBLISHED - OF_MANY_COMMENTS


def named(example_pages: Iterable[Example] = EXAMPLES) -> dict[str, Example]:
    return {example.name: example for example in example_pages}
