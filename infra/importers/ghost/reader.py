"""Ghost: the JSON that Settings, Import/Export gives, and beside it the folder of images and the CSV of members.

The addresses stay: posts and pages at `/slug/`, tags and authors at `/tag/…/` and `/author/…/`, images below `/content/`.
What only members may read stays behind, as does what was only mailed.
"""

import csv
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from chalicelib.frozen import Frozen
from infra.importers.blog import Entry, Item, Note, SiteFacts, Status, Subscriber, UnreadableError, Where
from infra.importers.export.json_slices import Slice, document_at
from infra.importers.export.media import Media
from infra.importers.ghost.comments import Comments, comments_in
from infra.importers.ghost.export_tables import Export, SkippedRows, TableRow, export_of, is_set, rows, tables_of, text
from infra.importers.ghost.files import Files, local, with_remote_files
from infra.importers.ghost.site import facts_of, tag_slug
from infra.importers.ghost.texts import body_of
from infra.importers.html_to_markdown.cards import image as figure
from infra.importers.html_to_markdown.placeholders import Marks, as_markdown
from infra.importers.parsing.timestamps import mended, moment
from infra.terminal.streams import counted

PUBLIC = ("", "public")
NOTHING = ("", "[]", "null")
CODE = ("the site's injected code", "Presswork runs no third-party code in its pages")
LEFT_OUT: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys(("codeinjection_head", "codeinjection_foot", "ghost_head", "ghost_foot"), CODE),
    "secondary_navigation": ("the secondary navigation", "there is one menu; add its entries to `menu` in site.yaml if you like"),
    "announcement_content": ("the announcement", "there is no bar for it; write a post, and pin it"),
}
"""Settings that say something to readers and have no place here."""
UNTITLED = "(Untitled)"  # as Ghost calls a post without a title
STATUS: Mapping[str, Status] = {"published": "published", "scheduled": "scheduled", "draft": "draft"}


class Blog(Frozen):
    """The context in which all entries are read."""

    export: Export
    facts: SiteFacts
    files: Files
    where: Where
    comments: Comments


def read(file: Path, *, url: str = "", media: Path | None = None, members: Path | None = None) -> Iterator[Item]:
    """Yield the items of an export. `url` is the old blog's address, which no export has; `media` has its `content` folder."""
    with document_at(file) as document:
        tables = tables_of(document)
        skipped_rows = SkippedRows()
        export = export_of(tables, skipped_rows)
        where = Where(file.name)
        files = Files(Media(media), url.rstrip("/"), where)
        blog = Blog(export, facts_of(export, rows(tables, "posts"), files.url), files, where, comments_in(tables, skipped_rows))
        yield blog.facts
        yield from notes_of_site(tables, blog)
        yield from blog.files.at(*(value for author in blog.facts.authors if (value := author.picture)))
        for row in rows(tables, "posts", skipped_rows):
            yield from items_of(row, blog)
        yield from members_in(tables, blog, skipped_rows)
        yield from skipped_rows.notes(blog.where)
    if members:
        yield from members_of(members, blog)


def notes_of_site(tables: Mapping[str, Slice], blog: Blog) -> Iterator[Note]:
    for name, (what, why) in LEFT_OUT.items():
        if blog.export.settings.get(name, "") not in NOTHING:
            yield Note("skipped", what, why, blog.where)
    if (many := sum(text(row, "status") != "archived" for row in rows(tables, "newsletters"))) > 1:
        yield Note("changed", f"your {many} newsletters", "there is only one here; readers can choose categories", blog.where)
    if hidden := blog.comments.hidden:
        yield Note("skipped", counted(hidden, "comment"), "they were hidden or deleted", blog.where)
    for tag in (tag for tag in blog.export.tags.values() if not is_internal(tag)):
        name, slug = f"the tag {text(tag, 'name')}", text(tag, "slug")
        if text(tag, "description"):
            yield Note("skipped", name, "its description was left out: only categories have a text", blog.where)
        if slug != tag_slug(tag):
            yield Note("changed", name, f"its page was /tag/{slug}/ and is /tag/{tag_slug(tag)}/", blog.where)


# ---- posts and pages


def items_of(row: TableRow, blog: Blog) -> Iterator[Item]:
    """Yield a post, its files and the notes about it."""
    title = text(row, "title") or text(row, "slug") or text(row, "id")
    more = blog.export.more_of.get(text(row, "id"), {})
    if why := withheld(row, more):
        yield Note("skipped", title, why, blog.where, address_of(row, blog.facts))
        return
    notes: list[Note] = []
    try:
        entry = entry_of(row, more, blog, notes)
    except UnreadableError as error:
        yield Note("skipped", title, str(error), blog.where)
        return
    yield from blog.files.at(entry.image, *blog.files.shown_in(entry.body))
    yield entry
    yield from notes


def withheld(row: TableRow, more: TableRow) -> str:
    """Return why a post stays behind; nothing if it comes along."""
    visibility = text(row, "visibility")
    if text(row, "status") == "sent" or is_set(more, "email_only"):
        return "it was only mailed, never published"
    if visibility not in PUBLIC:
        return f"it is for {'members' if visibility == 'members' else 'paying members'} only"
    return ""


