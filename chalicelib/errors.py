"""The one error of Presswork, `Refusal`, and the table of its reasons.

A `Refusal` has the code of a reason. The table says why it is refused, what to do instead, and the HTTP status for the API. A
refusal adds what was found, and the line. To add a reason, add a row to `REASONS`. The texts of a reason for visitors are
phrases, so they also belong in all catalogues (`templates/phrases`), and `make docs` writes its code into docs/newsletter.md;
those for authors belong in `templates/phrases/refusals`. `reports` writes the report beside a refused upload, in English.
"""

from collections.abc import Callable, Mapping
from typing import Literal

from chalicelib.frozen import Frozen
from chalicelib.line_corrections import completed, in_quotes


def unknown(_: str) -> str:
    return ""


class Reason(Frozen):
    """One row: the HTTP status, why it is refused, what to do instead, and the reader: an author, a
    visitor, or an app, whose texts are in English but for those that the desk shows (`authoring.desk.refusal_texts`).

    Where `corrected` knows how the line that was found was meant, `with_line` says what to do, and shows it.
    """

    status: int
    why: str
    instead: str
    reader: Literal["author", "visitor", "app"] = "author"
    with_line: str = ""
    corrected: Callable[[str], str] = unknown

    def remedy(self, found: str) -> str:
        """Return what to do instead, with the author's own line, corrected, where that is possible."""
        line = self.corrected(found)
        return self.with_line.format(line) if line else self.instead


