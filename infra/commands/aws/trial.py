"""The end of `presswork deploy --trial`: the starter blog is pushed, and the author is told how to go on and how to end it."""

from collections.abc import Mapping
from pathlib import Path

from infra.authoring.create import trial_blog
from infra.commands.blog.push import Options, Pushes, begun
from infra.deploying import trial
from infra.deploying.config import Deployment
from infra.deploying.prompts import Terminal
from infra.stack.parameters import NO
from infra.terminal.exit_codes import DONE
from infra.terminal.invocation import word


def show(site: Deployment, file: Path, terminal: Terminal, *, as_json: bool) -> int:
    """Push the starter blog to a site without posts, wait until it is live, and say what is next; return the exit status."""
    folder = file.parent / trial.BLOG
    trial_blog.create(folder, site.name, site.region)
    pushes = begun((folder,), "", Options(yes=True), as_json=as_json)
    status = publish(pushes, folder)
    url = pushes.destination.settings.get("SITE_URL", "")
    for line in (
        f"Your trial: {url}",
        *trial.going_on(site, file),
        f"Edit {folder}, and publish what you change: `presswork push {word(folder)}`",
        f"Remove all of it: `{trial.removal(site)}`",
        f"On this machine, that leaves {trial.FILE} and {folder}: delete them yourself.",
    ):
        terminal.say(line)
    terminal.tell(result(site, url, folder))
    return status


def result(site: Deployment, url: str, folder: Path) -> Mapping[str, object]:
    """Return the result for a program."""
    by = "function" if site.cdn == NO else "cdn"
    return {"event": "trial", "url": url, "served_by": by, "blog": str(folder), "remove": trial.removal(site)}


def publish(pushes: Pushes, folder: Path) -> int:
    """Push the blog, unless the site has posts; return the exit status."""
    if any(key.startswith("posts/") for key in pushes.contents.listed()):
        return DONE
    trial_blog.forget_pushes(pushes.destination)
    return pushes.push((folder,), pushes.tell)
