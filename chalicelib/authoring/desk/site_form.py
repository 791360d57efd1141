"""`site.yaml` as a form: what an owner changes without knowing YAML. Pure.

What the form doesn't have stays as it is, with the order and the comments of its author; of a key that is changed, comments
within its value go. A table that says more than yes or no is changed in the text alone, so nothing of it is lost.
"""

from collections.abc import Mapping
from typing import Any, Literal, TypeAlias

from chalicelib.content.frontmatter import front_matter_edits
from chalicelib.content.frontmatter.parsed_values import Plain, plain
from chalicelib.content.frontmatter.yaml_keys import read_yaml
from chalicelib.content.site.site import Site
from chalicelib.content.site.theme import COLOURS, PAIRS, PALEST_CODE, SCHEMES, Theme
from chalicelib.errors import Refusal
from chalicelib.frozen import Frozen

WORDS = ("title", "description")
"""The keys that are texts, or a text for each language."""
Switch: TypeAlias = Literal["yes", "no", ""]
"""Empty: a table says it, which the form doesn't change."""
FENCE = "---\n"


class SiteForm(Frozen):
    """The values of the form: texts by key and language (no language: one for all), switches by key, and the site's own colours
    by scheme and name."""

    words: Mapping[str, Mapping[str, str]]
    switches: Mapping[str, Switch]
    colours: Mapping[str, Mapping[str, str]]


def form_of(text: str, site: Site) -> SiteForm:
    """Return the form of a `site.yaml`, from which this site was read."""
    keys = _keys_in(text)
    words = {name: _by_language(keys.get(name)) for name in WORDS}
    switches: dict[str, Switch] = {
        "newsletter": "" if isinstance(keys.get("newsletter"), dict) else _yes(on=site.newsletter.on),
        "comments": "" if site.comments_closed else _yes(on=site.comments),
    }
    return SiteForm(words, switches, {scheme: getattr(site.theme, scheme) for scheme in SCHEMES})


def text_of(asked: Mapping[str, Any], current: str, site: Site) -> str:
    """Return the text with what is asked for in its place; that has the shape of a form, of which any part may be missing."""
    keys, before = _keys_in(current), form_of(current, site)
    changes: dict[str, Plain] = {}
    for name in WORDS:
        new = _texts(_table(asked, "words").get(name, before.words[name]))
        if new != before.words[name]:
            changes[name] = new[""] if list(new) == [""] else dict(new)
    for name, switch in before.switches.items():
        new_switch = _table(asked, "switches").get(name, switch)
        if switch and new_switch in ("yes", "no") and new_switch != switch:
            changes[name] = _switched(keys.get(name), on=new_switch == "yes")
    theme = _theme(_table(asked, "colours"), before, keys.get("theme"))
    if theme is not None:
        changes["theme"] = theme
    return with_keys(current, changes)


def with_keys(text: str, changes: Mapping[str, Plain]) -> str:
    """Return the text with these keys changed: a `site.yaml` is front matter without its fences."""
    if not changes:
        return text
    bare = text if not text or text.endswith("\n") else f"{text}\n"
    edited = front_matter_edits.with_keys(f"{FENCE}{bare}{FENCE}", changes)
    return edited.removeprefix(FENCE).removesuffix(FENCE)


def look_of(theme: Theme) -> Mapping[str, Any]:
    """Return what a page needs to show the colours, and to check them as ingest does: all colours, and which meet."""
    preset = Theme(preset=theme.preset)
    return {
        "names": [{"name": colour.name, "meaning": colour.meaning} for colour in COLOURS],
        "preset": preset.schemes(),
        "shown": theme.schemes(),
        "code": PALEST_CODE,
        "pairs": [{"one": pair.one, "on": pair.on, "least": pair.least} for pair in PAIRS],
    }


def _keys_in(text: str) -> Mapping[str, Plain]:
    """Return the keys of the text; none where it can't be read, which its owner is told when they save it."""
    try:
        return {name: plain(value) for name, value in read_yaml(text).values.items()}
    except Refusal:
        return {}


def _by_language(value: Plain) -> Mapping[str, str]:
    if isinstance(value, dict):
        return {code: str(words) for code, words in value.items()}
    return {"": "" if value is None else str(value)}


def _table(asked: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    table = asked.get(name, {})
    if not isinstance(table, dict):
        raise Refusal("body")
    return table


def _texts(value: Any) -> Mapping[str, str]:
    if not isinstance(value, dict) or not all(isinstance(words, str) for words in value.values()):
        raise Refusal("body")
    return {str(code): " ".join(words.split()) for code, words in value.items()}


def _yes(*, on: bool) -> Switch:
    return "yes" if on else "no"


def _switched(value: Plain, *, on: bool) -> Plain:
    """Return the value of a key that is switched on or off; of a table of comments, `open` says it."""
    return {**value, "open": on} if isinstance(value, dict) else on


def _theme(asked: Mapping[str, Any], before: SiteForm, value: Plain) -> Plain:
    """Return the theme with the colours that are asked for, empty ones without; None where nothing changes."""
    theme = dict(value) if isinstance(value, dict) else {}
    is_changed = False
    for scheme in SCHEMES:
        colours = _texts(asked[scheme]) if scheme in asked else before.colours[scheme]
        own = {name: colour for name, colour in colours.items() if colour}
        if own != before.colours[scheme]:
            is_changed = True
            theme = {name: part for name, part in theme.items() if name != scheme} | ({scheme: dict(own)} if own else {})
    return theme if is_changed else None
