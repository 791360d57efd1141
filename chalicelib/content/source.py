"""A source becomes a post, or is refused.

`read_source` is pure: a key, its bytes and the site always give the same `Source` or the same `Refusal`. It checks in this order
and reports the first fault: size, encoding, front matter, language, Markdown, title, date, address, an empty text, and the size
of the result. The text becomes HTML in `markdown_to_html.render`. A front matter key is a row of `front_matter_keys.FIELDS`.
"""

import posixpath
import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Protocol
from urllib.parse import quote, unquote, urlsplit

from msgspec.structs import replace

from chalicelib.content import dates, markdown_to_html
from chalicelib.content.addresses import addresses
from chalicelib.content.frontmatter.front_matter_fields import read_fields
from chalicelib.content.frontmatter.front_matter_keys import Fields
from chalicelib.content.frontmatter.frontmatter import FrontMatter, split
from chalicelib.content.frontmatter.parsed_values import Plain
from chalicelib.content.frontmatter.readers import at
from chalicelib.content.html.tree_policy import gate
from chalicelib.content.limits import limit
from chalicelib.content.markdown.headings import letters
from chalicelib.content.markdown.typography import TypesetLine, in_quotes_of, typeset
from chalicelib.content.markdown_to_html import Rendered
from chalicelib.content.media import images
from chalicelib.content.notes import advice, first_line, is_short, words_of
from chalicelib.content.plain_text import clean, decoded, short
from chalicelib.content.presentation import citations
from chalicelib.content.presentation.players import player_html
from chalicelib.content.site.site import Site
from chalicelib.content.source_checks import check_not_empty, check_not_file_like, check_size
from chalicelib.content.text import reading_time
from chalicelib.content.text.excerpts import texts_of
from chalicelib.content.text.search_words import vocabulary
from chalicelib.content.text.text_warnings import FILES_AT_MOST, files_in
from chalicelib.diagnostics import Diagnostic
from chalicelib.errors import Refusal
from chalicelib.frozen import Frozen
from chalicelib.model import Body, Post, Term
from chalicelib.times import iso_to_utc

SOURCE_LIMIT = limit("source")
TITLE_LIMIT = limit("title")
ADDRESS_LIMIT = limit("address of an embed")
WEB = re.compile("https?://", re.IGNORECASE)
SPACES = re.compile(r"[^\S\u00a0\u202f]+")
DATED_FOLDERS = ("posts", "_posts")


class Render(Protocol):
    """A function that makes safe HTML of Markdown."""

    def __call__(self, text: str, *, key: str, lang: str, site: Site, title: str, params: Mapping[str, Plain]) -> Rendered: ...


class Source(Frozen):
    """A valid source: its post and body, whether it is a draft, its times of publication and expiry (UTC; empty: none), and
    diagnostics for its author. A `private` source is a draft that nobody else may see, not even at a secret address."""

    post: Post
    body: Body
    draft: bool = False
    publishes: str = ""
    expires: str = ""
    diagnostics: tuple[Diagnostic, ...] = ()
    private: bool = False


def read_source(key: str, raw: bytes, site: Site, render: Render = markdown_to_html.render) -> Source:
    """Return the source under this key; raise the refusal that its author reads."""
    if len(raw) > SOURCE_LIMIT:
        raise Refusal("too-big", f"{len(raw):,} bytes")
    if not addresses.is_within(key):
        raise Refusal("climbs-out", short(key))
    front = split(decoded(raw))
    fields = read_fields(front, key)
    parts = spoken(key, fields, site)
    rendered = with_enclosure(rendered_body(front, fields, render, key, parts.lang, site), fields, key)
    rendered = with_citations(rendered, fields, parts.lang)
    check_title(front, fields, rendered)
    post = post_of(key, parts, rendered, fields, site)
    check_not_file_like(post, fields)
    check_not_empty(post, rendered, fields)
    body = body_of(rendered, fields)
    check_size(body)
    expires = moment(fields, "expires", site)
    publishes = max(iso_to_utc(post.date), iso_to_utc(moment(fields, "publishes", site)))
    told = (*fields.diagnostics, *(() if post.title else advice(front, fields)), *rendered.diagnostics)
    return Source(post, body, fields.draft, publishes, iso_to_utc(expires), told, fields.private)


