"""Formulas: LaTeX becomes MathML, without a script."""

from html import escape

from latex2mathml.converter import convert


class UnreadableFormulaError(ValueError):
    """A formula that can't be read."""


def mathml(source: str, *, display: bool) -> str:
    """Return the MathML of a formula."""
    try:
        return str(convert(source.strip(), display="block" if display else "inline"))
    except Exception as error:
        raise UnreadableFormulaError(source) from error


def shown(source: str, *, display: bool) -> str:
    """Return a formula that can't be read as its source."""
    mark = "$$" if display else "$"
    return f"<code>{mark}{escape(source, quote=False)}{mark}</code>"
