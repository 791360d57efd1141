"""`presswork deploy-action`: the workflow by which a repository pushes its blog at each commit."""

from pathlib import Path

import click

from infra.authoring.create import git
from infra.authoring.create.workflows import FILES, MARK, Source, Workflow, source_of
from infra.authoring.target.remembered_site import blog_of
from infra.commands.options import as_json
from infra.commands.sites import of_stack
from infra.deploying import config
from infra.deploying.site import Site, SiteChoice, chosen_site
from infra.files.relative_path import relative
from infra.stack.access.repositories import HOSTS, Host, repository
from infra.terminal.exit_codes import UNABLE
from infra.terminal.streams import CannotError, document, remark, say


@click.command(epilog="Example: presswork deploy-action --github")
@click.option("--github", "host", flag_value="github", help="Write a GitHub workflow, .github/workflows/presswork.yml.")
@click.option("--gitlab", "host", flag_value="gitlab", help="Write a GitLab job, .gitlab-ci.yml.")
@click.option("--print", "prints", is_flag=True, help="Print it instead of writing a file.")
@click.option("--delete", "deletes", is_flag=True, help="Also remove from the site what is deleted from the repository.")
@click.option(
    "--from",
    "source",
    default="",
    metavar="SPEC",
    help="The commit of Presswork to install there, as git+https://…@COMMIT (default: the one here).",
)
@as_json
@of_stack
def command(*, asked: SiteChoice, host: str | None, prints: bool, deletes: bool, source: str, as_json: bool) -> int:
    """Let a repository publish its blog on each commit, with a role that can do only that, and no keys to store.

    `presswork deploy` creates the role if presswork.toml has a line such as `github = "ines/blog"`. Without --github or --gitlab,
    the repository's remote decides.
    """
    blog = blog_of(Path())
    root = git.root_of(blog)
    row = _host(host or git.hosted(root)[0])
    site = chosen_site(asked)
    path, text = FILES[row.name]
    workflow = Workflow(
        site=site.name,
        region=site.aws.region,
        role=_role(site, row, root),
        source=_source(source),
        branch=repository(config.read(asked.config).get(row.name, "")).branch,
        folder=Path(relative(blog.resolve(), root)).as_posix(),
        deletes=deletes,
    )
    workflow_text = text(workflow)
    if not prints:
        _write(root / path, workflow_text, row)
    if as_json:
        document({"site": site.name, "host": row.name, "file": str(root / path), "written": not prints, "text": workflow_text})
    elif prints:
        say(workflow_text.rstrip("\n"))
    else:
        say(str(root / path))
        remark(f"Commit it: from then on, each commit is pushed to {site.name}.")
    return 0


def _host(name: str) -> Host:
    host = next((row for row in HOSTS if row.name == name), None)
    if host is None:
        raise CannotError("which host? This folder has no remote at github.com or gitlab.com; use --github or --gitlab", UNABLE)
    return host


def _role(site: Site, row: Host, root: Path) -> str:
    """Return the role that the stack has for this host; raise `CannotError` with what to do if it has none."""
    role = site.outputs.get(row.role_output, "")
    if not role:
        at, path = git.hosted(root)
        example = path if at == row.name else "OWNER/NAME"
        raise CannotError(
            f'{site.name} has no role for {row.name} yet: write {row.name} = "{example}" into presswork.toml, '
            "run `presswork deploy`, and then this again",
            UNABLE,
        )
    return role


def _source(requirement: str) -> Source:
    """Return the commit of Presswork that is installed there; raise `CannotError` if it can't be told."""
    commit = source_of(requirement) if requirement else git.source()
    if commit is None:
        problem = f"--from {requirement!r} doesn't name a commit" if requirement else "which Presswork is installed there?"
        raise CannotError(f'{problem}; say it as --from "git+https://…@COMMIT", whose own locks are used', UNABLE)
    return commit


def _write(path: Path, text: str, row: Host) -> None:
    """Write the file, unless one is there that somebody else has written."""
    if path.exists() and MARK not in path.read_text(encoding="utf-8", errors="replace"):
        raise CannotError(f"{path} already exists: add to it what `presswork deploy-action --{row.name} --print` prints", UNABLE)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
