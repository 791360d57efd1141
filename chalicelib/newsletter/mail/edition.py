"""Editions: the mail of a letter, rendered once for all its readers.

A mail is read far from the site, so every address in it is a whole URL, its styles are written into its elements, and it says why
it came and how to leave. Mail providers hide what comes after 102 kB of HTML, including the link to leave; so a longer letter is
cut after a block or a post, and links to the rest. What is too large even so, by a site's own templates, is refused.
"""

import logging
import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate
from typing import Any, NamedTuple

import css_inline
from markupsafe import Markup
from msgspec.structs import replace

from chalicelib.newsletter.mail.edition_size import checked, fits
from chalicelib.newsletter.mail.html_body import blocks
from chalicelib.newsletter.mail.message import PREFERENCES, UNSUBSCRIBE, Edition
from chalicelib.newsletter.mail.plaintext import plain
from chalicelib.rendering.formats.absolute_urls import absolute
from chalicelib.rendering.presenters import shown_site
from chalicelib.rendering.site_context import SiteContext
from chalicelib.rendering.strict_text import clean
from chalicelib.rendering.view_models.newsletter import ShownMail
from chalicelib.rendering.view_models.post import ShownAuthor, ShownPost

log = logging.getLogger(__name__)

ROOM = 100_000  # bytes of HTML; the tokens of a reader take some of the rest
ELSEWHERE = "View on the web"


class LetterLayout(NamedTuple):
    """One kind of letter: its subject (empty: its post's title), and why it came."""

    subject: str
    why: str


LETTERS: Mapping[str, LetterLayout] = {
    "letter": LetterLayout("", "You're receiving this email because you follow %(name)s."),
    "daily": LetterLayout("%(name)s: daily digest", "You're receiving this daily digest because you follow %(name)s."),
    "weekly": LetterLayout("%(name)s: weekly digest", "You're receiving this weekly digest because you follow %(name)s."),
}


def post_edition(context: SiteContext, post: ShownPost, mark: str) -> Edition:
    """Return the letter of one post, in the post's language."""
    signed = replace(post, by=tuple(_whole(author, context.site.url) for author in post.by))
    parts = blocks(str(post.html), context.site.url, post.url, context.phrases.gettext(post.lang, ELSEWHERE))

    def edition(number: int) -> Edition:
        body = "".join(parts[:number])
        mail = _letter_mail(
            context,
            post.lang,
            "letter",
            mark,
            subject=post.title,
            preheader=post.excerpt,
            html=Markup(body),  # noqa: S704 - bodies are made safe before they are kept
            text=plain(body, post.url),
            cut=number < len(parts),
        )
        return build_edition(context, "letter", post.lang, mark, {"mail": mail, "post": signed})

    return checked(longest_that_fits(_likely(parts), edition))


def _whole(author: ShownAuthor, site_url: str) -> ShownAuthor:
    """Return the author with whole addresses in their text."""
    return replace(author, text=Markup(absolute(clean(author.text), site_url, site_url)))  # noqa: S704 - it passed the gate


def _likely(parts: Sequence[str]) -> int:
    """Return how many of the parts might fit: more are not tried."""
    sums = accumulate(len(part) if _is_readable(part) else 3 * ROOM for part in parts)
    return sum(length <= 2 * ROOM for length in sums)


def _is_readable(part: str) -> bool:
    """Return whether the part's plain text stays short: a wide table's rows repeat the names of all columns."""
    return sum(map(len, NAMES.findall(part))) * part.count("<tr") <= ROOM


NAMES = re.compile(r"<th\b[^>]*>(.*?)</th>", re.DOTALL)


def digest_edition(context: SiteContext, lang: str, kind: str, posts: Sequence[ShownPost], mark: str) -> Edition:
    """Return the letter of a period's posts (`daily` or `weekly`)."""
    subject = posts[0].title if len(posts) == 1 else site_phrase(context, lang, LETTERS[kind].subject)
    preheader = " · ".join(post.title for post in posts[:3]) if len(posts) > 1 else "".join(post.excerpt for post in posts)

    shown = tuple(_in_digest(post, context) for post in posts)

    def edition(number: int) -> Edition:
        mail = _letter_mail(context, lang, kind, mark, subject=subject, preheader=preheader, cut=number < len(posts))
        return build_edition(context, "digest", lang, mark, {"mail": mail, "posts": shown[:number]})

    return checked(longest_that_fits(len(posts), edition))


def _in_digest(post: ShownPost, context: SiteContext) -> ShownPost:
    """Return a post as digests show it: of a short note its whole text, as mail can show it and as plain text."""
    if not post.lead:
        return post
    elsewhere = context.phrases.gettext(post.lang, ELSEWHERE)
    body = "".join(blocks(str(post.lead), context.site.url, post.url, elsewhere))
    return replace(post, lead=Markup(body), excerpt=plain(body, post.url))  # noqa: S704 - it passed the gate


def site_phrase(context: SiteContext, lang: str, phrase: str) -> str:
    """Return a phrase in this language, with the site's title filled in."""
    return context.phrases.gettext(lang, phrase) % {"name": context.site.title.get(lang)}


def api(context: SiteContext, name: str, token: str) -> str:
    return f"{context.site.url}/api/{name}?t={token}"


def build_edition(context: SiteContext, template: str, lang: str, mark: str, shown: Mapping[str, Any]) -> Edition:
    """Render the two templates of this name, HTML and text, as an edition; each of its links is in both parts."""
    page, text = (_rendered(context, f"mail/{template}.{form}", lang, shown) for form in ("html", "txt"))
    inlined = css_inline.inline(page, keep_at_rules=True, load_remote_stylesheets=False)
    return Edition(shown["mail"].subject, inlined, text, lang, mark)


def longest_that_fits(most: int, edition: Callable[[int], Edition]) -> Edition:
    """Return the edition with as many parts as fit a mail and the item of a letter; without parts, where not even one fits."""
    too_many = bisect_right(range(most + 1), 0, key=lambda number: int(not _is_short(edition(number))))
    return edition(max(too_many - 1, 0))


def _is_short(edition: Edition) -> bool:
    return len(edition.html.encode()) <= ROOM and fits(edition)


def _rendered(context: SiteContext, template: str, lang: str, shown: Mapping[str, Any]) -> str:
    """Render one part; if a site's own template loses or spoils a link, log that and use the built-in template."""
    has = {"site": shown_site(context.site, lang), **shown}
    text = context.render(template, lang, **has).decode()
    tokens = {name: getattr(shown["mail"], name).partition("?t=")[2] for name in LINKS}
    missing = [f"mail.{name}" for name, token in tokens.items() if token not in text]
    if not missing:
        return text
    log.warning("the built-in %s is used: the site's own does not show %s as it is", template, ", ".join(missing))
    return context.built_in.render(template, lang, **has)


LINKS = ("link", "manage", "unsubscribe")
"""The links that a mail may have; without its link, a mail would be useless."""


def _letter_mail(context: SiteContext, lang: str, kind: str, mark: str, **has: Any) -> ShownMail:
    return ShownMail(
        kind,
        why=site_phrase(context, lang, LETTERS[kind].why),
        postal=context.site.newsletter.postal.get(lang),
        manage=api(context, "preferences", mark + PREFERENCES),
        unsubscribe=api(context, "unsubscribe", mark + UNSUBSCRIBE),
        **has,
    )
