"""The package: one zip of all functions, and the templates of the stack around it.

This package makes the zip, not Chalice: of wheels for the functions' machine, without unused files, and with compiled
bytecode. The same input gives the same bytes: the input is the project's files, `requirements.lock`, the
version of Chalice, and the Python that runs the command (with its zlib), which is also the functions' runtime.
"""


class UnpackableError(Exception):
    """The package can't be made; the text is one line with the reason."""
