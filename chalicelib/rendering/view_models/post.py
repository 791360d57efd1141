"""A post, with its authors, its headings and what is related to it."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup
from msgspec import field

from chalicelib.rendering.view_models.comments import ShownDiscussion
from chalicelib.rendering.view_models.links import Anchor
from chalicelib.rendering.view_models.shown import NOTHING, ViewModel


class ShownAuthor(ViewModel):
    """An author: the address of their posts, and what site.yaml says of them; `url` is where they are found elsewhere.

    `picture` is the address of their picture, small; it is there whatever the size of the image.
    """

    name: str
    address: str = ""
    picture: str = ""
    text: Markup = NOTHING
    links: tuple[Anchor, ...] = ()
    url: str = ""


class ShownHeading(ViewModel):
    """An entry of a table of contents: the text and the id of a heading, and the headings below it."""

    text: str
    fragment: str
    below: tuple["ShownHeading", ...] = ()


class ShownRelated(ViewModel):
    """A related post, in the language of the post whose page shows it; `image_focus` and `title_html` as of a post."""

    title: str
    address: str
    date: str = ""
    date_text: str = ""
    excerpt: str = ""
    image: str = ""
    image_focus: str = ""
    title_html: Markup = NOTHING


class ShownPost(ViewModel):
    """One post. `lead` is the part before `<!--more-->`, empty without it; `date` is empty for a page outside the flow.

    `card` is the post rendered by `listed.html` for lists; it is empty if the list has to render the post itself.

    `extra` holds the author's own front matter keys: a key that is missing gives nothing, not an error.

    `minutes` is how long the post takes to read; 0 for less than one, and for a page outside the flow. `standfirst` is the
    summary that its author wrote, empty if there is none. Only a post's own page has `contents`, the headings of a long
    post or of a post whose author wishes a table of contents. Its page and its letter have `by`, the authors with all that
    site.yaml says of them.

    `image_focus` are the classes of an image that is cropped at the place its author chose; empty for the middle. Only the post
    that leads the home page has `cover_html`, its image for a wide place, and `moment_text`, its date with the hour; without an
    hour in front matter that is empty.

    `updated_text` is empty for an update on the day of the post.

    `discussion` are the comments below it, only on its own page and only where the site takes comments. `comments_closed` says
    that comments were open once and aren't now; of a post that never had any it says nothing.

    `comment_count` is the number of its comments, in lists only.

    `series` is the series that the post is a part of. Only its own page has `series_older` and `series_newer`, the parts before
    and after it.

    `in_flow` is false for a page outside the flow, which has no date; an unlisted post has its date, so there it is true.

    Only its own page has `related`, at most three posts of its topic `related_topic`, newest first.

    `title_html` is the title if it holds code, which the author wrote between backticks; else it is empty.

    A `note` has no title of its own: its `title` is the beginning of its text, or when it was published. `whole` says that it is
    short enough for lists, which then have all of it as its `lead`.

    `pinned` says that the post leads the list because it is pinned; in all other lists it is false.
    """

    title: str
    address: str
    url: str = ""
    lang: str = "en"
    direction: str = "ltr"
    date: str = ""
    date_text: str = ""
    updated: str = ""
    updated_text: str = ""
    authors: tuple[Anchor, ...] = ()
    categories: tuple[Anchor, ...] = ()
    tags: tuple[Anchor, ...] = ()
    excerpt: str = ""
    html: Markup = NOTHING
    lead: Markup = NOTHING
    image: str = ""
    image_width: int = 0
    image_height: int = 0
    image_html: Markup = NOTHING
    comments: bool = False
    translations: tuple[Anchor, ...] = ()
    older: Anchor | None = None
    newer: Anchor | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    in_flow: bool = True
    card: Markup = NOTHING
    minutes: int = 0
    contents: tuple[ShownHeading, ...] = ()
    standfirst: str = ""
    by: tuple[ShownAuthor, ...] = ()
    image_focus: str = ""
    cover_html: Markup = NOTHING
    comments_closed: bool = False
    discussion: ShownDiscussion | None = None
    pinned: bool = False
    series: Anchor | None = None
    series_older: Anchor | None = None
    series_newer: Anchor | None = None
    related: tuple[ShownRelated, ...] = ()
    related_topic: Anchor | None = None
    title_html: Markup = NOTHING
    moment_text: str = ""
    comment_count: int = 0
    note: bool = False
    whole: bool = False
