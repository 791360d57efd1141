"""The name that an installation puts among those of other packages: the `presswork` command, and all that belongs to it.

In a clone, the program stands beside this folder: `app.py`, `chalicelib`, `infra`, `templates`. In a wheel it stands within it
(`pyproject.toml`). Either way its modules have the same names, because the command puts the program's folder first on the path
of its own process.
"""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROGRAM = HERE if (HERE / "infra").is_dir() else HERE.parent


def main() -> int:
    """Run the command; return its exit status."""
    if str(PROGRAM) not in sys.path:
        sys.path.insert(0, str(PROGRAM))
    from infra.command import main as run  # noqa: PLC0415 - it is found only now

    return run()
