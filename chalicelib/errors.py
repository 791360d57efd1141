"""The one error of Presswork, `Refusal`, and the table of its reasons.

A `Refusal` has the code of a reason. The table says why it is refused, what to do instead, and the HTTP status for the API. A
refusal adds what was found, and the line. To add a reason, add a row to `REASONS`; a reason for authors is also a row of
docs/authors.md.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from chalicelib.codec import Stored


@dataclass(frozen=True, slots=True)
class Reason:
    """One row: the HTTP status, why it is refused, what to do instead, and the reader: an author or a visitor."""

    status: int
    why: str
    instead: str
    reader: Literal["author", "visitor"] = "author"


REASONS: Mapping[str, Reason] = {
    "encoding": Reason(415, "a source must be text in UTF-8", "Save the file as UTF-8 and upload it again."),
    "too-big": Reason(
        413,
        "a source may have 1 MiB at most, site.yaml or a template 128 KiB",
        "Split the text into several posts, or put large parts beside it as files.",
    ),
    "body-too-big": Reason(
        413,
        "a rendered post may have 350 kB compressed at most",
        "Split the text into several posts, or link to images instead of embedding them.",
    ),
    "letter-too-big": Reason(
        413,
        "a letter may have 390 kB compressed at most, HTML and text together",
        "Shorten the site's own templates in templates/mail/, or let them show less of a post; then `presswork letters resume`.",
    ),
    "swollen": Reason(
        413,
        "a text may become eight times as long as HTML, and 64 kB more, and 2,000,000 characters at most",
        "Use long addresses, titles, abbreviations and tables of contents less often, or split the text into several posts.",
    ),
    "too-many": Reason(
        413,
        "what a source says of itself may have 80 kB, and so may all that it leads to: listings, aliases, other sources, images",
        "Take out some tags, aliases or links, or split the text into several posts.",
    ),
    "front-matter": Reason(422, "the front matter can't be read", "Fix the line; docs/authors.md shows the three notations."),
    "front-matter-open": Reason(
        422, "the front matter begins and never ends", "Close it with the same line it begins with, alone on a line."
    ),
    "front-matter-quotes": Reason(
        422,
        "YAML takes a character in this value for its own syntax, such as a colon followed by a space",
        'Put the value in quotes: `title: "Bread: the first year"`.',
    ),
    "front-matter-tab": Reason(
        422, "this line of the front matter is indented with a tab, and YAML allows only spaces", "Replace the tab with spaces."
    ),
    "value": Reason(422, "this key takes another kind of value", "Write it as docs/authors.md shows."),
    "no-title": Reason(
        422, "a post must have a title", "Write `title: …` in the front matter, or begin the text with a heading: `# …`."
    ),
    "long-title": Reason(
        413, "a title may have 1,000 characters at most", "Write a shorter `title: …`, or begin with a shorter heading."
    ),
    "no-date": Reason(
        422,
        "a post under posts/ must have a date",
        "Write `date: 2026-11-25` in the front matter, or name the file `2026-11-25-slug.md`.",
    ),
    "bad-date": Reason(
        422,
        "there is no such date",
        "Write a date of the calendar: `2026-11-25`, `2026-11-25 14:30` or `2026-11-25T14:30:00+01:00`.",
    ),
    "language-name": Reason(
        422,
        "the name of the file or its folder stands for a language that the site doesn't have",
        "Add the language to `languages` in site.yaml; or, if no language is meant, write the post's own: `lang: en`.",
    ),
    "language": Reason(
        422, "the site doesn't have this language", "Add it to `languages` in site.yaml, or write one that stands there."
    ),
    "reserved": Reason(409, "this address is kept for Presswork itself", "Choose another `slug` or `path`."),
    "file-like": Reason(
        409, "this address looks like a file", "Choose a `slug`, `path` or alias without a file's ending, such as `.png`."
    ),
    "climbs-out": Reason(
        422, "a path must stay within the site", "Write a path without `..`, `.`, empty parts, `\\` or control characters."
    ),
    "taken": Reason(
        409,
        "another source already has this address",
        "Choose another slug, or remove the other source: this one is then tried again.",
    ),
    "taken-id": Reason(
        409,
        "another source already has this id",
        "Choose another `id`, or remove the other source: this one is then tried again.",
    ),
    "long-key": Reason(
        414, "the path of this file is too long", "Shorten the names of the file and its folders to 900 bytes in all."
    ),
    "long-address": Reason(
        414,
        "an address may have 1,900 bytes where it is percent-encoded: six for a Cyrillic letter, nine for a Chinese one",
        "Give it a shorter path or slug.",
    ),
    "file-too-big": Reason(
        413,
        "a file may have 2 GiB at most",
        "Make it smaller, or put it where large files are kept, and link to it.",
    ),
    "too-deep": Reason(422, "the text is nested too deeply", "Flatten quotes, lists and brackets; a few levels are plenty."),
    "too-slow": Reason(
        422, "the text takes too long to render", "Look for endless runs of brackets, asterisks or backticks, and take them out."
    ),
    "broken": Reason(
        500,
        "Presswork itself fails at this file, so it was given up",
        "Change the file and upload it again; `presswork logs ingest` tells more. What stood before stays on the site.",
    ),
    "kind": Reason(
        415,
        "this kind of file is not published",
        "Upload images, audio, video, documents, fonts, archives, programs, text or CSS; text to read is Markdown (.md).",
    ),
    "script": Reason(
        422,
        "the image holds active content",
        "Export the SVG without scripts, event handlers, foreign objects and external references.",
    ),
    "image-unknown": Reason(
        415,
        "the file has the name of an image, but holds none that Presswork reads",
        "Upload a JPEG, PNG, WebP, GIF, AVIF, HEIC, TIFF or BMP; or give the file the ending of what it is.",
    ),
    "image-broken": Reason(
        422,
        "the image can't be decoded: it is damaged, cut off, or of a rare kind",
        "Upload it once more. If that doesn't help, open it in a program for images, save it as JPEG or PNG, and upload that.",
    ),
    "image-too-large": Reason(
        413,
        "an image may have 60 MiB and 60 million pixels, a JPEG 200 million; a GIF's frames 500 million, others' 60 million",
        "Make it smaller, and upload it again; readers get 1,920 pixels in width at most.",
    ),
    "site": Reason(422, "site.yaml can't be taken as it is", "Fix the key; the last good site.yaml stays in force until then."),
    "contrast": Reason(
        422,
        "two colours of the theme are too much alike to be read on each other",
        "Write a lighter or a darker colour; docs/authors.md lists which stand on which. The last good site.yaml stays in force.",
    ),
    "template": Reason(422, "the template fails", "Fix the line; the template that stood before stays in force until then."),
    "phrases": Reason(
        422, "the catalogue can't be taken as it is", "Fix the line; the catalogue that stood before stays in force until then."
    ),
    "phrases-name": Reason(
        422, "a catalogue is named by its language", "Name it `templates/phrases/` and a code, as `es.po` or `pt-BR.po`."
    ),
    "address": Reason(400, "this doesn't look like a valid email address", "Enter it like this: `name@example.org`.", "visitor"),
    "field": Reason(
        400,
        "one of the fields isn't valid",
        "Send the fields listed in docs/newsletter.md, each as a single line of text.",
        "visitor",
    ),
    "body": Reason(400, "the request couldn't be read", "Send a form or a JSON object in UTF-8.", "visitor"),
    "body-big": Reason(
        413, "the request is larger than 8,000 bytes", "Send only the fields listed in docs/newsletter.md.", "visitor"
    ),
    "body-type": Reason(
        415, "this content type isn't supported", "Send a form or JSON, and say which in the `Content-Type` header.", "visitor"
    ),
    "link": Reason(
        400, "this link is incomplete or isn't valid", "Open the link in the email again, or copy all of it.", "visitor"
    ),
    "link-old": Reason(410, "this link has expired", "Enter your email address again and we'll send you a new one.", "visitor"),
    "link-ended": Reason(
        410, "this link has expired", "Enter the email address you subscribed with and we'll send you a new link.", "visitor"
    ),
    "elsewhere": Reason(
        403, "this form was sent from another website", "Go to the site itself and use the form there.", "visitor"
    ),
    "method": Reason(
        405, "this address doesn't accept this kind of request", "Use one of the methods in the `Allow` header.", "visitor"
    ),
    "often": Reason(429, "there have been too many sign-ups from your network", "Try again in an hour.", "visitor"),
}


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """What an author should know about a source that is published all the same.

    `code` is a row of `CAUTIONS`, `found` quotes what was found; line and column count from 1 (0: unknown).
    """

    STORED: ClassVar = Stored(row=True)

    code: str
    found: str
    line: int = 0
    column: int = 0

    @property
    def place(self) -> str:
        """Return the quotation with its place in the file."""
        where = f"line {self.line}" + (f", column {self.column}" if self.column else "") if self.line else ""
        return f"{where}: {self.found}" if where else self.found


@dataclass(frozen=True, slots=True)
class Caution:
    """One row: why an author should look again at a source that is accepted, and what to do."""

    why: str
    instead: str


CAUTIONS: Mapping[str, Caution] = {
    "key": Caution(
        "Presswork doesn't know this key, which looks like a typing error; only your own templates get it",
        "correct the key, or leave it if it is your own",
    ),
    "private": Caution(
        "the front matter says that this post is private, so it is not published",
        "nothing, if you mean that; otherwise remove the key",
    ),
    "unlisted": Caution(
        "the front matter says that this post is unlisted, so only people who know its address find it",
        "write `listed: no` to end this warning, or remove the key to list the post",
    ),
    "template": Caution(
        "Presswork doesn't know this shortcode or template tag, so readers see it as you typed it",
        "replace it with the text or HTML that it stood for; docs/authors.md lists the known shortcodes",
    ),
    "template-link": Caution(
        "the address contains an unknown template tag, so the link leads nowhere",
        "write the address itself",
    ),
    "formula": Caution(
        "the formula can't be read, so readers see its source", "correct the formula; docs/authors.md lists the known commands"
    ),
    "dialect": Caution(
        "only the dialect python-markdown reads Markdown inside this element",
        "write `markdown: python-markdown` in the front matter, or put blank lines after the opening and before the closing tag",
    ),
    "diagram": Caution(
        "Presswork doesn't draw diagrams, so readers see the source as code",
        "export the diagram as SVG or PNG, and show that image",
    ),
    "alt": Caution(
        "the image has no alternative text, so readers who can't see it miss it",
        "describe it in the brackets: `![two people at a press](photo.jpg)`",
    ),
    "unpublished": Caution(
        "files of this kind are not published, so the link leads nowhere", "put the file into an archive (.zip), and link to that"
    ),
}
"""Why an author should look again, and what to do, by the code of a diagnostic."""


@dataclass(unsafe_hash=True)  # not frozen: Python writes to an exception while it is raised
class Refusal(Exception):
    """Something is refused. `code` is a row of `REASONS`, `found` quotes what was found; `line` is 0 if no line is known."""

    code: str
    found: str = ""
    line: int = 0

    @property
    def reason(self) -> Reason:
        return REASONS[self.code]

    def __str__(self) -> str:
        found = f" (found: {self.found})" if self.found else ""
        return f"{self.reason.why}{found}. {self.reason.instead}"

    def __reduce__(self) -> tuple[type["Refusal"], tuple[str, str, int]]:
        """Refusals are sent between processes; a plain exception would lose its fields."""
        return type(self), (self.code, self.found, self.line)


def report(key: str, refusal: Refusal) -> str:
    """Return the report beside a refused upload, for its author."""
    where = f"{key}, line {refusal.line}" if refusal.line else key
    rows = (("Refused", where), ("Found", refusal.found), ("Why", refusal.reason.why), ("Instead", refusal.reason.instead))
    return "".join(f"{label + ':':9} {text}\n" for label, text in rows if text)


def missing_links(key: str, targets: Iterable[str]) -> str:
    """Return the warning beside a source with links to missing sources."""
    return _warning(
        key,
        [f"a link to {target}" for target in targets],
        "there is no such source on the site, so the link is shown as plain text",
        "upload what is linked, or mend the link; nothing else has to be done",
    )


def missing_files(key: str, files: Iterable[str]) -> str:
    """Return the warning beside a source with missing images or other files."""
    return _warning(
        key,
        [f"the file /{file}" for file in files],
        "the site has no such file, so its pages lack it",
        "upload the file, or correct its address; this warning then goes away by itself",
    )


def cautions(key: str, diagnostics: Iterable[Diagnostic]) -> Sequence[str]:
    """Return the warnings beside a source for what was found in its text, one for each code."""
    found: dict[str, list[str]] = {}
    for diagnostic in diagnostics:
        found.setdefault(diagnostic.code, []).append(diagnostic.place)
    return [_warning(key, places, CAUTIONS[code].why, CAUTIONS[code].instead) for code, places in found.items()]


def taken_aliases(key: str, owners: Mapping[str, str]) -> str:
    """Return the warning beside a source whose aliases belong to other sources."""
    return _warning(
        key,
        [f"the alias {alias}, which is an address of {owner}" for alias, owner in owners.items()],
        "the first source to have an address keeps it, so this alias doesn't lead here",
        "take the alias out; or remove the other source, and the alias leads here",
    )


def _warning(key: str, found: Sequence[str], why: str, instead: str) -> str:
    """Return a warning, or an empty text if nothing was found."""
    rows = "".join(f"Found:    {one}\n" for one in found)
    return f"Warning:  {key}\n{rows}Why:      {why}\nInstead:  {instead}\n" if rows else ""
