"""Substack: the archive that Settings, Import/Export gives: a table of posts, their texts, and the list of subscribers.

The addresses stay at `/p/slug/`. What only paying subscribers may read stays behind. An export doesn't say what the publication
is called: its address follows from the name of the list of subscribers, or is said by the author.
"""

import re
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from urllib.parse import unquote

from chalicelib.frozen import Frozen
from chalicelib.html_to_markdown.html_attributes import attribute
from infra.importers.blog import Entry, File, Item, Note, SiteFacts, Status, Subscriber, UnreadableError, Where
from infra.importers.export.archive_images import Images, images_of
from infra.importers.export.archives import Archive, archive_at, read_file, table_in, text_of
from infra.importers.html_to_markdown.html_trees import tree_of
from infra.importers.html_to_markdown.placeholders import Marks, as_markdown
from infra.importers.parsing.timestamps import mended, moment
from infra.importers.parsing.urls import same_host, split_url
from infra.importers.substack.html import simplified

POSTS = "posts.csv"
TEXT = re.compile(r"posts/(?P<id>\d+)(?:\.(?P<slug>.+))?\.html")
LIST = re.compile(r"(?:.*/)?(?:email_list|subscribers?)(?:[._-].*)?\.csv")
NAMED_LIST = re.compile(r"email_list\.(?:.*\.)?(?P<name>[\w-]+)\.csv")
READERS = re.compile(r"posts/.*\.(?:opens|delivers)\.csv")
YES = ("true", "1", "yes", "t")

SKIPPED_AUDIENCES: Mapping[str, str] = {
    "only_paid": "it is for paying subscribers only",
    "founding": "it is for founding members only",
    "only_free": "it is for subscribers without a plan only",
}
SKIPPED_TYPES: Mapping[str, str] = {"adhoc_email": "it was only mailed, never published", "restack": "it shows another's post"}
"""The audiences and types of posts that stay behind, and why."""


class Export(Frozen):
    """An opened archive and the context of all its posts; `texts` are the names of texts by post number."""

    archive: Archive
    file: str
    url: str
    images: Images
    texts: Mapping[str, str]

    def where(self, name: str, line: int = 0) -> Where:
        return Where(f"{self.file}/{name}", line)


def read(file: Path, *, url: str = "", media: Path | None = None) -> Iterator[Item]:
    """Yield the items of an archive. `url` is the publication's own domain, if it has one."""
    with archive_at(file) as archive:
        names = archive.names
        lists = sorted(name for name in names if LIST.fullmatch(name))
        if POSTS not in names and not lists:
            raise UnreadableError("it isn't a Substack export: it has no posts.csv and no list of subscribers")
        texts = {match["id"]: name for name in names if (match := TEXT.fullmatch(name))}
        images = images_of(archive, file.name, media, "Substack")
        export = Export(archive, file.name, url.rstrip("/") or home_of(lists), images, texts)
        yield facts_of(export.url)
        yield from notes_of(export)
        if POSTS in names:
            yield from posts_in(export)
        yield from subscribers_in(lists, export)
        known_names = {POSTS, *lists, *texts.values()}
        yield from images.left_behind(name for name in names if name not in known_names and not READERS.fullmatch(name))


def home_of(lists: list[str]) -> str:
    """Return the address of the publication, which the list of its subscribers is named by."""
    match = next((match for name in lists if (match := NAMED_LIST.fullmatch(name.rpartition("/")[2]))), None)
    return f"https://{match['name']}.substack.com" if match else ""


def facts_of(url: str) -> SiteFacts:
    """Return the facts about the publication. An address at substack.com belongs to Substack, so the new site can't have it."""
    elsewhere = {"url": ""} if same_host(split_url(url).netloc).endswith(".substack.com") else {}
    return SiteFacts(title=name_of(url), url=url, permalink="/p/{slug}/", extra=elsewhere)


def name_of(url: str) -> str:
    """Return a title to begin with: the name of the publication's host."""
    return (split_url(url).hostname or "").removeprefix("www.").partition(".")[0]


def notes_of(export: Export) -> Iterator[Note]:
    for name, why in export.archive.refused:
        yield Note("skipped", name, why, Where(export.file))
    if any(READERS.fullmatch(name) for name in export.archive.names):
        yield Note("skipped", "who got and opened each letter", "Presswork doesn't track readers", Where(export.file))


# ---- posts


def posts_in(export: Export) -> Iterator[Item]:
    """Yield the posts in the order of the table, then a note for each text that the table doesn't name."""
    seen: set[str] = set()
    for line, row in table_in(export.archive, POSTS):
        number = row.get("post_id", "").partition(".")[0]
        seen.add(number)
        title, where = row.get("title", "").strip() or f"the draft {number}", export.where(POSTS, line)
        if why := SKIPPED_AUDIENCES.get(row.get("audience", "")) or SKIPPED_TYPES.get(row.get("type", "")):
            slug = slug_of(row, export.texts.get(number, ""))
            yield Note("skipped", title, why, where, f"/p/{slug}/" if slug else "")
            continue
        try:
            yield from items_of(number, row, export, where)
        except UnreadableError as error:
            yield Note("skipped", title, str(error), where)
    for number in sorted(export.texts.keys() - seen):
        why = "posts.csv doesn't name it, so nobody knows whether it was published"
        yield Note("skipped", export.texts[number], why, Where(export.file))


