"""What the code knows of `docs/micropub.md`."""

from chalicelib.authoring.micropub import media_file
from chalicelib.authoring.micropub.properties import ROWS, TEXT
from chalicelib.authoring.micropub.requests import LARGEST_FILE
from docs.generate import coded

TABLES = {
    "properties": lambda: [
        *([coded(name), "the text", meaning] for name, meaning in TEXT.items()),
        *([coded(row.name), row.keys, row.meaning] for row in ROWS),
    ],
}
VALUES = {
    "largest": lambda: LARGEST_FILE >> 20,
    "formats": lambda: coded(*(row.extension for row in media_file.FORMATS)),
}
