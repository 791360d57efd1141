"""How a view model is declared."""

from markupsafe import Markup

from chalicelib.frozen import Frozen

NOTHING = Markup()


class ViewModel(Frozen):
    """The base of all view models; templates see their fields alone."""