def post_of(key: str, parts: addresses.Spoken, rendered: Rendered, fields: Fields, site: Site) -> Post:
    """Return the post: everything about the source except its text."""
    date = date_of(key, parts.stem, fields, site)
    address = address_of(parts, date, written_title(fields, rendered), fields, site)
    title = typeset(fields.title, parts.lang) if fields.title else TypesetLine(rendered.title, rendered.title_html)
    excerpt = typeset(fields.summary, parts.lang).text or one_line(rendered.excerpt if title.text else words_of(rendered))
    image = at(fields.line("image"), file_address, fields.image, key, "image") or picture_of(rendered)
    return Post(
        key=key,
        address=address,
        title=one_line(title.text),
        title_html=one_line(title.html),
        lang=parts.lang,
        date=date,
        updated=updated_of(date, fields, site),
        id=fields.id,
        authors=terms(fields.authors, parts.lang),
        categories=terms(fields.categories, parts.lang),
        tags=terms(fields.tags, parts.lang),
        excerpt=excerpt,
        image=image,
        translation=translation_of(parts, fields, site),
        aliases=aliases_of(address, fields, site),
        links=rendered.links,
        images=images.shown_by(image, rendered.images),
        player=rendered.player,
        weight=fields.weight,
        comments=fields.comments == "yes" if fields.comments else site.comments,
        newsletter=fields.newsletter,
        lead=rendered.lead is not None,
        files=rendered.files,
        toc=fields.toc,
        listed=fields.listed,
        pinned=fields.pinned,
        drop_cap=fields.drop_cap,
        duration=fields.duration,
        explicit=fields.explicit,
        series=terms((fields.series,), parts.lang)[0] if fields.series and date else None,
        focus=fields.focus,
        standfirst=is_standfirst(fields.summary, rendered),
        minutes=reading_time.minutes(rendered.html),
        comments_closed=fields.comments == "closed" if fields.comments else site.comments_closed,
        digests_only=not title.text and not fields.line("newsletter"),
        whole=not title.text and is_short(rendered),
    )


def is_standfirst(summary: str, rendered: Rendered) -> bool:
    """Return whether a summary says something before the text; a summary that another program took from its beginning doesn't."""
    said, begun = letters(summary), ""
    for text in texts_of(rendered.html) if summary else ():
        if len(begun) >= len(said):
            break
        begun += letters(text)
    return bool(summary) and not begun.startswith(said)


def picture_of(rendered: Rendered) -> str:
    """Return the address of the text's first image, for lists of posts; empty if it has none to show there."""
    key = images.key_at(rendered.image)
    if key:
        return f"/{key}" if images.is_image(key) else ""
    return rendered.image if WEB.match(rendered.image) and len(rendered.image) <= ADDRESS_LIMIT else ""


def translation_of(parts: addresses.Spoken, fields: Fields, site: Site) -> str:
    """Return the name that the source shares with its translations; it is a key of the table. A site of one language has none."""
    if not addresses.is_key(fields.translation or parts.stem):
        raise Refusal("value", short(f"translation_key: {fields.translation}"), fields.line("translation"))
    return (fields.translation or parts.stem) if len(site.languages) > 1 else ""


def body_of(rendered: Rendered, fields: Fields) -> Body:
    """Return the body to store, without characters that XML forbids."""
    lead, html = clean(rendered.lead or ""), clean(rendered.html)
    return Body(html, -1 if rendered.lead is None else len(lead), fields.extra, vocabulary(html))


# ---- the parts, in the order of the checks


def spoken(key: str, fields: Fields, site: Site) -> addresses.Spoken:
    """Return the source's language, by the first that names one (front matter, the key, the site), and the key without it."""
    by_key = addresses.spoken(key, site)
    named = addresses.language_named(fields.lang, site.languages)
    if fields.lang and not named:
        raise Refusal("language", short(fields.lang), fields.line("lang"))
    if not named and (unknown := addresses.unknown_language(key, site)):
        raise Refusal("language-name", unknown)
    return by_key._replace(lang=named or by_key.lang or site.lang)


def rendered_body(front: FrontMatter, fields: Fields, render: Render, key: str, lang: str, site: Site) -> Rendered:
    """Return the text as safe HTML; lines count from the beginning of the file."""
    above = front.body_line - 1
    spoken = replace(site, markdown=fields.dialect) if fields.dialect else site
    try:
        rendered = render(front.body, key=key, lang=lang, site=spoken, title=fields.title, params=fields.extra)
    except Refusal as refusal:
        raise refusal.at(refusal.line and refusal.line + above) from refusal
    diagnostics = (replace(diagnostic, line=diagnostic.line and diagnostic.line + above) for diagnostic in rendered.diagnostics)
    return replace(rendered, diagnostics=tuple(diagnostics))


def with_enclosure(rendered: Rendered, fields: Fields, key: str) -> Rendered:
    """Return the text with a player of the file that front matter encloses above it, unless the text plays that file itself."""
    if not fields.enclosure:
        return rendered
    address = at(fields.line("enclosure"), file_address, fields.enclosure, key, "enclosure")
    source = quote(address) if address.startswith("/") else address
    if f' src="{escape(source)}"' in rendered.html:
        return replace(rendered, player=source)
    above = player_html(source)
    has_lead = rendered.lead is not None
    lead, rest = (f"{above}{rendered.lead}", rendered.rest) if has_lead else (None, f"{above}{rendered.rest}")
    known = dict.fromkeys((*files_in(gate(above).elements), *rendered.files))
    return replace(rendered, rest=rest, lead=lead, player=source, files=tuple(known)[:FILES_AT_MOST])


