"""The blog of a trial: the files that `presswork init` writes, pushed once to the new site."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from infra.authoring.create.create_files import write_new
from infra.authoring.create.scaffold import NewBlog, files_of, quoted
from infra.authoring.create.user_locale import own_language, own_zone
from infra.authoring.push import push_index
from infra.authoring.target import stack_cache
from infra.authoring.target.destination import Destination
from infra.authoring.target.remembered_site import REMEMBERED_FILE

TITLE = "A trial"


def create(folder: Path, stack: str, region: str) -> None:
    """Write the files that don't exist yet, and, each time, the name of the site that the blog is pushed to."""
    zone = own_zone()
    write_new(folder, files_of(NewBlog(TITLE, datetime.now(ZoneInfo(zone)), zone, own_language())))
    (folder / REMEMBERED_FILE).write_text(f"site = {quoted(stack)}\nregion = {quoted(region)}\n", "utf-8")
    stack_cache.forget(Destination(stack, "stack", folder))


def forget_pushes(destination: Destination) -> None:
    """Forget what was pushed to an earlier trial, whose buckets had the same names."""
    push_index.path_of(destination).unlink(missing_ok=True)
