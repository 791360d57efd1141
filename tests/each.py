"""Many small cases as one test.

pytest collects, sets up and reports each of its tests, which takes longer than a case of a microsecond does. A test of a rule
with hundreds of such cases is one test: every case runs, and a failure shows the traceback of each that failed, with its values.
"""

import functools
import inspect
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

Cases: TypeAlias = Iterable[Any] | Callable[[], Iterable[Any]]


def each(names: str | tuple[str, ...], cases: Cases) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Run the test with each case in turn, as `pytest.mark.parametrize` would; a function makes its cases when the test runs.

    The cases share the fixtures of the test, so they are for rules that leave no trace.
    """
    split = tuple(name.strip() for name in names.split(",")) if isinstance(names, str) else names

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(test)
        def run(**fixtures: Any) -> None:
            faults: list[Exception] = []
            for case in cases() if callable(cases) else cases:
                values = dict(zip(split, case if len(split) > 1 else (case,), strict=True))
                try:
                    test(**values, **fixtures)
                except Exception as error:  # the other cases run, too
                    error.add_note(f"with {', '.join(f'{name}={value!r}'[:500] for name, value in values.items())}")
                    faults.append(error)
            if faults:
                raise ExceptionGroup(f"{len(faults)} cases failed", faults)

        signature = inspect.signature(test)
        fixtures = [parameter for name, parameter in signature.parameters.items() if name not in split]
        run.__signature__ = signature.replace(parameters=fixtures)  # type: ignore[attr-defined]
        run.cases = cases  # type: ignore[attr-defined]
        return run

    return decorate


def cases_of(test: Callable[..., None]) -> int:
    """Return how many cases a test runs."""
    number = 1
    while hasattr(test, "cases"):
        number, test = number * len([*(test.cases() if callable(test.cases) else test.cases)]), test.__wrapped__  # type: ignore[attr-defined]
    return number
