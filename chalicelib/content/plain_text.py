"""Plain text: an author's bytes as text, without characters that no page may have, and quotations of it for reports."""

import re

from chalicelib.content.limits import limit
from chalicelib.errors import Refusal

FOUND_LIMIT = limit("quotation in a report")


def decoded(raw: bytes) -> str:
    """Return the text of a UTF-8 file, without byte order mark, with `\\n` line ends, without characters that XML forbids."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        quotation = f"byte 0x{raw[error.start]:02X} at offset {error.start:,}"
        raise Refusal("encoding", quotation, raw.count(b"\n", 0, error.start) + 1) from error
    return clean(text.replace("\r\n", "\n").replace("\r", "\n"))


def clean(text: str) -> str:
    """Return the text without characters that XML forbids: one of them would make a whole feed invalid."""
    return FORBIDDEN.sub("", text) if has_forbidden(text) else text


def has_forbidden(text: str) -> bool:
    """Return whether the text has a character that XML forbids; nearly none has, and a pattern would ask about each character."""
    try:
        text.encode()
    except UnicodeEncodeError:  # a surrogate
        return True
    return any(map(text.__contains__, FORBIDDEN_ALONE))


FORBIDDEN_ALONE = (*map(chr, {*range(0x20)} - {*b"\t\n\r"}), "\ufffe", "\uffff")
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def short(text: str) -> str:
    """Return a quotation of the text for a report: one line, shortened."""
    return _cut(" ".join(text.split()))


def short_line(line: str) -> str:
    """Return a quotation of a line with all its blanks, since its depth counts; one that is too deep is quoted without them."""
    quotation = re.sub(r"[^\S ]", " ", line).rstrip()
    return quotation if len(quotation) <= FOUND_LIMIT else _cut(f"{quotation.lstrip():{FOUND_LIMIT + 1}}")


def _cut(line: str) -> str:
    return line if len(line) <= FOUND_LIMIT else line[: FOUND_LIMIT - 1] + "…"