REASONS: Mapping[str, Reason] = {
    "encoding": Reason(415, "the file isn't UTF-8 text", "Save it as UTF-8 and upload it again."),
    "too-big": Reason(
        413,
        "the file is too big: a post can have up to 1 MiB, site.yaml or a template up to 128 KiB",
        "Split it into several posts, or move large parts into files of their own.",
    ),
    "body-too-big": Reason(
        413,
        "the rendered post is too big: it can have up to 350 kB compressed",
        "Split it into several posts, and link to images instead of embedding them.",
    ),
    "letter-too-big": Reason(
        413,
        "the letter is too big: it can have up to 390 kB compressed, HTML and text together",
        "Shorten your templates in templates/mail/, or show less of the post. Then run `presswork letters resume`.",
    ),
    "swollen": Reason(
        413,
        "the text grows too much as HTML: it can have up to eight times its length plus 64 kB, and up to 2,000,000 characters",
        "Repeat long addresses, titles, abbreviations and tables of contents less often, or split the text into several posts.",
    ),
    "too-many": Reason(
        413,
        "the post has too many tags, aliases, links or images: up to 80 kB for what it says, and for what that leads to",
        "Remove some tags, aliases or links, or split the text into several posts.",
    ),
    "front-matter": Reason(
        422,
        "the front matter can't be read",
        "Fix this line. Each key has a line like `title: Bread`.",
        with_line="Did you mean `{}`?",
        corrected=completed,
    ),
    "front-matter-open": Reason(422, "the front matter is never closed", "Repeat its first line where it ends."),
    "front-matter-quotes": Reason(
        422,
        "YAML reads part of this value as its own syntax, such as a colon and a space",
        'Put the value in quotes: `title: "Bread: the first year"`.',
        with_line="Put the value in quotes: `{}`.",
        corrected=in_quotes,
    ),
    "front-matter-tab": Reason(
        422, "this line is indented with a tab, and YAML allows only spaces", "Replace the tab with spaces."
    ),
    "value": Reason(422, "this value isn't valid for this key", "Write a value that this key takes."),
    "empty": Reason(422, "the post has nothing to read", "Write something. Until you have, `draft: true` keeps it as a draft."),
    "long-title": Reason(
        413, "the title is longer than 1,000 characters", "Shorten the `title`, or the heading that the text starts with."
    ),
    "no-date": Reason(
        422,
        "a file in posts/ needs a date",
        "Add `date: 2026-11-25` to the front matter, or name the file `2026-11-25-slug.md`.",
    ),
    "bad-date": Reason(
        422,
        "this isn't a valid date",
        "Write it like `2026-11-25`, `2026-11-25 14:30` or `2026-11-25T14:30:00+01:00`.",
    ),
    "language-name": Reason(
        422,
        "the name of the file or its folder is the code of a language that the site doesn't have",
        "Add it to `languages` in site.yaml. If you didn't mean a language, say which one the post is in: `lang: en`.",
    ),
    "language": Reason(
        422, "the site doesn't have this language", "Add it to `languages` in site.yaml, or use one that's listed there."
    ),
    "reserved": Reason(409, "this address is reserved for Presswork", "Choose another `slug` or `path`."),
    "file-like": Reason(
        409, "this address looks like a file", "Choose a `slug`, `path` or alias without a file extension such as `.png`."
    ),
    "climbs-out": Reason(
        422, "this path isn't allowed", "Use a path without `..`, `.`, empty parts, `\\`, control characters or invisible ones."
    ),
    "taken": Reason(
        409,
        "another file already has this address",
        "Choose another slug. Or remove the other file, and this one is tried again by itself.",
    ),
    "taken-id": Reason(
        409,
        "another file already has this id",
        "Choose another `id`. Or remove the other file, and this one is tried again by itself.",
    ),
    "file-name": Reason(
        422,
        "the name of this file or folder isn't UTF-8, so nothing of it is published",
        "Rename it; on Linux, `convmv -f latin1 -t utf-8 -r .` shows how it would rename all such files, and `--notest` does it.",
    ),
    "long-key": Reason(
        414, "the path of this file is too long", "Shorten the names of the file and its folders to 900 bytes in total."
    ),
    "long-address": Reason(
        414,
        "the address is too long: up to 1,900 bytes percent-encoded, where a Cyrillic character takes six and a Chinese one nine",
        "Choose a shorter path or slug.",
    ),
    "file-too-big": Reason(
        413,
        "the file is too big: up to 2 GiB",
        "Make it smaller, or host it elsewhere and link to it.",
    ),
    "too-deep": Reason(422, "the text is nested too deeply", "Use fewer levels of quotes, lists and brackets."),
    "too-slow": Reason(
        422, "the text takes too long to render", "Look for long runs of brackets, asterisks or backticks, and remove them."
    ),
    "broken": Reason(
        500,
        "Presswork failed to process this file, and gave up",
        "Change the file and upload it again. `presswork logs ingest` says more. A running site keeps the last good version.",
    ),
    "kind": Reason(
        415,
        "this type of file isn't published",
        "Upload images, audio, video, documents, fonts, archives, programs, text or CSS. Posts and pages are Markdown (.md).",
    ),
    "script": Reason(
        422,
        "the image has active content",
        "Export the SVG without scripts, event handlers, foreign objects and external references.",
    ),
    "misnamed": Reason(
        415,
        "the file isn't of the kind that its name says",
        "Give it its right extension, such as `.jpg` for a JPEG, so that its location is removed.",
    ),
    "place": Reason(
        422,
        "the file says where it was taken, and Presswork can't remove that from a file of this kind",
        "Remove it: `exiftool -all= FILE` from an image, before you put it into a drawing or a text;"
        " `ffmpeg -i FILE -map_metadata -1 -c copy NEW` from a video or sound.",
    ),
    "too-many-parts": Reason(
        422,
        "the file has too many parts to search them for the place where it was taken",
        "Write it again: `ffmpeg -i FILE -map_metadata -1 -c copy NEW`. Split a long recording into several files.",
    ),
    "image-unknown": Reason(
        415,
        "the file is named like an image, but isn't one that Presswork can read",
        "Upload a JPEG, PNG, WebP, GIF, AVIF, HEIC, TIFF or BMP, or give the file its right extension.",
    ),
    "image-broken": Reason(
        422,
        "the image can't be read: it's damaged, incomplete, or in a rare format",
        "Upload it again. If that doesn't help, open it in an image editor, save it as JPEG or PNG, and upload that.",
    ),
    "no-encoder": Reason(
        415,
        "this machine can't encode images, and the image can't be published as it is",
        "Install `presswork[images]` and build again.",
    ),
    "image-too-large": Reason(
        413,
        "the image is too large: up to 60 MiB and 60 million pixels; JPEG 200 million, all frames of a GIF 500 million",
        "Make it smaller and upload it again. Readers get up to 1,920 pixels in width.",
    ),
    "site": Reason(
        422,
        "site.yaml can't be used as it is",
        "Fix this key. Until then, a running site stays as it is.",
        with_line="Did you mean `{}`? Until then, a running site stays as it is.",
        corrected=completed,
    ),
    "contrast": Reason(
        422,
        "two colours of the theme are too similar to read one on the other",
        "Make one of them lighter or darker. Until then, a running site stays as it is.",
    ),
    "template": Reason(422, "the template doesn't work", "Fix this line. Until then, a running site stays as it is."),
    "sheet": Reason(422, "the stylesheet can't be used as it is", "Fix this line. Until then, a running site stays as it is."),
    "phrases": Reason(422, "the catalogue can't be used as it is", "Fix this line. Until then, a running site stays as it is."),
    "phrases-name": Reason(
        422,
        "the name of a catalogue is the code of its language",
        "Name it like `templates/phrases/es.po` or `templates/phrases/pt-BR.po`.",
    ),
    "address": Reason(400, "this doesn't look like a valid email address", "Enter it like this: `name@example.org`.", "visitor"),
    "domain": Reason(
        400,
        "the part of the address after the @ doesn't receive email",
        "Check it for typos, and enter your address again.",
        "visitor",
    ),
    "field": Reason(
        400,
        "one of the fields isn't valid",
        "Send the fields of the form, each as a single line of text.",
        "visitor",
    ),
    "body": Reason(400, "the request couldn't be read", "Send a form or a JSON object in UTF-8.", "visitor"),
    "body-big": Reason(413, "the request is too large", "Send only the fields of the form.", "visitor"),
    "body-type": Reason(
        415, "this content type isn't supported", "Send a form or JSON, and say which in the `Content-Type` header.", "visitor"
    ),
    "link": Reason(400, "this link doesn't work", "Click it in the email again, or copy the whole address.", "visitor"),
    "link-old": Reason(410, "this link has expired", "Enter your email address again and we'll send you a new one.", "visitor"),
    "link-ended": Reason(
        410, "this link has expired", "Enter the address your emails go to and we'll send you a new link.", "visitor"
    ),
    "no-letters": Reason(410, "this site doesn't send emails", "Follow it in a feed reader instead.", "visitor"),
    "no-comments": Reason(410, "this site doesn't take comments", "Send its author an email instead.", "visitor"),
    "comments-full": Reason(429, "too many comments are waiting for approval", "Try again in a few days.", "visitor"),
    "comment-empty": Reason(400, "this field is empty", "Enter a name and a comment.", "visitor"),
    "comment-long": Reason(400, "this is too long", "A comment can have up to 5,000 characters, a name 80.", "visitor"),
    "comment-site": Reason(
        400,
        "this isn't the address of a site",
        "Enter it like this: `https://example.org`. Or leave the field empty.",
        "visitor",
    ),
    "comment-post": Reason(400, "this form doesn't belong to a post", "Go to the post, and use the form below it.", "visitor"),
    "proof": Reason(400, "the check against spam has failed", "Post your comment again.", "visitor"),
    "no-proof": Reason(
        400,
        "the check against spam needs JavaScript",
        "Turn it on, or enter your email address and confirm your comment by email.",
        "visitor",
    ),
    "moderation-ended": Reason(410, "this link has expired", "The next email about comments has a new link.", "visitor"),
    "notices-ended": Reason(410, "this link has expired", "Comment again and tick the box to get a new link.", "visitor"),
    "own-ended": Reason(410, "this link has expired", "The next email about a reply has a new link.", "visitor"),
    "publish-ended": Reason(410, "this link has expired", "Post your comment again.", "visitor"),
    "withdrawal-ended": Reason(410, "this link has expired", "Ask the author of the post to delete your comment.", "visitor"),
    "elsewhere": Reason(403, "this form was sent from another site", "Go to the site itself and use the form there.", "visitor"),
    "method": Reason(
        405, "this address doesn't accept this kind of request", "Use one of the methods in the `Allow` header.", "visitor"
    ),
    "often": Reason(429, "there have been too many requests from your network", "Try again in an hour.", "visitor"),
    "sign-in": Reason(
        400, "that didn't sign you in", "Try again, or enter your email address and we'll send you a link.", "visitor"
    ),
    "signed-out": Reason(401, "you aren't signed in", "Sign in, and try again.", "visitor"),
    "page-old": Reason(403, "this page is out of date", "Go back, reload the page, and try again.", "visitor"),
    "sign-in-ended": Reason(
        410, "this link has expired", "Enter your email address again and we'll send you a new one.", "visitor"
    ),
    "invitation-ended": Reason(410, "this link has expired", "Ask whoever invited you for a new one.", "visitor"),
    "app": Reason(400, "the app asks for something that isn't possible here", "Go back to the app, and try again.", "visitor"),
    "oauth": Reason(400, "the request isn't valid OAuth", "Send what https://indieauth.spec.indieweb.org/ describes.", "app"),
    "grant-type": Reason(400, "only codes are exchanged here", "Send `grant_type=authorization_code`.", "app"),
    "grant": Reason(400, "the code isn't valid, has expired, or belongs to another app", "Let the person sign in again.", "app"),
    "busy": Reason(429, "this person has sent too many requests", "Try again in an hour.", "app"),
    "no-token": Reason(401, "the request has no access token", "Send `Authorization: Bearer …`, or sign in again.", "app"),
    "token": Reason(401, "this access token isn't valid, or has expired", "Sign in again.", "app"),
    "two-tokens": Reason(400, "the request has two access tokens", "Send it in the header or in the body, not in both.", "app"),
    "scope": Reason(403, "this token may not do that", "Sign in again and allow it.", "app"),
    "not-yours": Reason(403, "this person may not write this file", "Ask an editor or the owner of the blog.", "app"),
    "micropub": Reason(400, "the request isn't valid Micropub", "Send what https://www.w3.org/TR/micropub/ describes.", "app"),
    "no-post": Reason(400, "no post has this address", "Somebody may have deleted it: look it up in the list of posts.", "app"),
    "media-big": Reason(
        413, "the file is too large for this endpoint: up to 4 MB", "Make it smaller, or upload it with `presswork push`.", "app"
    ),
    "no-letter": Reason(
        409, "there is no email of it to show", "Look at the post, and try again once it has been published.", "app"
    ),
    "no-address": Reason(422, "this person has no email address", "Ask the owner to invite you again, with an address.", "app"),
    "changed": Reason(409, "somebody else has just changed this post", "Read it again, and repeat your change.", "app"),
}
CONTESTED = ("taken", "taken-id")
"""Reasons that end by themselves once another file gives up its address or id."""


class Refusal(Exception):
    """Something is refused. `code` is a row of `REASONS`, `found` quotes what was found; `line` is 0 if no line is known.

    Refusals are equal if these are, and are stored by them: they are values, but no struct can be raised.
    """

    code: str
    found: str
    line: int
    __match_args__ = ("code", "found", "line")

    def __init__(self, code: str, found: str = "", line: int = 0) -> None:
        super().__init__(code, found, line)
        self.code, self.found, self.line = code, found, line

    def __eq__(self, other: object) -> bool:
        return self.args == other.args if isinstance(other, Refusal) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.args)

    @property
    def reason(self) -> Reason:
        return REASONS[self.code]

    def at(self, line: int) -> "Refusal":
        """Return the same refusal of another line, since a part of a file counts its lines by itself."""
        return Refusal(self.code, self.found, line)

    def __str__(self) -> str:
        detail = f" (found: {self.found.strip()})" if self.found else ""
        return f"{self.reason.why}{detail}. {self.reason.remedy(self.found)}"
