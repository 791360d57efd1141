"""Which files a text may show: the paths that its words and its front matter could mean, and the names in double brackets."""

import posixpath
import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from chalicelib.content.frontmatter.frontmatter import FrontMatter
from chalicelib.content.frontmatter.parsed_values import Scalar, Value
from infra.importers.markdown_folder.systems.wikilinks import names_in

PATH = re.compile(r"[\w@%+~.,&'/-][\w@%+~.,()&'/ -]{0,200}?\.[A-Za-z0-9]{2,5}(?![\w.])")
ALIAS = re.compile(r"(?:@|~|@site|@assets|@images|\$lib)/")
LONGEST = 300  # characters of a value that may be a path


def shown_by(front: FrontMatter, path: str, roots: tuple[str, ...]) -> Iterator[str]:
    """Yield the paths of files that a text may show, from each folder that it may mean, and the names of those in brackets."""
    folders = (posixpath.dirname(path), "src", "src/assets", "src/images", "", *roots)
    for written in (*PATH.findall(front.body), *texts_in(front.keys)):
        for spelling in {written, written.rpartition(" ")[2], unquote(written)}:
            name = ALIAS.sub("", spelling.strip(), count=1) if ALIAS.match(spelling.strip()) else spelling.strip()
            yield from (posixpath.normpath(posixpath.join(folder, name.lstrip("/"))) for folder in folders)
    yield from (posixpath.basename(name).lower() for name in names_in(front.body) if "." in name)


def texts_in(keys: Mapping[str, Value]) -> Iterator[str]:
    """Yield the texts of front matter that may be paths, however deep they lie."""
    values: list[Value] = list(keys.values())
    while values:
        value = values.pop()
        if isinstance(value, Scalar):
            if "." in value.text and len(value.text) < LONGEST:
                yield value.text
        else:
            values += value if isinstance(value, tuple) else value.values()
