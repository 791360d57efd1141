"""Medium: the archive that Settings, Security and apps, Download your information gives, with a file for each story.

Stories, drafts and responses are alike in it, and so are short posts without a title, which look like responses. Images stay at
Medium unless they are in the archive or in the folder `media`, by the names that Medium gave them.
"""

import re
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from urllib.parse import unquote

from bs4 import BeautifulSoup, Tag

from chalicelib.frozen import Frozen
from chalicelib.html_to_markdown.html_attributes import attribute
from infra.importers.blog import Author, Entry, File, Item, Note, SiteFacts, UnreadableError, Where
from infra.importers.export.archive_images import Images, images_of
from infra.importers.export.archives import Archive, archive_at, read_file, text_at, text_of
from infra.importers.html_to_markdown.html_trees import first_match, tree_of, words
from infra.importers.medium.html import letters, simplified
from infra.importers.parsing.timestamps import mended, moment
from infra.importers.parsing.urls import same_host, split_url

STORY = re.compile(r"posts/(?:draft_|[\d-]+_)?(?P<title>.*?)-*(?P<id>[0-9a-f]{6,16})?\.html")
ID = re.compile(r"(?:^|[-/])(?P<id>[0-9a-f]{8,16})$")
CANONICAL = re.compile(r'<a href="([^"]+)" class="p-canonical"')
PROFILE = "profile/profile.html"
BEGIN = 40  # letters by which the beginning of a text is known to be its title


class Export(Frozen):
    """An opened archive and the context of all its stories; `addresses` are the new addresses of stories by id."""

    archive: Archive
    file: str
    url: str
    images: Images
    addresses: Mapping[str, str]
    responses: bool

    def where(self, name: str) -> Where:
        return Where(f"{self.file}/{name}")


def read(file: Path, *, url: str = "", media: Path | None = None, responses: bool = False) -> Iterator[Item]:
    """Yield the items of an archive. `url` is the old blog's own domain, if any; `responses` includes responses to stories."""
    with archive_at(file) as archive:
        names = sorted(name for name in archive.names if STORY.fullmatch(name))
        if not names:
            raise UnreadableError("it isn't a Medium export: it has no folder `posts` with stories")
        images = images_of(archive, file.name, media, "Medium")
        export = Export(archive, file.name, url, images, addresses_in(archive, names, url), responses)
        yield facts_of(export)
        yield from notes_of(export)
        for name in names:
            try:
                yield from items_of(name, export)
            except UnreadableError as error:
                yield Note("skipped", name, str(error), export.where(name))
        beside = (name for name in archive.names if "/" in name and not name.startswith("profile/"))
        yield from images.left_behind(name for name in beside if not STORY.fullmatch(name))


def addresses_in(archive: Archive, names: list[str], url: str) -> Mapping[str, str]:
    """Return where each story is going to be read, by its id: as it was at the blog's own domain, else by its title."""
    addresses: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        canonical = CANONICAL.search(text_at(archive, name))
        id_, address = id_of(name), address_of(canonical[1] if canonical else "", name, url)
        addresses[id_] = address if address not in taken else f"{address.rstrip('/')}-{id_}/"
        taken.add(addresses[id_])
    return addresses


def id_of(name: str) -> str:
    """Return the id of a story, which is in its file's name; else the name."""
    match = STORY.fullmatch(name)
    return (match["id"] if match else "") or name


def address_of(canonical: str, name: str, url: str) -> str:
    """Return the address of a story: `/title-id/` where it was read at `url`, else `/title/`."""
    parts = split_url(canonical)
    last = unquote(parts.path.rstrip("/").rpartition("/")[2])
    if url and same_host(parts.netloc) == same_host(split_url(url).netloc):
        return f"/{last}/"
    match = STORY.fullmatch(name)
    titled = ID.sub("", last) or (match["title"] if match else "")
    return f"/{re.sub('-+', '-', titled).strip('-').lower() or id_of(name)}/"


