"""What the code knows of `docs/demo.md`."""

from infra.local import demo

VALUES = {"demo-grace": lambda: demo.GRACE}
