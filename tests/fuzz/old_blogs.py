"""The readers of other blogs' files under the fuzzers: front matter, configurations, settings, texts."""

from chalicelib.content.frontmatter.parsed_values import plain
from chalicelib.content.plain_text import decoded
from infra.importers.folder.link_map import LinkMap, Place
from infra.importers.folder.links_in_text import readdressed
from infra.importers.folder.scan import Notes
from infra.importers.folder.tag_rewrite import retagged
from infra.importers.jekyll.kramdown import as_commonmark
from infra.importers.parsing.lenient_values import read_config, split_old
from infra.importers.pelican.settings import assigned
from infra.importers.pelican.texts import split_html, split_meta, with_fences

PLACE = Place("_posts/x.md", "/x/", "posts/x.md")
MOVED = LinkMap({"_posts/y.md": "posts/y.md"}, {"y": "posts/y.md"}, {"a.png": "a.png"}, "https://oven.example")
SETTINGS_THAT_CANNOT_BE = (SyntaxError, ValueError, TypeError, RecursionError, MemoryError)
PROGRAMS = (
    b"SITENAME = 'The ' + 'Oven'\n",
    b"A = 'x'\nB = f'{A}/{A}'\nMENUITEMS = (('a', B), ('b', A + A))\n",
    b"EXTRA_PATH_METADATA = {'extra/a': {'path': 'a'}}\nX: int = -1\nimport os\nY = os.environ\n",
)


def front(data: bytes) -> str:
    return repr(plain(split_old(decoded(data)).keys))


def meta(data: bytes) -> str:
    return repr(plain(split_meta(decoded(data)).keys))


def html(data: bytes) -> str:
    return split_html(decoded(data)).body


def config(data: bytes) -> str:
    return repr(plain(read_config("_config.yml", decoded(data)).values))


def settings(data: bytes) -> str:
    return repr(list(assigned(decoded(data), {}, "pelicanconf.py", Notes())))


def text(data: bytes) -> str:
    """Return a text as it comes along."""
    tagged = retagged(decoded(data), lambda tag, _: "" if tag.name == "raw" else None)
    return as_commonmark(with_fences(readdressed(tagged, lambda old, _: MOVED.target(old, PLACE).address)))
