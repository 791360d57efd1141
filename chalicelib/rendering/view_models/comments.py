"""The comments below a post."""

from markupsafe import Markup

from chalicelib.rendering.view_models.links import Anchor
from chalicelib.rendering.view_models.shown import NOTHING, ViewModel


class ShownComment(ViewModel):
    """One comment. `name` is what an answer to it says, `anchor` the end of its address; `writer` has an address where its writer
    gave one. `by_author` says that an author of the site wrote it. Who looks through comments that wait gets `id`, by which they
    are decided on, `hits`, what the site's rules found in it, and `post`, a link to its post, or to what it answers."""

    name: str
    anchor: str
    writer: Anchor
    date: str
    date_text: str
    html: Markup = NOTHING
    by_author: bool = False
    replies: tuple["ShownComment", ...] = ()
    id: str = ""
    hits: tuple[str, ...] = ()
    post: Anchor | None = None


class ShownDiscussion(ViewModel):
    """The comments on a post, oldest first; `count` has the answers, too. `feed` is the address of their feed, empty without
    comments. `takes` says whether there is a form to comment by. Of very many comments, these are those of the page `number`, and
    `earlier` and `later` are links to the pages beside it."""

    comments: tuple[ShownComment, ...] = ()
    count: int = 0
    feed: str = ""
    takes: bool = False
    number: int = 1
    earlier: Anchor | None = None
    later: Anchor | None = None
