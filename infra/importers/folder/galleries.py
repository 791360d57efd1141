"""Galleries that the template of a page made of the pictures beside its text, or of those that its front matter lists.

A template of pages can't be read here, but a loop in it over the files of a page, or over a list of its front matter, says that
readers saw these pictures; they are written into the text.
"""

import posixpath
from collections.abc import Iterable
from urllib.parse import quote

from chalicelib.content.media.images import is_image
from chalicelib.frozen import Frozen
from infra.importers.folder.link_map import PATH, nfc
from infra.importers.folder.shown_pictures import ShownPictures


class Picture(Frozen):
    """A picture of a gallery: its path as the text names it, and its words."""

    path: str
    words: str = ""


def with_gallery(text: str, pictures: Iterable[Picture], folder: str, *, above: bool = False) -> str:
    """Return the text with a gallery of those of the pictures that it doesn't show itself."""
    shown = ShownPictures()
    shown.add(text, folder)
    rest = [picture for picture in pictures if is_image(picture.path.lstrip("/")) and not shown.names(picture.path, folder)]
    if not rest:
        return text
    images = (f"![{alt_text(picture.words)}]({quote(picture.path, safe=PATH)})" for picture in rest)
    gallery = "\n".join(("{{< gallery >}}", *images, "{{< /gallery >}}"))
    parts = (gallery, text.strip("\n")) if above else (text.rstrip("\n"), gallery)
    return "\n\n".join(filter(None, parts)) + "\n"


def alt_text(words: str) -> str:
    """Return the words of a picture as Markdown has them between brackets."""
    return " ".join(words.replace("[", "").replace("]", "").split())


def beside(paths: Iterable[str], folder: str) -> list[str]:
    """Return the paths of files below a folder, as a text in it names them, in order."""
    below = f"{nfc(folder)}/"
    return sorted(nfc(path).removeprefix(below) for path in paths if nfc(path).startswith(below) and posixpath.basename(path))