def entry_of(row: TableRow, more: TableRow, blog: Blog, notes: list[Note]) -> Entry:
    """Return the entry of a row, and add notes about the changes in it."""
    title = text(row, "title")
    title = "" if title == UNTITLED else title

    def tell(what: str, why: str) -> None:
        notes.append(Note("changed", title or text(row, "slug") or text(row, "id"), f"{what}: {why}", blog.where))

    marks = Marks()
    body, is_markdown = body_of(row, tell, marks)
    image = local(text(row, "feature_image", "image"))
    if any(text(row, name) for name in ("codeinjection_head", "codeinjection_foot")):
        tell("its injected code", "it was left out")
    slug = text(row, "slug")
    whole = with_picture(local(body), image, more, is_markdown=is_markdown)
    remote_files = blog.files.away(chain([image], *map(blog.files.shown_in, (whole, *map(local, marks.notes.values())))))
    entry = Entry(
        id=text(row, "id"),
        title=title,
        body=with_remote_files(whole, remote_files) if is_markdown else whole,
        format="commonmark" if is_markdown else "html",
        slug=slug,
        address=address_of(row, blog.facts),
        date=moment(row.get("published_at")),
        updated=moment(row.get("updated_at")),
        status=STATUS.get(text(row, "status"), "draft"),
        is_page=is_page(row),
        language=language_of(row),
        authors=tuple(authors_of(row, blog.export)),
        tags=tuple(tags_of(row, blog.export)),
        summary=text(row, "custom_excerpt") or text(more, "meta_description") or text(row, "meta_description"),
        image=image,
        image_alt=text(more, "feature_image_alt"),
        feed_id=f"guid:{text(row, 'id')}",
        links=remote_files,
        extra=extra_of(row, more, blog.export),
        changed=mended(row.get("published_at")),
        comments=blog.comments.of_post.get(text(row, "id"), ()),
        where=blog.where,
    )
    return as_markdown(entry, marks, blog.facts.url)


def is_page(row: TableRow) -> bool:
    return text(row, "type") == "page" or is_set(row, "page")


def language_of(row: TableRow) -> str:
    return text(row, "locale", "language").replace("_", "-").partition("-")[0] if text(row, "locale") else ""


def address_of(row: TableRow, facts: SiteFacts) -> str:
    """Return where Ghost showed it."""
    slug, date = text(row, "slug"), moment(row.get("published_at"))
    if is_page(row) or not slug or not date:
        return f"/{slug}/" if is_page(row) and slug else ""
    parts = {"year": f"{date:%Y}", "month": f"{date:%m}", "day": f"{date:%d}", "slug": slug}
    return (facts.permalink or "/{slug}/").format(**parts)


def with_picture(body: str, image: str, more: TableRow, *, is_markdown: bool) -> str:
    """Return the text below its picture, if the picture has a caption or a text for which front matter has no key."""
    alt, caption = text(more, "feature_image_alt"), text(more, "feature_image_caption")
    if not image or is_markdown or not (alt or caption):
        return body
    return figure(image, alt, caption=local(caption)) + body


def authors_of(row: TableRow, export: Export) -> Iterator[str]:
    for id_ in export.authors_of.get(text(row, "id")) or [text(row, "author_id", "primary_author_id")]:
        if id_ in export.authors:
            yield text(export.authors[id_], "slug", "name")


def tags_of(row: TableRow, export: Export) -> Iterator[str]:
    """Yield the tags that readers saw."""
    for id_ in export.tags_of.get(text(row, "id"), ()):
        if id_ in export.tags and not is_internal(export.tags[id_]):
            yield text(export.tags[id_], "name")


def is_internal(tag: TableRow) -> bool:
    return text(tag, "name").startswith("#") or text(tag, "visibility") == "internal"


def extra_of(row: TableRow, more: TableRow, export: Export) -> Mapping[str, Any]:
    """Return the values for which Presswork has no key, for the author's own templates."""
    internal = [
        text(export.tags[id_], "name").lstrip("#")
        for id_ in export.tags_of.get(text(row, "id"), ())
        if id_ in export.tags and is_internal(export.tags[id_])
    ]
    values: dict[str, Any] = {
        "featured": is_set(row, "featured"),
        "internal_tags": internal,
        "canonical_url": text(row, "canonical_url") or text(more, "canonical_url"),
        "meta_title": text(more, "meta_title") or text(row, "meta_title"),
    }
    return {name: value for name, value in values.items() if value}


# ---- members


def members_in(tables: Mapping[str, Slice], blog: Blog, skipped_rows: SkippedRows) -> Iterator[Subscriber]:
    """Yield the members in the export, whether they get a newsletter or not."""
    subscribed = {text(row, "member_id") for row in rows(tables, "members_newsletters", skipped_rows)}
    for row in rows(tables, "members", skipped_rows):
        wants = text(row, "id") in subscribed if subscribed else is_set(row, "subscribed")
        yield member(row, blog, "" if wants and not is_set(row, "email_disabled") else "unsubscribed", blog.where)


def members_of(file: Path, blog: Blog) -> Iterator[Item]:
    """Yield the members in the CSV that Ghost's page of members exports."""
    try:
        with file.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
            table = csv.DictReader(lines)
            if "email" not in (table.fieldnames or ()):
                raise UnreadableError(f"{file.name} isn't a list of members: its first row has no column `email`")
            for row in table:
                wants = is_set(row, "subscribed_to_emails") and not row.get("deleted_at")
                yield member(row, blog, "" if wants else "unsubscribed", Where(file.name, table.line_num))
    except (OSError, csv.Error) as error:
        raise UnreadableError(f"{file.name} can't be read ({getattr(error, 'strerror', None) or error})") from error


def member(row: TableRow, blog: Blog, state: str, where: Where) -> Subscriber:
    consent = f"signed up at {blog.facts.title or 'the old blog'}, on Ghost"
    return Subscriber(text(row, "email"), consent, moment(row.get("created_at")), state, where=where)
