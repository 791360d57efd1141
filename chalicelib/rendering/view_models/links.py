"""Links and feeds, which the other view models hold."""

from chalicelib.rendering.view_models.shown import ViewModel


class Anchor(ViewModel):
    """A link; without an `address` or `url` it is only a text.

    `count` is the number of its posts (0: unknown); `current` says whether it is the page that the reader sees. `fragment` is the
    id of an element of that page, if the link leads there.
    """

    text: str
    address: str = ""
    url: str = ""
    count: int = 0
    lang: str = ""
    direction: str = ""
    current: bool = False
    fragment: str = ""


class ShownNotFound(ViewModel):
    """What the page for missing pages says in one language, with the home page in that language."""

    heading: str
    text: str
    home: Anchor


class FeedLink(ViewModel):
    """One feed, for autodiscovery; `type` is its media type."""

    title: str
    address: str
    type: str
