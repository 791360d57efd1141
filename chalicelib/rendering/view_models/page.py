"""The page that a template makes: what its head and its bar say."""

from markupsafe import Markup

from chalicelib.rendering.view_models.links import Anchor, FeedLink
from chalicelib.rendering.view_models.shown import NOTHING, ViewModel


class ShownImage(ViewModel):
    """A picture with its whole address; a size of 0 is unknown. A picture that isn't `large` is the site's logo."""

    url: str
    alt: str = ""
    width: int = 0
    height: int = 0
    large: bool = True


class ShownStyle(ViewModel):
    """A stylesheet within a page, and its hash for the page's content security policy."""

    css: Markup
    hash: str


class ShownPreview(ViewModel):
    """What the bar of a preview says: when its post is to be published, as an ISO date and as text (empty: it is a draft), and
    the address of a page with its letter, if it gets one."""

    due: str = ""
    due_text: str = ""
    letter: str = ""


class ShownPage(ViewModel):
    """The page itself; `url` is its absolute canonical URL. Without a `title`, the heading of the page is its title.

    `alternates` are the same page in each language, itself included, and one whose language is `x-default`. `type`, `locale` and
    the other `locales` are for Open Graph, `image` is for the page's card. `authors` are URLs of its authors, `me` are other URLs
    of the site or the author whose page it is, and `structured` is JSON-LD that is safe within a script. `styles` are all styles
    of the page: its policy allows their hashes and no others. `fonts` are addresses of fonts that are loaded at once. `below`
    is the address of the sheet for what stands below the text; empty where the page has these rules within it. `preview` says
    that the post isn't published, where that is so.
    """

    kind: str
    address: str = ""
    url: str = ""
    title: str = ""
    description: str = ""
    feeds: tuple[FeedLink, ...] = ()
    robots: str = ""
    alternates: tuple[Anchor, ...] = ()
    type: str = "website"
    locale: str = ""
    locales: tuple[str, ...] = ()
    image: ShownImage | None = None
    authors: tuple[str, ...] = ()
    me: tuple[str, ...] = ()
    structured: Markup = NOTHING
    styles: tuple[ShownStyle, ...] = ()
    fonts: tuple[str, ...] = ()
    below: str = ""
    preview: ShownPreview | None = None
