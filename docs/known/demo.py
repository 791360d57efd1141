"""What the code knows of `docs/demo.md`."""

from infra.demo import demo

VALUES = {"demo-grace": lambda: demo.GRACE}
