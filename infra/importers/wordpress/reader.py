"""WordPress: an export (WXR) read twice, first for what its posts refer to (`first_pass`), then post by post."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import unquote

from chalicelib.content.addresses.addresses import term
from infra.importers.blog import Comment, Entry, Item, MenuEntry, Note, SiteFacts, Status, UnreadableError, Where
from infra.importers.html_to_markdown.placeholders import Marks, as_markdown
from infra.importers.html_to_markdown.plain_html import text_of
from infra.importers.wordpress.files import Files
from infra.importers.wordpress.first_pass import Attachment, Survey, survey_of, whole_number
from infra.importers.wordpress.footnotes import lost_footnotes, put_aside_footnotes, put_aside_formulas
from infra.importers.wordpress.skipped_items import ENTRIES, INTERNAL, SkippedItems
from infra.importers.wordpress.summary import summary_of
from infra.importers.wordpress.text import addresses_in, html_of
from infra.importers.wordpress.wxr import TOO_EARLY, TOO_LONG, moment
from infra.importers.wordpress.wxr import Item as Exported
from infra.importers.wordpress.wxr import read as read_parts
from infra.importers.wordpress.wxr_stream import LONGEST
from infra.terminal.streams import counted

STATUS: Mapping[str, Status] = {
    "publish": "published",
    "future": "scheduled",
    "draft": "draft",
    "pending": "draft",
    "private": "private",
}
LATER = timedelta(days=1)  # a change within a day of publication is no update
READ_FIRST = ("attachment", "nav_menu_item")
MAIN_MENU = ("primary", "main", "header", "top", "menu-1")
COMMENT_STATUS = {"1": "approved", "0": "waiting"}
MOST_PAGES = 8  # in a menu that no one made


def read(source: Path, media: Path | None = None) -> Iterator[Item]:
    """Yield the items of an export; `media` is the folder of uploads, which has the files."""
    survey = survey_of(read_parts(source), media)
    if not any(name in survey.facts for name in ("wp:wxr_version", "wp:base_blog_url")):
        raise UnreadableError("it isn't an export of WordPress: it has no wp:wxr_version")
    yield facts_of(survey)
    yield from notes_of(survey, source)
    yield from Reader(survey, source.name).items(source)


# ---- the site


def facts_of(survey: Survey) -> SiteFacts:
    main = survey.language
    languages = [main, *(code for code in survey.languages if code != main)]
    return SiteFacts(
        title=text_of(survey.facts.get("title", "")),
        tagline=text_of(survey.facts.get("description", "")),
        url=survey.url,
        languages=tuple(filter(None, languages)),
        zone=survey.zone,
        permalink=survey.permalink(),
        authors=tuple(survey.authors.values()),
        categories=tuple(survey.categories.values()),
        menu=tuple(menu_of(survey)),
    )


def menu_of(survey: Survey) -> Iterator[MenuEntry]:
    """Yield the entries of the main menu; without a menu, WordPress shows the pages."""
    items = main_menu(survey)
    for item in sorted(items, key=lambda item: whole_number(item.get("wp:menu_order"))):
        if item.first("_menu_item_menu_item_parent") in ("", "0"):
            yield menu_entry(item, survey)
    if not items:
        yield from (MenuEntry(entry=id_) for _, _, id_ in sorted(survey.pages)[:MOST_PAGES])


def main_menu(survey: Survey) -> Sequence[Exported]:
    """Return the items of the menu whose name says that it is the main one, else of the longest menu."""
    menus: dict[str, list[Exported]] = {}
    for item in survey.menu_items:
        menus.setdefault(slug_in(item, "nav_menu"), []).append(item)
    likely = next((slug for word in MAIN_MENU for slug in menus if word in slug), "")
    return menus.get(likely) or max(menus.values(), key=len, default=[])


def menu_entry(item: Exported, survey: Survey) -> MenuEntry:
    title, kind, target = text_of(item.get("title")), item.first("_menu_item_type"), item.first("_menu_item_object_id")
    if kind == "post_type":
        return MenuEntry(title, entry=target)
    if kind == "taxonomy":
        folder = {"category": "category", "post_tag": "tag"}.get(item.first("_menu_item_object"), "")
        return MenuEntry(title, to=f"{folder}/{term(title).slug}" if folder else "")
    url = item.first("_menu_item_url")
    is_home = url.rstrip("/") in ("", survey.url.rstrip("/"))
    path = url.removeprefix(survey.url.rstrip("/"))
    return MenuEntry(title, to="home" if is_home else path)


def notes_of(survey: Survey, source: Path) -> Iterator[Note]:
    """Yield the notes about the site as a whole."""
    if zone := survey.zone:
        yield Note(
            "changed", f"zone: {zone}", "the export has no time zone; this one fits the times of most posts", Where(source.name)
        )
    for slug, above in survey.parents.items():
        if above and above in survey.categories:
            name, parent = survey.categories[slug].name, survey.categories[above].name
            why = f"categories can't be nested here; its posts are in “{parent}”, too"
            yield Note("changed", f"the category “{name}”", why, Where(source.name))
    main = main_menu(survey)
    for item in survey.menu_items:
        is_below = item in main and item.first("_menu_item_menu_item_parent") not in ("", "0")
        if is_below or item not in main:
            why = "menus can't be nested here" if is_below else "it is in another menu than the main one"
            yield Note("skipped", f"the entry “{text_of(item.get('title'))}” of a menu", why, Where(source.name, item.line))


# ---- the items


class Reader:
    """The second reading of an export."""

    def __init__(self, survey: Survey, name: str) -> None:
        self.survey, self.name = survey, name
        self.skipped = SkippedItems()
        self.files = Files(survey)

    def items(self, source: Path) -> Iterator[Item]:
        ends: dict[str, str] = {}
        for part in read_parts(source):
            if isinstance(part, Exported):
                yield from self.of(part)
            elif part.name in (TOO_EARLY, TOO_LONG):
                ends[part.name] = part.text
        yield from self.skipped.notes(Where(self.name))
        if TOO_LONG in ends:
            yield Note("changed", ends[TOO_LONG], f"longer than {LONGEST:,} characters, and cut off there", Where(self.name))
        if TOO_EARLY in ends:
            within = f" in the middle of <{ends[TOO_EARLY]}>" if ends[TOO_EARLY] else ""
            raise UnreadableError(f"the file is incomplete{within}; export it again")

    def of(self, item: Exported) -> Iterator[Item]:
        kind = item.get("wp:post_type") or "post"
        if kind == "attachment":
            yield from self.files.attached(item.get("wp:attachment_url") or item.get("guid"), Where(self.name, item.line))
        elif kind in INTERNAL or (kind not in (*ENTRIES, *READ_FIRST) and not item.get("content:encoded")):
            self.skipped.item(kind)
        elif kind not in READ_FIRST:
            yield from self.entry(item, kind)

    def entry(self, item: Exported, kind: str) -> Iterator[Item]:
        where, title = Where(self.name, item.line), text_of(item.get("title"))
        status = "password" if item.get("wp:post_password") else STATUS.get(item.get("wp:status") or "publish")
        if status is None:
            yield Note("skipped", title or item.get("wp:post_id"), f"its status is “{item.get('wp:status')}”", where)
            return
        stored_notes, marks = item.first("footnotes"), Marks()
        content = put_aside_formulas(item.get("content:encoded"), marks)
        text = html_of(content, lambda ids: self.gallery(ids, item.get("wp:post_id")), self.survey.shared)
        html = put_aside_footnotes(text.html, stored_notes, marks)
        shown = {*addresses_in("\n".join((html, *marks.notes.values()))), *filter(None, (self.picture(item), enclosed_in(item)))}
        links = self.files.links(shown)
        notes = (*text.notes, *lost_footnotes(html, stored_notes, marks), *self.changes_in(item))
        yield from (Note("changed", title or item.get("wp:post_id"), why, where) for why in notes)
        yield as_markdown(self.entry_of(item, kind, title, status, html, links), marks, self.survey.url)
        if status not in ("private", "password"):
            self.skipped.parts_of(item, kind)
            yield from self.files.among(shown, where)

    def changes_in(self, item: Exported) -> Iterator[str]:
        written = item.get("wp:post_date")
        if (date := moment(written)) and f"{date}" != written:
            yield f"its date {written} is none of the calendar; it is {date} here"
        spam = sum(comment.get("wp:comment_approved", "1") not in COMMENT_STATUS for comment in item.comments)
        if spam:
            yield f"{counted(spam, 'comment')} in the trash or marked as spam, left out"
        if item.left_out:
            yield f"{counted(item.left_out, 'comment')} left out, since there is no room for more"

    def entry_of(self, item: Exported, kind: str, title: str, status: Status, html: str, links: Mapping[str, str]) -> Entry:
        date, updated = (self.survey.on_its_day(item.date(name)) for name in ("wp:post_date", "wp:post_modified"))
        is_dated = status != "draft" or (date and date.tzinfo)
        slug = unquote(item.get("wp:post_name"))
        return Entry(
            id=item.get("wp:post_id") or item.get("guid") or item.get("link"),
            title=title,
            body=html,
            slug=slug,
            address="" if status == "draft" else item.get("link"),
            aliases=tuple(self.former(item, slug)),
            date=date if is_dated else None,
            updated=updated if updated and (is_later(updated, date) if date else status == "published") else None,
            status=status,
            is_page=kind != "post",
            language=slug_in(item, "language"),
            translation=slug_in(item, "post_translations"),
            authors=self.authors(item),
            categories=self.categories(item),
            tags=(*names_in(item, "post_tag"), *names_in(item, "tag")),
            series=next(iter(names_in(item, "series")), ""),
            summary=summary_of(item),
            image=self.files.picture(self.picture(item)),
            image_alt=alt_of(self.survey.attachments.get(item.first("_thumbnail_id"))),
            pinned=item.get("wp:is_sticky") == "1",
            weight=whole_number(item.get("wp:menu_order")) if kind != "post" else 0,
            feed_id=item.get("guid"),
            links=links,
            comments=tuple(
                comment_of(comment) for comment in item.comments if comment.get("wp:comment_approved", "1") in COMMENT_STATUS
            ),
            extra={"enclosure": links.get(enclosed, enclosed)} if (enclosed := enclosed_in(item)) else {},
            where=Where(self.name, item.line),
        )

    def authors(self, item: Exported) -> tuple[str, ...]:
        """Return the authors that a plugin gave the item, such as Co-Authors Plus, else its own; guests only have a name."""
        terms = [(label.slug.removeprefix("cap-"), label.name) for label in item.of_taxonomy("author")]
        names = (login if login in self.survey.authors else text_of(name) for login, name in terms)
        return tuple(filter(None, dict.fromkeys(names))) or tuple(filter(None, [item.get("dc:creator")]))

    def categories(self, item: Exported) -> tuple[str, ...]:
        """Return the names of the item's categories and of those above them, where WordPress listed it, too."""
        terms = item.of_taxonomy("category")
        above = (slug for label in terms for slug in self.survey.above(unquote(label.slug)))
        names = [self.survey.categories[slug].name for slug in above if slug in self.survey.categories]
        return tuple(dict.fromkeys([*(text_of(label.name) for label in terms), *names]))

    def former(self, item: Exported, slug: str) -> Iterator[str]:
        """Yield the addresses that the item had before its slug was changed."""
        address = item.get("link")
        for old in item.meta.get("_wp_old_slug", ()):
            if slug and f"/{slug}" in unquote(address):
                yield f"/{old}".join(unquote(address).rsplit(f"/{slug}", 1))

    def picture(self, item: Exported) -> str:
        attachment = self.survey.attachments.get(item.first("_thumbnail_id"))
        return attachment.url if attachment else ""

    def gallery(self, ids: str, post_id: str) -> Sequence[Attachment]:
        """Return the attachments with these ids; without any, the images of the post itself."""
        wanted = [id_.strip() for id_ in ids.split(",") if id_.strip()] or self.survey.attached.get(post_id, [])
        return [self.survey.attachments[id_] for id_ in wanted if id_ in self.survey.attachments]


