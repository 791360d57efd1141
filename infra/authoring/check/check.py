"""The checks of a blog: what the cloud would refuse, and what an author should look at again. Pure: a blog in, findings out.

Each check is a row of `CHECKS`. An error is what is refused, everything else a warning. A warning must be worth reading: checks
that doubted much of real blogs were left out or narrowed.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import timedelta
from functools import partial
from itertools import chain
from typing import NamedTuple, TypeAlias

from chalicelib.content.addresses.addresses import is_reserved
from chalicelib.content.media import files
from chalicelib.content.media.image_variants import plain_address
from chalicelib.content.text.plain_text import short
from chalicelib.content.text.text_warnings import wrong_with
from chalicelib.model import Post, Term
from chalicelib.record import names_of
from chalicelib.times import in_utc
from infra import fragments
from infra.authoring.check.blog_scan import Blog
from infra.authoring.check.check_messages import Finding, code_of_refusal
from infra.authoring.check.file_summary import Read
from infra.authoring.check.name_typos import COMMON, doubtful

AHEAD = timedelta(days=366)
SOON = timedelta(hours=26)  # within a zone's greatest distance from UTC, and a while
BEFORE_THE_WEB = "1990"

Check: TypeAlias = Callable[[Blog], Iterator[Finding]]


class Names(NamedTuple):
    """A kind of names that posts have: the code of a doubt, the names of a post, those of `site.yaml`, and which are compared.

    Names are compared within a group of posts; `common` is how many times as many posts the name has that was meant.
    """

    code: str
    terms: Callable[[Post], Iterable[Term]]
    known: Callable[[Blog], Collection[str]]
    group: Callable[[Post], str]
    common: int = COMMON


def check(blog: Blog) -> tuple[Finding, ...]:
    """Return everything that is found, in the order of files and lines."""
    return tuple(sorted(chain.from_iterable(row(blog) for row in CHECKS)))


# ---- what each file says of itself


def refusals(blog: Blog) -> Iterator[Finding]:
    for read in blog.files.values():
        if read.refusal:
            yield Finding(read.key, read.refusal.line, code_of_refusal(read.refusal.code), read.refusal.found)


def diagnostics(blog: Blog) -> Iterator[Finding]:
    for read in blog.files.values():
        yield from (Finding(read.key, one.line, one.code, one.found) for one in read.diagnostics)


# ---- names that only one file can have


def taken(blog: Blog) -> Iterator[Finding]:
    """Yield the posts whose address or id another one has; those that are due come after all that are live."""
    owners: dict[str, str] = {}
    for state, code in (("published", ""), ("due", "taken-later")):
        for read, post in blog.posts:
            if read.state != state or read.refusal:
                continue
            names = names_of(post)
            if other := next((owners[name] for name in names if name in owners), ""):
                of_address = owners.get(post.address) == other
                found = f"{post.address if of_address else short(post.id)} (also of {other})"
                yield Finding(
                    read.key, 0, code or ("taken" if of_address else "taken-id"), found, "slug:" if of_address else "id:"
                )
            else:
                owners |= dict.fromkeys(names, read.key)


def taken_aliases(blog: Blog) -> Iterator[Finding]:
    owners = {post.address.rstrip("/"): read.key for read, post in reversed([*blog.posts]) if read.is_live}
    for read, post in blog.posts:
        for alias in post.aliases:
            owner = owners.setdefault(alias.rstrip("/"), read.key)
            if owner != read.key:
                yield Finding(read.key, 0, "taken-alias", f"{alias} (also of {owner})", alias.strip("/"))


# ---- what is linked to and shown


def missing(blog: Blog) -> Iterator[Finding]:
    """Yield the files that are linked to, shown or played, and aren't there or aren't published."""
    spelled = {key.casefold(): key for key in blog.files}
    for read in blog.files.values():
        for need in read.needs:
            code, found = _lack(blog, read, need, spelled)
            if code:
                yield Finding(read.key, 0, code, found, need.rpartition("/")[2])


def _lack(blog: Blog, read: Read, need: str, spelled: Mapping[str, str]) -> tuple[str, str]:
    """Return the code of what is wrong with a file that is needed, empty if nothing is, and what was found."""
    is_source = files.sort_of(need) == "source"
    there = blog.files.get(need)
    if there is None:
        near = spelled.get(need.casefold())
        return "missing-link" if is_source else "missing-file", f"{need} (did you mean {near}?)" if near else need
    if is_source and not there.is_live and read.is_live:
        return "hidden-link", f"{need} ({'refused' if there.refusal else there.state})"
    return ("missing-file", f"{need} (refused)") if there.refusal and not is_source else ("", "")


def missing_addresses(blog: Blog) -> Iterator[Finding]:
    """Yield the links to addresses of this site that nothing has, as far as its folder alone can tell."""
    known = {*_addresses(blog)}
    for read, _ in blog.posts:
        for link in read.links:
            if not wrong_with(link, read.key) and not _leads_somewhere(link, known):
                yield Finding(read.key, 0, "missing-address", link, link.rstrip("/"))


def _addresses(blog: Blog) -> Iterator[str]:
    """Yield the addresses of this site without slashes around them."""
    for read, post in blog.posts:
        if read.is_live:
            yield from _own_addresses(post)
    yield from (path.strip("/") for path in blog.site.redirects)
    yield from (key for key, read in blog.files.items() if files.sort_of(key) == "file" and not read.refusal)
    yield from blog.site.codes


def _own_addresses(post: Post) -> Iterator[str]:
    return (address.strip("/") for address in (post.address, *post.aliases))


def _bare(link: str) -> str:
    """Return where a link leads, without slashes around it."""
    return plain_address(link).strip("/").removesuffix("index.html").rstrip("/")


def _leads_somewhere(link: str, known: set[str]) -> bool:
    path = plain_address(link).strip("/")
    below = path.partition("/")[2]
    reserved = is_reserved(path) or (path.partition("/")[0] in known and is_reserved(below))
    # a file is reported as missing where it is shown or linked to
    return reserved or _bare(link) in known or path in known or files.is_file_like(link)


def missing_parts(blog: Blog) -> Iterator[Finding]:
    """Yield the links to parts that a text doesn't have."""
    texts = {read.key: {*read.ids, "top"} for read, _ in blog.posts}
    keys = {address: read.key for read, post in reversed([*blog.posts]) if read.is_live for address in _own_addresses(post)}
    for read, _ in blog.posts:
        for of, part in read.parts:
            key = keys.get(_bare(of), "") if of.startswith("/") else of
            if key in texts and part not in texts[key]:
                near = fragments.meant(texts[key]).get(fragments.letters(part), "")
                found = f"#{part}" if of == read.key else f"{of}#{part}"
                yield Finding(read.key, 0, "missing-part", f"{found} (did you mean #{near}?)" if near else found, f"#{part}")


