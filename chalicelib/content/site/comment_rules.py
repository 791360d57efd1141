"""How a site takes comments: the values of `comments` in `site.yaml`, frozen."""

from typing import ClassVar

from chalicelib.codec import Stored
from chalicelib.frozen import Frozen


class CommentRules(Frozen):
    """How comments are taken and looked at.

    A site that isn't `on` takes and shows none. `moderator` is the mailbox that hears of comments that wait (empty: nobody does),
    at most once every `hour` or `day`.
    What is found in a comment, one of the `words`, or more than so many `links`, is shown to whoever looks at it.
    Somebody looks at `all` comments, or at the `first` of a writer. A post takes comments for `close_after` days (0: always).
    """

    STORED: ClassVar = Stored(sparse=True)

    on: bool = False
    moderator: str = ""
    every: str = "hour"
    words: tuple[str, ...] = ()
    links: int = 2
    moderate: str = "all"
    close_after: int = 0
