"""The encodings that a file may say it has.

Python looks up more by such a name than encodings of text: `hex` and `base64` turn bytes into bytes, `idna` and `unicode_escape`
take some letters for commands. An export in one of them was never written, so its name is a mistake or a trap.
"""

import codecs

ASCII = bytes(range(0x20, 0x7F))
COMMANDS = frozenset({"idna", "punycode", "raw-unicode-escape", "unicode-escape"})
"""The codecs that take some letters of ASCII for commands, by their names without an underscore."""


def is_known(name: str) -> bool:
    """Return whether Python knows a codec of this name, of whatever kind."""
    try:
        codecs.lookup(name)
    except (LookupError, ValueError):  # the latter for a name with a null character
        return False
    return True


def is_text(name: str) -> bool:
    """Return whether this is the name of an encoding in which each letter of ASCII is itself."""
    try:
        return codecs.lookup(name).name.replace("_", "-") not in COMMANDS and ASCII.decode(name) == ASCII.decode("ascii")
    except (LookupError, ValueError):  # a codec of bytes, or one that can't read the letters
        return False
