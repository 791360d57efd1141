"""Listings that are divided early, so that a site of a few posts has all that only a large one has."""

from chalicelib.rendering import summaries
from chalicelib.rendering.pages import archives, division, listings

FEW = 2


def divide_early() -> None:
    """From now on, so few posts fit on a page in this process and in those that it forks."""
    for module in (summaries, archives, division, listings):
        assert module.FITS > FEW
        module.FITS = FEW  # type: ignore[attr-defined]
