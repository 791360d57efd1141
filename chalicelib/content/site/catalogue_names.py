"""Catalogues: a site's own files of phrases. Each has the name of its language, in one spelling."""

FOLDER = "phrases/"  # within templates/
ENDING = ".po"
SCRIPT, REGION = 4, 2  # letters


def name_of(lang: str) -> str:
    """Return the name of a language's catalogue, `phrases/pt-BR.po`, for any spelling of the code."""
    first, *others = lang.replace("_", "-").split("-")
    cased = (part.title() if len(part) == SCRIPT else part.upper() if len(part) == REGION else part.lower() for part in others)
    return f"{FOLDER}{'-'.join((first.lower(), *cased))}{ENDING}"


def language_of(name: str) -> str:
    """Return the language of a catalogue's name; nothing for an invalid name."""
    code = name.removeprefix(FOLDER).removesuffix(ENDING)
    return code if name == name_of(code) else ""