def facts_of(export: Export) -> SiteFacts:
    """Return the facts in the profile."""
    profile = tree_of(text_at(export.archive, PROFILE))
    name = words(first_match(profile, ".p-name"))
    user = user_in(attribute(first_match(profile, "a.u-url"), "href"))
    authors = (Author(user, name),) if user else ()
    return SiteFacts(title=name, url=export.url, permalink="/{slug}/", authors=authors)


def user_in(address: str) -> str:
    """Return the user name in the address of a profile."""
    match = re.search(r"/@([\w.-]+)", address)
    return match[1].lower() if match else ""


def notes_of(export: Export) -> Iterator[Note]:
    """Yield a note for each refused entry of the archive."""
    for name, why in export.archive.refused:
        yield Note("skipped", name, why, Where(export.file))


# ---- stories


def items_of(name: str, export: Export) -> Iterator[Item]:
    """Yield a story with its images, or why it stays behind."""
    tree = tree_of(text_of(read_file(export.archive, name)))
    content, title, where = first_match(tree, ".e-content"), words(first_match(tree, ".p-name")), export.where(name)
    if content is None:
        yield Note("skipped", title or name, "it has no text", where)
    elif not export.responses and is_response(name, title, content):
        why = "it looks like a response to a story; `--responses` imports these, too"
        yield Note("skipped", title or name, why, where)
    else:
        files: list[File] = []
        yield entry_of(name, tree, content, export, files)
        yield from export.images.taken_along(files, title, where)


def is_response(name: str, title: str, content: Tag) -> bool:
    """Return whether it is a response: it has no title of its own, so Medium took its first words."""
    if "/draft_" in name or first_match(content, ".graf--title, h1, h2, h3"):
        return False
    begin = letters(title.rstrip("…."))[:BEGIN]
    return bool(begin) and letters(words(content)).startswith(begin)


def entry_of(name: str, tree: BeautifulSoup, content: Tag, export: Export, files: list[File]) -> Entry:
    """Return a story; the images that it shows are added to `files`."""
    title, summary = words(first_match(tree, ".p-name")), words(first_match(tree, ".p-summary"))
    links = {href: to for link in content.select("a[href]") if (to := target_of(href := attribute(link, "href"), export))}
    body = simplified(content, title, summary, partial(image_of, images=export.images, files=files))
    id_ = id_of(name)
    published = first_match(tree, ".dt-published")
    return Entry(
        id=id_,
        title=title,
        body=body,
        slug=export.addresses[id_].strip("/"),
        address=export.addresses[id_] if published else "",
        date=moment(attribute(published, "datetime")),
        status="published" if published else "draft",
        authors=(author_of(tree),) if author_of(tree) else (),
        tags=tuple(words(tag) for tag in tree.select(".p-tags a")),
        summary="" if letters(words(tree_of(body))).startswith(letters(summary)) else summary,
        feed_id=f"https://medium.com/p/{id_}" if id_ != name else "",
        links=links,
        changed=mended(attribute(published, "datetime")),
        where=export.where(name),
    )


def author_of(tree: BeautifulSoup) -> str:
    author = first_match(tree, ".p-author")
    return user_in(attribute(author, "href")) or words(author)


def target_of(href: str, export: Export) -> str:
    """Return the address here of the story that a link leads to; nothing for any other link."""
    parts = split_url(href)
    match = ID.search(parts.path.rstrip("/"))  # an id is a story's wherever it was read: at Medium, in a publication
    address = export.addresses.get(match["id"], "") if parts.netloc and match else ""
    return f"{address}#{parts.fragment}" if address and parts.fragment else address


def image_of(image: Tag, *, images: Images, files: list[File]) -> str:
    """Return where an image is here, and add it to `files`; Medium's names have a `*`, for which systems write other signs."""
    src = attribute(image, "src")
    name = attribute(image, "data-image-id") or unquote(split_url(src).path.rpartition("/")[2])
    return images.shown(src, (name, name.replace("*", "_"), name.replace("*", "-")), files)