# ---- names that are much like others


def near(kind: Names, blog: Blog) -> Iterator[Finding]:
    """Yield the names of one kind that are probably typing errors."""
    used = [(read, post, term) for read, post in blog.posts for term in kind.terms(post)]
    names = {term.slug: term.name for _, _, term in used}
    for group in dict.fromkeys(kind.group(post) for _, post, _ in used):
        own = [(read, term) for read, post, term in used if kind.group(post) == group]
        slips = doubtful(Counter(term.slug for _, term in own), kind.known(blog), kind.common)
        for read, term in own:
            if meant := slips.get(term.slug):
                yield Finding(read.key, 0, kind.code, f"{term.name}: did you mean {names.get(meant, meant)}?", term.name)


# ---- dates


def dates(blog: Blog) -> Iterator[Finding]:
    far, soon = in_utc(blog.now + AHEAD), in_utc(blog.now + SOON)
    for read, post in blog.posts:
        if not post.date or read.state == "draft":
            continue
        written = post.date[:16].replace("T", " ")
        if read.publishes > far:
            yield Finding(read.key, 0, "far-ahead", written, "date")
        elif read.state == "due" and read.publishes < soon and not blog.has_zone:
            yield Finding(read.key, 0, "no-zone", written, "date")
        if post.date < BEFORE_THE_WEB:
            yield Finding(read.key, 0, "long-ago", written, "date")
        if read.expires and read.expires <= read.publishes:
            yield Finding(read.key, 0, "ends-first", f"expires {read.expires[:16]}", "expires")


def same_titles(blog: Blog) -> Iterator[Finding]:
    """Yield posts with the title of another post of the same day: they are probably one post, saved under two names."""
    owners: dict[tuple[str, str, str], str] = {}
    for read, post in blog.posts:
        if post.in_flow and read.is_live:
            owner = owners.setdefault((post.lang, post.title.casefold(), post.date[:10]), read.key)
            if owner != read.key:
                yield Finding(read.key, 0, "same-title", f"{short(post.title)} (also {owner})", "title")


def templates(blog: Blog) -> Iterator[Finding]:
    """Yield which pages each of the site's own templates and stylesheets is part of."""
    if blog.templates:
        from infra.authoring.check.template_pages import pages_of  # noqa: PLC0415 - few sites have templates of their own

        for name, pages in pages_of(blog.templates).items():
            key = f"templates/{name}"
            yield Finding(key, 0, "template-pages", pages) if pages else Finding(key, 0, "template-unused")


NAMES = (
    Names("near-category", lambda post: post.categories, lambda blog: blog.site.categories, lambda post: post.lang, common=1),
    Names("near-tag", lambda post: post.tags, lambda _: (), lambda post: post.lang),
    Names("near-author", lambda post: post.authors, lambda blog: blog.site.authors, lambda _: ""),
)
"""The names that are compared. A blog has few categories, and hardly two that differ in one letter."""

CHECKS: tuple[Check, ...] = (
    refusals,
    diagnostics,
    taken,
    taken_aliases,
    missing,
    missing_addresses,
    missing_parts,
    *(partial(near, kind) for kind in NAMES),
    dates,
    same_titles,
    templates,
)
"""What is checked. A new check is a row here, and what it finds a row of `findings.MEANINGS`."""
