"""Diagnostics: what an author should know about a source that is published all the same, and the table of warnings.

To add a warning, add a row to `CAUTIONS`.
"""

from collections.abc import Mapping
from typing import ClassVar

from chalicelib.codec import Stored
from chalicelib.frozen import Frozen


class Diagnostic(Frozen):
    """What an author should know about a source that is published all the same.

    `code` is a row of `CAUTIONS`, which says whether `found` is a quotation; line and column count from 1 (0: unknown).
    """

    STORED: ClassVar = Stored(row=True)

    code: str
    found: str
    line: int = 0
    column: int = 0

    @property
    def place(self) -> str:
        """Return what was found with its place in the file."""
        where = f"line {self.line}" + (f", column {self.column}" if self.column else "") if self.line else ""
        return f"{where}: {self.found}" if where else self.found

    @property
    def explanation(self) -> str:
        """Return what was found and why an author should look at it again."""
        caution = CAUTIONS[self.code]
        return explained(self.found, caution.why, is_sentence=caution.is_sentence)


def explained(found: str, why: str, *, is_sentence: bool) -> str:
    """Return what was found and why it matters: after a sentence as another sentence, after a quotation behind a colon."""
    if is_sentence:
        return f"{found} {why[:1].upper()}{why[1:]}"
    return f"{found}: {why}" if found else why


class Caution(Frozen):
    """One row: why an author should look again at a source that is accepted, what to do, and whether `found` is a sentence."""

    why: str
    instead: str
    is_sentence: bool = False


CAUTIONS: Mapping[str, Caution] = {
    "key": Caution(
        "only your own templates see this key",
        "Correct it, or leave it if it's your own.",
        is_sentence=True,
    ),
    "no-title": Caution(
        "the post has no title, so it is published as a note",
        "If it is one, say so: `type: note`. Otherwise, add `title: …`, or start the text with a heading: `# …`.",
    ),
    "sender": Caution(
        "the deployment can't send from this address, so its mail is refused",
        "Use its `mail_from`, or an address at its `mail_domain` or at the subdomain `news.`, or leave the sender out.",
    ),
    "private": Caution(
        "the front matter says this post is private, so it isn't published",
        "If that's what you want, there's nothing to do. Otherwise, remove the key.",
    ),
    "unlisted": Caution(
        "the front matter says this post is unlisted, so only people who know its address can find it",
        "Write `listed: no` to end this warning, or remove the key to list the post.",
    ),
    "template": Caution(
        "Presswork doesn't know this shortcode or template tag, so readers see it as you typed it",
        "Replace it with the text or HTML it stood for.",
    ),
    "template-link": Caution(
        "the address contains an unknown template tag, so the link leads nowhere",
        "Write out the address.",
    ),
    "formula": Caution(
        "the formula can't be read, so readers see its source",
        "Correct the formula, or use simpler commands.",
    ),
    "dialect": Caution(
        "Markdown inside this element works only in the dialect python-markdown",
        "Add `markdown: python-markdown` to the front matter, or put blank lines inside its tags.",
    ),
    "diagram": Caution(
        "Presswork doesn't draw diagrams, so readers see the source as code",
        "Export the diagram as SVG or PNG, and show that image.",
    ),
    "alt": Caution(
        "the image has no alternative text, so readers who can't see it miss out",
        "Describe it in the brackets: `![two people at a press](photo.jpg)`.",
    ),
    "inline-script": Caution(
        "a page runs no script that is written into it, so this one does nothing",
        'Remove it. Only a file of the site itself is run: `<script src="/…" defer></script>`.',
    ),
    "inline-style": Caution(
        "a page takes no style that a template writes into it, so this one does nothing",
        "Move it to templates/extra.css, which is added to every page.",
    ),
    "elsewhere": Caution(
        "a page loads no script, style or font from another host, so this one does nothing",
        "Remove it, or keep a copy of the file in the blog's folder, and name that.",
    ),
    "unpublished": Caution(
        "files of this type aren't published, so the link leads nowhere", "Put the file into an archive (.zip), and link to that."
    ),
    "host": Caution(
        "this looks like an address of another site, but without `https://` it's one of your own, so the link leads nowhere",
        "Write the whole address, with `https://`.",
    ),
    "mailbox": Caution(
        "this looks like an email address, but without `mailto:` it's an address of your own site, so the link leads nowhere",
        "Write `mailto:` before it.",
    ),
    "scheme": Caution(
        "pages have no links that begin like this, so the text stays and the link is left out",
        "Correct the address; most begin with `https://`.",
    ),
}
"""Why an author should look again, and what to do, by the code of a diagnostic."""