def items_of(number: str, row: Mapping[str, str], export: Export, where: Where) -> Iterator[Item]:
    """Yield a post with its images."""
    title = row.get("title", "").strip()
    notes: list[Note] = []
    files: list[File] = []

    def tell(what: str, why: str) -> None:
        notes.append(Note("changed", title, f"{what}: {why}", where))

    name = export.texts.get(number, "")
    html = text_of(read_file(export.archive, name)) if name else ""
    if why := why_empty(row, html):
        yield Note("skipped", title or f"the draft {number}", why, where)
        return
    marks = Marks()
    body = simplified(html, partial(image_of, images=export.images, files=files), tell, marks)
    yield as_markdown(entry_of(number, row, body, export, where), marks, export.url)
    yield from dict.fromkeys(notes)
    if row.get("type") == "thread":
        yield Note("changed", title, "it was a thread: what readers said in it isn't part of the export", where)
    yield from export.images.taken_along(files, title, where)


def why_empty(row: Mapping[str, str], html: str) -> str:
    """Return why a post can't be imported; empty if it can. A draft may be only a title, an episode only its recording."""
    if html or row.get("podcast_url", "").strip():
        return ""
    if is_live(row):
        return "its text isn't in the export"
    return "" if row.get("title", "").strip() else "it is empty"


def is_live(row: Mapping[str, str]) -> bool:
    return row.get("is_published", "").lower() in YES


def entry_of(number: str, row: Mapping[str, str], body: str, export: Export, where: Where) -> Entry:
    """Return the entry of a row."""
    slug = slug_of(row, export.texts.get(number, ""))
    status: Status = "published" if is_live(row) else "draft"
    podcast = row.get("podcast_url", "").strip()
    return Entry(
        id=row.get("post_id", ""),
        title=row.get("title", ""),
        body=body,
        slug=slug,
        address=f"/p/{slug}/" if slug and status == "published" else "",
        date=moment(row.get("post_date")),
        status=status,
        is_page=row.get("type") == "page",
        summary=row.get("subtitle", ""),
        feed_id=feed_id_of(number, slug, export.url, is_podcast=bool(podcast)),
        links={
            href: to for link in tree_of(body).select("a[href]") if (to := target_of(href := attribute(link, "href"), export))
        },
        extra={"audio": podcast} if podcast else {},
        changed=mended(row.get("post_date")),
        where=where,
    )


def slug_of(row: Mapping[str, str], name: str) -> str:
    """Return the last part of a post's address, which is in its id, or in the name of its text."""
    match = TEXT.fullmatch(name)
    return row.get("post_id", "").partition(".")[2] or (match["slug"] or "" if match else "")


def feed_id_of(number: str, slug: str, url: str, *, is_podcast: bool) -> str:
    """Return the id that feeds had for the post: an episode's number, or a post's address."""
    if is_podcast:
        return f"substack:post:{number}"
    return f"{url}/p/{slug}" if url and slug else ""


def target_of(href: str, export: Export) -> str:
    """Return the address here of the post that a link leads to; nothing for any other link."""
    parts = split_url(href)
    is_own = parts.netloc and same_host(parts.netloc) == same_host(split_url(export.url).netloc)
    is_shared = parts.netloc == "open.substack.com" and parts.path.startswith(f"/pub/{name_of(export.url)}/")
    match = re.search(r"/p/([^/]+)/?$", parts.path)
    return f"/p/{match[1]}/" if match and (is_own or is_shared) else ""


def image_of(address: str, *, images: Images, files: list[File]) -> str:
    """Return where an image is here, and add it to `files`."""
    return images.shown(address, [unquote(split_url(address).path.rpartition("/")[2])], files)


# ---- subscribers


def subscribers_in(lists: list[str], export: Export) -> Iterator[Item]:
    """Yield the subscribers of all lists, each once, and how many of them pay."""
    seen: set[str] = set()
    paying = 0
    for name in lists:
        for line, row in table_in(export.archive, name):
            cells = {column.strip().lower().replace(" ", "_"): cell.strip() for column, cell in row.items()}
            address = cells.get("email") or cells.get("email_address") or cells.get("user_email_address", "")
            if address and address.casefold() not in seen:
                seen.add(address.casefold())
                paying += cells.get("active_subscription", "").lower() in YES
                yield subscriber_of(address, cells, export, export.where(name, line))
    if paying:
        why = f"{paying:,} of them: Presswork takes no payments, so end their plans at Substack before you leave"
        yield Note("changed", "paying subscribers", why, Where(export.file))


def subscriber_of(address: str, cells: Mapping[str, str], export: Export, where: Where) -> Subscriber:
    consent = f"signed up at {split_url(export.url).netloc or 'the old publication'}, on Substack"
    has_left = cells.get("email_disabled", "").lower() in YES or bool(cells.get("unsubscribed_at"))
    since = moment(cells.get("created_at") or cells.get("start_date") or cells.get("subscription_created_at"))
    return Subscriber(address, consent, since, "unsubscribed" if has_left else "", where=where)