def slug_in(item: Exported, taxonomy: str) -> str:
    """Return the slug of the item's first term of a taxonomy; empty if it has none."""
    return next((label.slug for label in item.of_taxonomy(taxonomy)), "")


def enclosed_in(item: Exported) -> str:
    """Return the address of the file that feeds enclose."""
    url = item.first("enclosure").partition("\n")[0].strip()
    return url if url.startswith(("http", "/")) else ""


def names_in(item: Exported, taxonomy: str) -> tuple[str, ...]:
    return tuple(text_of(label.name) for label in item.of_taxonomy(taxonomy))


def alt_of(picture: Attachment | None) -> str:
    return picture.alt if picture else ""


def is_later(updated: datetime, date: datetime) -> bool:
    return (updated.tzinfo is None) == (date.tzinfo is None) and updated - date > LATER


def comment_of(fields: Mapping[str, str]) -> Comment:
    def get(name: str) -> str:
        return fields.get(f"wp:comment_{name}", "").strip()

    date = moment(get("date_gmt")) or moment(get("date"))
    return Comment(
        id=get("id"),
        author=text_of(get("author")),
        text=get("content"),
        date=date,
        parent=get("parent").removeprefix("0"),
        email=get("author_email"),
        url=get("author_url"),
        status=COMMENT_STATUS.get(get("approved"), "approved"),
    )
