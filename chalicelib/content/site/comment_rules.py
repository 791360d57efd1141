"""How a site takes comments: the values of `comments` in `site.yaml`, frozen."""

from typing import ClassVar

from chalicelib.codec import Stored
from chalicelib.frozen import Frozen


class CommentRules(Frozen):
    """How comments are taken and looked at.

    A site that isn't `on` takes and shows none. `moderator` is the mailbox that hears of comments that wait (empty: nobody does),
    at most once every `hour` or `day`.
    Whoever looks at a comment is told of one of the `words`, of more than so many `links`, and of a script in which none of the
    `languages` is written. Somebody looks at `all` comments, or at the `first` of a writer. A post takes comments for
    `close_after` days (0: always). With `proof_of_work`, a browser has to compute something before a comment is taken.
    """

    STORED: ClassVar = Stored(sparse=True)

    on: bool = False
    moderator: str = ""
    every: str = "hour"
    words: tuple[str, ...] = ()
    links: int = 2
    moderate: str = "all"
    close_after: int = 0
    languages: tuple[str, ...] = ()
    proof_of_work: bool = False
