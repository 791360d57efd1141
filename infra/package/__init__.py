"""The package: the zips of the functions, and the templates of the stack around them.

This package, not Chalice, creates the zips: of wheels for the functions' machine, without unused files, and with compiled
bytecode. The same input gives the same bytes: the input is the project's files with its locks, the version of Chalice, and the
Python that runs the command (with its zlib), which is also the functions' runtime.
"""


class UnpackableError(Exception):
    """The package can't be made; the text is one line with the reason."""
