"""Catalogues: the files of words that a site may bring, each named by its language, which has one name alone."""

FOLDER = "phrases/"  # among the templates
ENDING = ".po"
SCRIPT, REGION = 4, 2  # letters


def name_of(lang: str) -> str:
    """The name of a language's catalogue, `phrases/pt-BR.po`, however `site.yaml` spells the code."""
    first, *others = lang.replace("_", "-").split("-")
    cased = (part.title() if len(part) == SCRIPT else part.upper() if len(part) == REGION else part.lower() for part in others)
    return f"{FOLDER}{'-'.join((first.lower(), *cased))}{ENDING}"


def language_of(name: str) -> str:
    """The language that a catalogue's name says; nothing for a name that none has."""
    code = name.removeprefix(FOLDER).removesuffix(ENDING)
    return code if name == name_of(code) else ""
