"""The cost of operators in templates: the size of a result is estimated before it is made.

Jinja2's sandbox keeps templates away from Python, but lets `"x".center(10**9)` fill the memory, and thirty lines that double a
list do the same. So each operation of a template is weighed (`template_weights`): filters, tests and calls by their rows
(`template_costs`), and operators, lists, joined texts and output. An operation that would make more than `WIDEST` characters is
refused before it runs, and each costs steps, which depend only on the template and its values, not on the machine.
"""

from typing import Any

from jinja2.exceptions import SecurityError

from chalicelib.rendering.templates.template_costs import formatted
from chalicelib.rendering.templates.template_weights import A_STEP, BITS, WIDEST, effort, held, weight


def check_operator(operator: str, left: Any, right: Any) -> float:
    """Return the steps of an operator; refuse it if it would make too much."""
    if operator == "%" and isinstance(left, str):
        return held(len(left) + formatted(left, right)) / A_STEP
    if operator == "**":
        bits = abs(left).bit_length() * abs(right) if isinstance(left, int) and isinstance(right, int) else 0
        return _number(operator, bits)
    if operator == "*":
        many, times = (left, right) if isinstance(right, int) else (right, left)
        if isinstance(times, int) and not isinstance(many, int | float):
            size = weight(many) * times
            if size > WIDEST:
                raise SecurityError("`*` produces too much here")
            return size / A_STEP
        bits = abs(left).bit_length() + abs(right).bit_length() if isinstance(left, int) and isinstance(right, int) else 0
        return _number(operator, bits)
    held(weight(left) + weight(right))
    return effort(left) + effort(right)


def _number(operator: str, bits: int) -> float:
    if bits > BITS:
        raise SecurityError(f"`{operator}` produces too much here")
    return 1
