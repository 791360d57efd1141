"""HTML elements that several modules of `content` need."""


def named(names: str) -> frozenset[str]:
    """Return a set of names, given as words."""
    return frozenset(names.split())


VOID = named("area base br col embed hr img input link meta source track wbr")
PLAYING = named("audio source track video")  # with the address of what they play; tracks are captions of videos
CLOSED_BY_ITSELF = named("p li dt dd td th tr option")  # their ends may be left out; they nest only by way of another element
