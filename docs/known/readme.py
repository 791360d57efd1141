"""What the code knows of `README.md`."""

from infra.local import demo

VALUES = {"demo-grace": lambda: demo.GRACE}
