"""Listings that are divided early, so that a site of a few posts has all that only a large one has."""

from chalicelib.rendering import summaries
from chalicelib.rendering.pages import archives, division, listings, reading
from infra.build import precount

FEW = 2
DIVIDING = (summaries, archives, division, listings, reading, precount)
"""All modules that know how many posts fit on a page. One that is left out divides early or not, by which was loaded first."""


def divide_early() -> None:
    """From now on, so few posts fit on a page in this process and in those that it forks."""
    for module in DIVIDING:
        assert module.FITS > FEW
        module.FITS = FEW  # type: ignore[attr-defined]
