"""The package: one zip that is all functions, and the templates that describe the stack around it.

The zip is made here and not by Chalice: of wheels for the functions' machine, without what is never imported there, and with
bytecode made beforehand. The same input gives the same bytes: input are the project's files, `requirements.lock`, the
version of Chalice, and the Python that runs the command (with its zlib), which is also the functions' runtime.
"""


class UnpackableError(Exception):
    """The package can't be made; the text is one line that says why."""
