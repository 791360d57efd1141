"""The names of files of comments: `.NAME.comments.json` beside the source `NAME.md`."""

from collections.abc import Iterable, Mapping

from chalicelib.content.media.files import sort_of

START, END = ".", ".comments.json"


def is_comment_file(key: str) -> bool:
    """Return whether a file is one of comments, by its name."""
    name = key.rpartition("/")[2]
    return name.startswith(START) and name.endswith(END) and len(name) > len(START + END)


def file_of(key: str) -> str:
    """Return the file of the comments on a source."""
    folder, slash, name = key.rpartition("/")
    return f"{folder}{slash}{START}{name.rpartition('.')[0]}{END}"


def sources_by_file(keys: Iterable[str]) -> Mapping[str, str]:
    """Return the sources by the files of their comments; of two with one file, it is that of the first."""
    return {file_of(key): key for key in sorted(keys, reverse=True) if sort_of(key) == "source"}
