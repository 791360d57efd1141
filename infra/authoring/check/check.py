"""The checks of a blog: files that the cloud would refuse, and doubts that an author should look at. Pure: a blog in, findings
out.

Each check is a row of `CHECKS`. A refusal is an error, everything else a warning. A warning must be worth reading: checks that
doubted much of real blogs were left out or narrowed.
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
from chalicelib.content.plain_text import short
from chalicelib.content.text.text_warnings import mistake_in
from chalicelib.model import Post, Term
from chalicelib.record import names_of
from chalicelib.times import in_utc
from infra import fragments
from infra.authoring.check.blog_scan import Blog
from infra.authoring.check.check_messages import Finding, code_of_refusal
from infra.authoring.check.file_summary import FileSummary
from infra.authoring.check.name_typos import COMMON, doubtful

AHEAD = timedelta(days=366)
SOON = timedelta(hours=26)  # within a zone's greatest distance from UTC, and a while
BEFORE_THE_WEB = "1990"

Check: TypeAlias = Callable[[Blog], Iterator[Finding]]


class NameKind(NamedTuple):
    """A kind of names that posts have: the code of a doubt, the names of a post, those of `site.yaml`, and a post's group.

    Names are compared within a group of posts. A name is doubted if another has at least `common` times as many posts.
    """

    code: str
    terms: Callable[[Post], Iterable[Term]]
    declared: Callable[[Blog], Collection[str]]
    group: Callable[[Post], str]
    common: int = COMMON


def check(blog: Blog) -> tuple[Finding, ...]:
    """Return all findings, in the order of files and lines."""
    return tuple(sorted(chain.from_iterable(row(blog) for row in CHECKS)))


# ---- findings in a single file


def refusals(blog: Blog) -> Iterator[Finding]:
    for summary in blog.files.values():
        if summary.refusal:
            yield Finding(summary.key, summary.refusal.line, code_of_refusal(summary.refusal.code), summary.refusal.found)


def diagnostics(blog: Blog) -> Iterator[Finding]:
    for summary in blog.files.values():
        for diagnostic in summary.diagnostics:
            yield Finding(summary.key, diagnostic.line, diagnostic.code, diagnostic.found)


# ---- names that only one file can have


def taken_names(blog: Blog) -> Iterator[Finding]:
    """Yield the posts whose address or id another post has; posts that are due come after all that are live."""
    owners: dict[str, str] = {}
    for state, code in (("published", ""), ("due", "taken-later")):
        for summary, post in blog.posts:
            if summary.state != state or summary.refusal:
                continue
            names = names_of(post)
            if other := next((owners[name] for name in names if name in owners), ""):
                if owners.get(post.address) == other:
                    yield Finding(summary.key, 0, code or "taken", f"{post.address} (also of {other})", "slug:")
                else:
                    yield Finding(summary.key, 0, code or "taken-id", f"{short(post.id)} (also of {other})", "id:")
            else:
                owners |= dict.fromkeys(names, summary.key)


def taken_aliases(blog: Blog) -> Iterator[Finding]:
    owners = {post.address.rstrip("/"): summary.key for summary, post in reversed([*blog.posts]) if summary.is_live}
    for summary, post in blog.posts:
        for alias in post.aliases:
            owner = owners.setdefault(alias.rstrip("/"), summary.key)
            if owner != summary.key:
                yield Finding(summary.key, 0, "taken-alias", f"{alias} (also of {owner})", alias.strip("/"))


# ---- targets of links


def missing_files(blog: Blog) -> Iterator[Finding]:
    """Yield the files that a text links to, shows or plays, and that are missing or not published."""
    spelled = {key.casefold(): key for key in blog.files}
    for summary in blog.files.values():
        for need in summary.needs:
            code, text = _problem_of_target(blog, summary, need, spelled)
            if code:
                yield Finding(summary.key, 0, code, text, need.rpartition("/")[2])


def _problem_of_target(blog: Blog, summary: FileSummary, need: str, spelled: Mapping[str, str]) -> tuple[str, str]:
    """Return the code and the text of a finding about a file that is needed; both empty if it is all right."""
    is_source = files.sort_of(need) == "source"
    target = blog.files.get(need)
    if target is None:
        similar = spelled.get(need.casefold())
        return "missing-link" if is_source else "missing-file", f"{need} (did you mean {similar}?)" if similar else need
    if is_source:
        is_hidden = summary.is_live and not target.is_live
        return ("hidden-link", f"{need} ({'refused' if target.refusal else target.state})") if is_hidden else ("", "")
    return ("missing-file", f"{need} (refused)") if target.refusal else ("", "")


def missing_addresses(blog: Blog) -> Iterator[Finding]:
    """Yield the links to missing addresses of this site, as far as its folder alone can tell."""
    addresses = {*_addresses(blog)}
    for summary, _ in blog.posts:
        for link in summary.links:
            if not mistake_in(link, summary.key) and not _leads_somewhere(link, addresses):
                yield Finding(summary.key, 0, "missing-address", link, link.rstrip("/"))


def _addresses(blog: Blog) -> Iterator[str]:
    """Yield the addresses of this site without slashes around them."""
    for summary, post in blog.posts:
        if summary.is_live:
            yield from _own_addresses(post)
    yield from (path.strip("/") for path in blog.site.redirects)
    yield from (key for key, summary in blog.files.items() if files.sort_of(key) == "file" and not summary.refusal)
    yield from blog.site.codes


def _own_addresses(post: Post) -> Iterator[str]:
    return (address.strip("/") for address in (post.address, *post.aliases))


def _bare(link: str) -> str:
    """Return the address to which a link leads, without slashes around it."""
    return plain_address(link).strip("/").removesuffix("index.html").rstrip("/")


def _leads_somewhere(link: str, addresses: set[str]) -> bool:
    path = plain_address(link).strip("/")
    below = path.partition("/")[2]
    reserved = is_reserved(path) or (path.partition("/")[0] in addresses and is_reserved(below))
    # a file is reported as missing where it is shown or linked to
    return reserved or _bare(link) in addresses or path in addresses or files.is_file_like(link)


def missing_parts(blog: Blog) -> Iterator[Finding]:
    """Yield the links to missing parts of texts."""
    texts = {summary.key: {*summary.ids, "top"} for summary, _ in blog.posts}
    keys = {
        address: summary.key for summary, post in reversed([*blog.posts]) if summary.is_live for address in _own_addresses(post)
    }
    for summary, _ in blog.posts:
        for of, part in summary.parts:
            key = keys.get(_bare(of), "") if of.startswith("/") else of
            if key in texts and part not in texts[key]:
                similar = fragments.meant(texts[key]).get(fragments.letters(part), "")
                link = f"#{part}" if of == summary.key else f"{of}#{part}"
                text = f"{link} (did you mean #{similar}?)" if similar else link
                yield Finding(summary.key, 0, "missing-part", text, f"#{part}")


# ---- names that are much like others


def near(kind: NameKind, blog: Blog) -> Iterator[Finding]:
    """Yield the names of one kind that are probably typing errors."""
    used = [(summary, post, term) for summary, post in blog.posts for term in kind.terms(post)]
    names = {term.slug: term.name for _, _, term in used}
    for group in dict.fromkeys(kind.group(post) for _, post, _ in used):
        own = [(summary, term) for summary, post, term in used if kind.group(post) == group]
        slips = doubtful(Counter(term.slug for _, term in own), kind.declared(blog), kind.common)
        for summary, term in own:
            if meant := slips.get(term.slug):
                yield Finding(summary.key, 0, kind.code, f"{term.name}: did you mean {names.get(meant, meant)}?", term.name)


# ---- dates


def dates(blog: Blog) -> Iterator[Finding]:
    far, soon = in_utc(blog.now + AHEAD), in_utc(blog.now + SOON)
    for summary, post in blog.posts:
        if not post.date or summary.state == "draft":
            continue
        written = post.date[:16].replace("T", " ")
        if summary.publishes > far:
            yield Finding(summary.key, 0, "far-ahead", written, "date")
        elif summary.state == "due" and summary.publishes < soon and not blog.has_zone:
            yield Finding(summary.key, 0, "no-zone", written, "date")
        if post.date < BEFORE_THE_WEB:
            yield Finding(summary.key, 0, "long-ago", written, "date")
        if summary.expires and summary.expires <= summary.publishes:
            yield Finding(summary.key, 0, "ends-first", f"expires {summary.expires[:16]}", "expires")


def same_titles(blog: Blog) -> Iterator[Finding]:
    """Yield posts with the title of another post of the same day: they are probably one post, saved under two names."""
    owners: dict[tuple[str, str, str], str] = {}
    for summary, post in blog.posts:
        if post.title and post.in_flow and summary.is_live:
            owner = owners.setdefault((post.lang, post.title.casefold(), post.date[:10]), summary.key)
            if owner != summary.key:
                yield Finding(summary.key, 0, "same-title", f"{short(post.title)} (also {owner})", "title")


def templates(blog: Blog) -> Iterator[Finding]:
    """Yield the pages that each of the site's own templates and stylesheets is part of."""
    if blog.templates:
        from infra.authoring.check.template_pages import pages_of  # noqa: PLC0415 - few sites have templates of their own

        for name, pages in pages_of(blog.templates).items():
            key = f"templates/{name}"
            yield Finding(key, 0, "template-pages", pages) if pages else Finding(key, 0, "template-unused")


def comment_files(blog: Blog) -> Iterator[Finding]:
    """Yield what isn't used of files of comments."""
    for key, findings in blog.comments.items():
        for finding in findings:
            yield Finding(key, finding.line, "comments-file", finding.what, instead=finding.remedy)


NAME_KINDS = (
    NameKind("near-category", lambda post: post.categories, lambda blog: blog.site.categories, lambda post: post.lang, common=1),
    NameKind("near-tag", lambda post: post.tags, lambda _: (), lambda post: post.lang),
    NameKind("near-author", lambda post: post.authors, lambda blog: blog.site.authors, lambda _: ""),
)
"""The names that are compared. A blog has few categories, and hardly two that differ in one letter."""

CHECKS: tuple[Check, ...] = (
    refusals,
    diagnostics,
    taken_names,
    taken_aliases,
    missing_files,
    missing_addresses,
    missing_parts,
    *(partial(near, kind) for kind in NAME_KINDS),
    dates,
    same_titles,
    templates,
    comment_files,
)
"""A new check is a row here, and its finding a row of `check_messages.MEANINGS`."""
