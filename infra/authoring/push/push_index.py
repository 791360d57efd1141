"""The index of pushes: what this folder had, and what the content bucket got, when they were last the same.

It is in the blog's `.presswork/push-SITE.json`. A file whose size and time are as they were isn't read again, so one edited
file among ten thousand is found without reading or listing the others. The bucket's ETag is what an author changed *from*: if
another one is there now, somebody else has changed the file since.

Losing the index costs time, never a file: what it doesn't know is asked of the bucket.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from msgspec import field
from msgspec.structs import replace

from chalicelib.frozen import Frozen
from infra.authoring.target.destination import Destination
from infra.files import private_files
from infra.files.blog_folder import Look

FORMAT = 1  # raise it when older files can't be read any more

UNREAD = Look(0, 0)


class Pushed(Frozen):
    """A file as it was pushed: how it looked, the MD5 of its bytes, and the ETag of the object.

    Of an object that was never pushed from here only the ETag is known.
    """

    look: Look = UNREAD
    digest: str = ""
    etag: str = ""


class Index(Frozen):
    """The files by key; `waiting` are those that were pushed and not yet seen live. `known` says whether there was an index.

    `comments` are the files of comments beside posts, as they looked when all in them was on the site.
    """

    files: Mapping[str, Pushed] = field(default_factory=dict)
    waiting: frozenset[str] = frozenset()
    known: bool = False
    comments: Mapping[str, Look] = field(default_factory=dict)

    def is_pushed(self, key: str) -> bool:
        """Return whether the file was ever pushed from here, or was found to be the same."""
        return key in self.files and bool(self.files[key].digest)

    def with_listed(self, etags: Mapping[str, str]) -> "Index":
        """Return the index with objects that were listed, as far as it doesn't know them."""
        return replace(self, files={**{key: Pushed(etag=etag) for key, etag in etags.items()}, **self.files}, known=True)

    def with_files(self, files: Mapping[str, Pushed]) -> "Index":
        return replace(self, files={**self.files, **files}, known=True)

    def without(self, keys: Iterable[str]) -> "Index":
        gone = frozenset(keys)
        return replace(self, files={key: file for key, file in self.files.items() if key not in gone})


def merged(ours: Index, begun: Index, theirs: Index) -> Index:
    """Return what two pushes of one folder know together: `theirs`, with what has changed in `ours` since it was `begun`."""
    gone = begun.files.keys() - ours.files.keys()
    changed = {key: file for key, file in ours.files.items() if begun.files.get(key) != file}
    files = {key: file for key, file in theirs.files.items() if key not in gone} | changed
    waiting = (theirs.waiting - (begun.waiting - ours.waiting)) | (ours.waiting - begun.waiting)
    comments = {key: look for key, look in ours.comments.items() if begun.comments.get(key) != look}
    return Index(files, waiting, known=True, comments={**theirs.comments, **comments})


def path_of(destination: Destination) -> Path:
    """Return the file of the index."""
    name = "".join(letter if letter.isalnum() or letter in "-_." else "-" for letter in destination.name).strip(".-")
    return destination.blog / ".presswork" / f"push-{name or 'site'}.json"


def load(destination: Destination) -> Index:
    """Return the index; an empty one if there is none, or one that is damaged or of another site with this name."""
    try:
        said = json.loads(path_of(destination).read_bytes())
        return _read(said) if said["format"] == FORMAT and said["site"] == destination.identity else Index()
    except (OSError, ValueError, KeyError, TypeError):
        return Index()


def save(destination: Destination, index: Index) -> None:
    """Write the index, whole or not at all."""
    path = path_of(destination)
    path.parent.mkdir(exist_ok=True)
    files = {key: [*file.look, file.digest, file.etag] for key, file in sorted(index.files.items())}
    comments = {"comments": dict(sorted(index.comments.items()))} if index.comments else {}
    said = {"format": FORMAT, "site": destination.identity, "waiting": sorted(index.waiting), "files": files, **comments}
    private_files.write(path, json.dumps(said, ensure_ascii=False))


def _read(said: Mapping[str, Any]) -> Index:
    files = {key: Pushed(Look(size, changed), digest, etag) for key, (size, changed, digest, etag) in said["files"].items()}
    comments = {key: Look(size, changed) for key, (size, changed) in said.get("comments", {}).items()}
    return Index(files, frozenset(said["waiting"]), known=True, comments=comments)
