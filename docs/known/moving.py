"""What the code knows of `docs/moving.md`: the systems of folders."""

from infra.importers.markdown_folder.habits import HABITS


def systems() -> str:
    """Return the names of the systems that are known by their files."""
    *names, last = [habit.title for habit in HABITS if habit.files or habit.packages]
    return f"{', '.join(names)} and {last}"


VALUES = {"systems": systems}
