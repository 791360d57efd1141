"""The files of a new blog: the answers of its author and the time in, files out."""

import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from importlib.resources import files
from string import Template

from chalicelib.content.addresses.addresses import slug
from chalicelib.content.addresses.language_names import own_name
from chalicelib.content.site.presets import DEFAULT, PRESETS
from chalicelib.frozen import Frozen
from infra.authoring.create.sample_posts import SamplePost, SampleTexts, sample_in
from infra.files.gitignore import IGNORED

STARTER = files("infra.authoring.create").joinpath("starter")


class NewBlog(Frozen):
    """The author's answers about a new blog; `now` is in its zone."""

    title: str
    now: datetime
    zone: str = "UTC"
    language: str = "en"
    preset: str = DEFAULT
    author: str = ""
    url: str = ""


def files_of(blog: NewBlog) -> Mapping[str, bytes]:
    """Return the files of the blog by their keys."""
    sample = sample_in(blog.language)
    first = _key(blog.now, sample.title)
    others = ((sample.picture, "sea.png", 1), (sample.publishing, "pines.png", 2))
    texts = {
        "site.yaml": _site(blog),
        first: _first_post(blog, sample, first),
        **dict(_short_post(blog, post, image, days) for post, image, days in others),
        "about.md": f"# {sample.about}\n\n{sample.text}\n",
        ".gitignore": IGNORED,
    }
    images = {f"posts/{name}": STARTER.joinpath(name).read_bytes() for name in ("hills.png", *(image for _, image, _ in others))}
    return {**{key: text.encode() for key, text in texts.items()}, **images}


def quoted(text: str) -> str:
    """Return a text as YAML and TOML read it, whatever is in it."""
    return json.dumps(text, ensure_ascii=False)


def in_braces(text: str) -> str:
    """Return a text as YAML reads it between braces, without quotes where it needs none."""
    return text if re.fullmatch(r"[^\W\d_][\w -]*", text) and text.lower() not in YAML_WORDS else quoted(text)


YAML_WORDS = ("no", "yes", "on", "off", "true", "false", "null")
"""Words that YAML takes for something else, such as the code of Norwegian."""


def _site(blog: NewBlog) -> str:
    template = Template(STARTER.joinpath("site.yaml").read_text(encoding="utf-8"))
    name, direction = own_name(blog.language)
    language = {"code": blog.language, "name": name, **({"direction": direction} if direction != "ltr" else {})}
    author = f"authors:\n  {slug(blog.author)}: {{name: {quoted(blog.author)}}}"
    return template.substitute(
        title=quoted(blog.title),
        url=f"url: {blog.url}" if blog.url else "# url: https://blog.example.org",
        zone=blog.zone,
        language=f"{{{', '.join(f'{name}: {in_braces(value)}' for name, value in language.items())}}}",
        authors=author if blog.author else "# authors:\n#   sam: {name: Sam Doe, url: /about/}",
        preset=blog.preset,
        presets=", ".join(PRESETS),
    )


def _key(time: datetime, title: str) -> str:
    return f"posts/{time:%Y-%m-%d}-{slug(title)}.md"


def _front_matter(blog: NewBlog, title: str, time: datetime) -> str:
    author = f"author: {slug(blog.author)}\n" if blog.author else ""
    return f"---\ntitle: {title}\ndate: {time:%Y-%m-%d %H:%M}\n{author}---\n\n"


def _short_post(blog: NewBlog, post: SamplePost, image: str, days: int) -> tuple[str, str]:
    """Return the key and the text of a post that is some days old."""
    time = blog.now - timedelta(days=days)
    return _key(time, post.title), f"{_front_matter(blog, post.title, time)}![{post.image}]({image})\n\n{post.text}\n"


def _first_post(blog: NewBlog, sample: SampleTexts, key: str) -> str:
    return (
        f"{_front_matter(blog, sample.title, blog.now)}{sample.first.format(file=key)}\n\n"
        f"![{sample.image}](hills.png)\n\n{sample.write}\n\n- 1\n- 2\n\n"
        f'{sample.then}\n\n```\npresswork new "…"\n```\n\n[{sample.about}](../about.md)\n'
    )
