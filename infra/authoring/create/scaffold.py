"""The files of a new blog. Pure: what its author said and the time in, files out."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from string import Template

from chalicelib.content.addresses.addresses import slug
from chalicelib.content.addresses.language_names import own_name
from chalicelib.content.site.presets import DEFAULT, PRESETS
from infra.authoring.create import hills
from infra.authoring.create.sample_posts import welcome_in
from infra.files.gitignore import IGNORED


@dataclass(frozen=True, slots=True)
class Beginning:
    """What the author says of a new blog; `now` is in its zone."""

    title: str
    now: datetime
    zone: str = "UTC"
    language: str = "en"
    preset: str = DEFAULT
    author: str = ""
    url: str = ""


def files_of(said: Beginning) -> Mapping[str, bytes]:
    """Return the files of the blog by their keys."""
    first = f"posts/{said.now:%Y-%m-%d}-{slug(welcome_in(said.language).title)}.md"
    texts = {"site.yaml": _site(said), first: _first(said, first), "about.md": _about(said), ".gitignore": IGNORED}
    return {**{key: text.encode() for key, text in texts.items()}, "posts/hills.png": hills.png()}


def quoted(text: str) -> str:
    """Return a text as YAML and TOML read it, whatever is in it."""
    return json.dumps(text, ensure_ascii=False)


def in_braces(text: str) -> str:
    """Return a text as YAML reads it between braces, without quotes where it needs none."""
    return text if re.fullmatch(r"[^\W\d_][\w -]*", text) and text.lower() not in TOLD_APART else quoted(text)


TOLD_APART = ("no", "yes", "on", "off", "true", "false", "null")
"""Words that YAML takes for something else, such as the code of Norwegian."""


def _site(said: Beginning) -> str:
    template = Template(files("infra.authoring.create").joinpath("starter/site.yaml").read_text(encoding="utf-8"))
    name, direction = own_name(said.language)
    language = {"code": said.language, "name": name, **({"direction": direction} if direction != "ltr" else {})}
    author = f"authors:\n  {slug(said.author)}: {{name: {quoted(said.author)}}}"
    return template.substitute(
        title=quoted(said.title),
        url=f"url: {said.url}" if said.url else "# url: https://blog.example.org",
        zone=said.zone,
        language=f"{{{', '.join(f'{name}: {in_braces(value)}' for name, value in language.items())}}}",
        authors=author if said.author else "# authors:\n#   sam: {name: Sam Doe, url: /about/}",
        preset=said.preset,
        presets=", ".join(PRESETS),
    )


def _first(said: Beginning, key: str) -> str:
    says = welcome_in(said.language)
    author = f"author: {slug(said.author)}\n" if said.author else ""
    return (
        f"---\ntitle: {says.title}\ndate: {said.now:%Y-%m-%d %H:%M}\n{author}---\n\n{says.first.format(file=key)}\n\n"
        f"![{says.image}](hills.png)\n\n{says.write}\n\n- 1\n- 2\n\n"
        f'{says.then}\n\n```\npresswork new "…"\n```\n\n[{says.about}](../about.md)\n'
    )


def _about(said: Beginning) -> str:
    says = welcome_in(said.language)
    return f"# {says.about}\n\n{says.text}\n"