def with_citations(rendered: Rendered, fields: Fields, lang: str) -> Rendered:
    """Return the text below a line for each page that it answers."""
    cited = [getattr(fields, name) for name in citations.KINDS]
    if not any(cited):
        return rendered
    above = citations.citations(cited, lang)
    has_lead = rendered.lead is not None
    return replace(rendered, lead=f"{above}{rendered.lead}") if has_lead else replace(rendered, rest=f"{above}{rendered.rest}")


def written_title(fields: Fields, rendered: Rendered) -> str:
    """Return the title in front matter, else the heading of the text."""
    return fields.title or one_line(rendered.title)


def check_title(front: FrontMatter, fields: Fields, rendered: Rendered) -> None:
    """Refuse a source whose title is too long."""
    title = written_title(fields, rendered)
    if len(title) > TITLE_LIMIT:
        raise Refusal("long-title", short(title), first_line(front)[1])


def mistaken(fields: Fields, name: str) -> tuple[str, int] | None:
    """Return the report of the key of front matter that is probably a misspelling of `name`, and its line."""
    return next(((typo.diagnostic.found, typo.line) for typo in fields.typos if typo.meant == name), None)


def moment(fields: Fields, gives: str, site: Site) -> str:
    """Return a date of front matter, in the site's zone."""
    written = getattr(fields, gives)
    return at(fields.line(gives), dates.read_date, written, site.zone) if written else ""


def date_of(key: str, stem: str, fields: Fields, site: Site) -> str:
    """Return the date of the post: the first of `date`, `publish_date`, `path`, the file's name, its folders, `created`."""
    places = (
        (fields.date, "date"),
        (fields.publishes, "publishes"),
        (dates.date_in_path(fields.path), "path"),
        (dates.date_before(addresses.name_of(stem)), ""),
        (dates.date_in_path(stem), ""),
        (fields.created, "created"),
    )
    written, gives = next(((written, gives) for written, gives in places if written), ("", ""))
    if written:
        return at(fields.line(gives), dates.read_date, written, site.zone)
    if set(DATED_FOLDERS) & set(key.split("/")[:-1]):
        raise Refusal("no-date", *(mistaken(fields, "date") or (short(key),)))
    return ""


def updated_of(date: str, fields: Fields, site: Site) -> str:
    """Return the date of the last change, which is at least the date of publication."""
    return max(filter(None, (date, moment(fields, "updated", site))), key=iso_to_utc, default="")


def address_of(parts: addresses.Spoken, date: str, title: str, fields: Fields, site: Site) -> str:
    """Return the address of the source; refuse an address that it can't have."""
    gives = "path" if fields.path else "slug"
    given = at(fields.line("slug"), addresses.written_slug, fields.slug) if fields.slug else ""
    if fields.path:
        own = at(fields.line("path"), addresses.written_path, fields.path)
    else:
        own = addresses.by_date(parts.stem, date, given, title, site) if date else addresses.by_key(parts.stem, given)
    address = addresses.in_language(own, parts.lang, site)
    at(fields.line(gives), addresses.check_address, address, site, parts.lang)
    return address


def aliases_of(address: str, fields: Fields, site: Site) -> tuple[str, ...]:
    """Return the other addresses of the source, including its path with `.html` if it was written so."""
    line = fields.line("aliases")
    written = [at(line, addresses.written_alias, alias, site) for alias in fields.aliases]
    if fields.path.endswith(".html") and not fields.path.endswith("index.html"):
        written.append(f"{address.rstrip('/')}.html")
    for alias in written:
        at(line, addresses.check_address, alias, site)
    return tuple(dict.fromkeys(alias for alias in written if alias != address))


def terms(names: Sequence[str], lang: str) -> tuple[Term, ...]:
    """Return the names as terms, with the quotes of this language; of two names with the same listing the first is kept."""
    written = {term.slug: term for term in map(addresses.term, reversed(names))}
    return tuple(Term(slug, in_quotes_of(lang, term.name)) for slug, term in written.items())[::-1]


def file_address(written: str, key: str, name: str) -> str:
    """Return the address of the file that a key of front matter names: on the web, from the site's root, or beside the source."""
    try:
        url = urlsplit(written)
    except ValueError as error:
        raise Refusal("value", short(f"{name}: {written}")) from error
    if url.netloc and url.scheme in ("", "http", "https"):
        return url._replace(scheme=url.scheme or "https").geturl()
    if url.scheme or url.netloc:
        raise Refusal("value", short(f"{name}: {written}"))
    path = posixpath.normpath(posixpath.join("/", posixpath.dirname(key), unquote(url.path))) if url.path else ""
    climbs = posixpath.normpath(posixpath.join(posixpath.dirname(key), unquote(url.path))).startswith("../")
    if climbs or (path and not addresses.is_within(path[1:])):
        raise Refusal("climbs-out", short(f"{name}: {written}"))
    return path


def one_line(text: str) -> str:
    """Return the text without line breaks and characters that XML forbids; spaces that don't break stay."""
    return SPACES.sub(" ", clean(text)).strip(" ")
