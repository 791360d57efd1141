"""The site, as every template sees it."""

import re
from collections.abc import Mapping

from markupsafe import Markup
from msgspec import field

from chalicelib.content.media.media_types import TYPES
from chalicelib.content.site.presets import DEFAULT
from chalicelib.content.site.theme import Theme
from chalicelib.rendering.view_models.links import Anchor, FeedLink
from chalicelib.rendering.view_models.shown import ViewModel

OURS = re.compile(r'"Presswork [^"]*",')


def shown_fonts(theme: Theme) -> Mapping[str, Markup]:
    """Return the fonts of a theme as a stylesheet writes them, without our own, which mails don't load."""
    return {use: Markup(OURS.sub("", family)) for use, family in theme.families().items()}  # noqa: S704 - names of fonts hold no markup


class ShownSite(ViewModel):
    """The site in one language. `languages` are the home pages of all its languages; this language is `current`.

    `logo`, which may be empty, and `icon` are addresses of images; a size of 0 is unknown. `colours` are the colours of the
    theme, by scheme (`light`, `dark`) and name, for mails, which have no stylesheet; `preset` is the preset that it is based on.
    `beside` says beside which pages the sidebar stands: `everywhere`, `home` (all but posts) or `none`.
    `fonts` are its fonts by use, for mails likewise.
    `sign_up_forms` says whether pages have a form to follow by email; `api` is the origin that it is sent to, empty for the
    site's own. `endpoints` are the links by which apps find the authoring API, each with its relation; none without a desk.
    `proof_of_work` says whether a browser has to compute something before it sends a comment.
    `menu` is the author's own; an entry without a `text` is one of the site's own pages, which `menu.html` names.
    """

    title: str
    description: str = ""
    url: str = "http://localhost"
    home: str = "/"
    lang: str = "en"
    direction: str = "ltr"
    languages: tuple[Anchor, ...] = ()
    feeds: tuple[FeedLink, ...] = ()
    logo: str = ""
    logo_width: int = 0
    logo_height: int = 0
    icon: str = "/_/icon.svg"
    icon_type: str = TYPES["svg"]
    colours: Mapping[str, Mapping[str, str]] = field(default_factory=Theme().schemes)
    preset: str = DEFAULT
    beside: str = "none"
    fonts: Mapping[str, Markup] = field(default_factory=lambda: shown_fonts(Theme()))
    menu: tuple[Anchor, ...] = ()
    sign_up_forms: bool = True
    api: str = ""
    endpoints: tuple[tuple[str, str], ...] = ()
    proof_of_work: bool = False
