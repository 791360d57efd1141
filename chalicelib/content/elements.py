"""HTML's elements, as far as more than one room must know them."""


def named(names: str) -> frozenset[str]:
    """A set of names, written as words."""
    return frozenset(names.split())


VOID = named("area base br col embed hr img input link meta source track wbr")
CLOSED_BY_ITSELF = named("p li dt dd td th tr option")  # their ends may be left out; they nest only by way of another element
