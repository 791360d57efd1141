"""A post as a form: its front matter as fields, and its text. Pure.

`FIELDS` is the table. A file that is saved keeps every key that the form doesn't have, and the order and comments of its author.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeAlias

from chalicelib.content.addresses.addresses import term
from chalicelib.content.frontmatter import front_matter_edits
from chalicelib.content.frontmatter.front_matter_writer import as_source
from chalicelib.content.frontmatter.frontmatter import split
from chalicelib.content.frontmatter.parsed_values import Plain, plain
from chalicelib.content.site.site import ListingProfile, Site
from chalicelib.errors import Refusal
from chalicelib.frozen import Frozen

Kind: TypeAlias = Literal["text", "long", "list", "date", "choice"]
Choices: TypeAlias = Sequence[tuple[str, str]]
"""What front matter says, and how it is shown."""


class FormField(Frozen):
    """One row: the key in front matter, how it is shown, its label, a hint, and the other names of the key."""

    name: str
    kind: Kind
    label: str
    hint: str
    also: tuple[str, ...] = ()


FIELDS: tuple[FormField, ...] = (
    FormField("title", "text", "Title", "A post without a title is a note."),
    FormField("summary", "long", "Summary", "For lists and search engines.", ("excerpt", "description")),
    FormField("date", "date", "Date", "A time in the future schedules the post."),
    FormField("categories", "list", "Categories", "Broad topics, separated by commas.", ("category",)),
    FormField("tags", "list", "Tags", "Narrow topics, separated by commas."),
    FormField("authors", "list", "Authors", "Names, separated by commas.", ("author",)),
    FormField("series", "text", "Series", "Posts that are read one after another."),
    FormField("lang", "choice", "Language", "The language of the text.", ("language", "locale")),
    FormField("slug", "text", "Address", "The last part of the address; without it, the title decides."),
    FormField("newsletter", "choice", "Email", "Whether subscribers get the post by email."),
)
"""The form's fields, in its order."""

MAILED: Sequence[tuple[str, str]] = (("", "As usual"), ("no", "No"))


class PostForm(Frozen):
    """A file as a form: the values of its fields, and its text; where it `is_whole`, that is the file as it is."""

    front: Mapping[str, Plain]
    body: str
    is_draft: bool = True
    is_whole: bool = False


class Place(Frozen):
    """Where a line of a file is in its form: in a field, or in a line of the text."""

    field: str = ""
    at: int = 0


def form_of(text: str) -> PostForm:
    """Return the form of a file; one whose front matter can't be read is shown whole."""
    try:
        front = split(text)
    except Refusal:
        return PostForm({}, text, is_draft=False, is_whole=True)
    keys = {name: plain(value) for name, value in front.keys.items()}
    values = {field.name: value for field in FIELDS if (value := _value(field, keys)) not in (None, "", [])}
    return PostForm(values, front_matter_edits.text_of(text, front).lstrip("\r\n"), bool(keys.get("draft")))


def _value(field: FormField, keys: Mapping[str, Plain]) -> Plain:
    value = next((keys[name] for name in (field.name, *field.also) if name in keys), None)
    if field.kind == "list" and isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    if field.name == "newsletter":
        return "no" if value in (False, "no", "false") else ""
    return value


def place_of(text: str, line: int) -> Place | None:
    """Return where the form has this line; None where it doesn't, so that only the whole file shows it."""
    if not line:
        return Place()
    try:
        front = split(text)
    except Refusal:
        return None
    if line >= front.body_line:
        body = front_matter_edits.text_of(text, front)
        blank = len(body) - len(body.lstrip("\r\n"))
        return Place(at=max(line - front.body_line - body[:blank].count("\n") + 1, 1))
    name = max((name for name, first in front.lines.items() if first <= line), key=front.lines.__getitem__, default="")
    field = next((field for field in FIELDS if name in (field.name, *field.also)), None)
    return Place(field=field.name) if field else None


def text_of(form: PostForm, current: str = "") -> str:
    """Return the file with the values of the form; all else, and fields that it leaves out, are as in the current file."""
    if form.is_whole:
        return _whole(form)
    if not current:
        keys = {field.name: value for field in FIELDS if (value := form.front.get(field.name)) not in (None, "", [])}
        return as_source({**keys, **({"draft": True} if form.is_draft else {})}, form.body)
    before = form_of(current)
    changes = _changes(form, before, current)
    text = front_matter_edits.with_keys(current, changes) if changes else current
    return text if form.body == before.body else _with_body(text, form.body)


def _whole(form: PostForm) -> str:
    """Return a file that was edited whole, as a draft or as none, if it says which of them it is."""
    written = form_of(form.body)
    changes: Mapping[str, Plain] = {"draft": True if form.is_draft else None}
    is_as_asked = written.is_whole or written.is_draft == form.is_draft
    return form.body if is_as_asked else front_matter_edits.with_keys(form.body, changes)


def _changes(form: PostForm, before: PostForm, current: str) -> Mapping[str, Plain]:
    """Return the keys to change: each under the name that the author has given it; None removes a key."""
    names = split(current).keys
    changes: dict[str, Plain] = {}
    for field in FIELDS:
        new, old = form.front.get(field.name) or None, before.front.get(field.name) or None
        if field.name in form.front and new != old:
            name = next((name for name in (field.name, *field.also) if name in names), field.name)
            changes[name] = new
    if form.is_draft != before.is_draft:
        changes["draft"] = True if form.is_draft else None
    return changes


def _with_body(text: str, body: str) -> str:
    front = split(text)
    head = text[: len(text) - len(front_matter_edits.text_of(text, front))]
    gap = "\n" if head and body else ""
    return f"{head}{gap}{body.rstrip()}\n" if body.strip() else head


def fields_for(site: Site, topics: Mapping[str, Sequence[str]], lang: str) -> Sequence[Mapping[str, Any]]:
    """Return the fields as the page shows them in a language, with what an author may choose from, each by its name there."""
    profiles = {"categories": site.categories, "authors": site.authors}
    choices: Mapping[str, Choices] = {
        **{key: [(name, _shown(profiles.get(key, {}), name, lang)) for name in names] for key, names in topics.items()},
        "lang": (("", "As usual"), *((language.code, language.name) for language in site.languages)),
        "newsletter": MAILED,
    }
    shown = [field for field in FIELDS if field.name != "lang" or len(site.codes) > 1]
    return [
        {"name": field.name, "kind": field.kind, "label": field.label, "hint": field.hint, "choices": choices.get(field.name)}
        for field in shown
    ]


def _shown(profiles: Mapping[str, ListingProfile], name: str, lang: str) -> str:
    """Return the name that readers of this language know a topic by."""
    profile = profiles.get(term(name).slug)
    return (profile.name.get(lang) if profile else "") or name
