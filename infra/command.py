"""The `presswork` command: verbs in groups, a row each. The module of a verb is loaded only when it is called.

To add a verb, write a module in `commands.blog` (about a folder), `commands.site` (about a running site) or `commands.aws`
(about a deployment), and add a row to `GROUPS`.

A verb returns its exit status. Errors are put into words in a single place, `infra.error_texts`, so a verb catches only the
errors that it can handle.
"""

# ruff: noqa: ARG002 - methods are given what click gives

import os
import sys
import warnings
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

import click

from infra.terminal import invocation, stream_encoding
from infra.terminal.exit_codes import DONE, FOUND, UNABLE, wrong
from infra.terminal.writer import write

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

NAME = invocation.NAME
AS_IT_IS = "\b\n"  # before a paragraph that click doesn't wrap
JSON = "--json"  # looked for in the words as they were typed: they may be what is wrong
TRACEBACK = "PRESSWORK_TRACEBACK"  # the variable that asks for all that a programmer wants to see
COMPLETING = "_PRESSWORK_COMPLETE"  # the variable by which a shell asks for completions


class Verb(NamedTuple):
    """One row: the verb's name, its module in `infra.commands`, and its meaning."""

    name: str
    module: str
    meaning: str


GROUPS: Mapping[str, tuple[Verb, ...]] = {
    "Get started": (
        Verb("init", "blog.init", "Start a blog, with settings, a first post and a page."),
        Verb("import", "blog.import_", "Turn an old blog into a folder of Markdown."),
        Verb("demo", "blog.demo", "Run the whole blog on this machine, mail included."),
    ),
    "Write and publish": (
        Verb("new", "blog.new", "Start a new post or page."),
        Verb("check", "blog.check", "Check a blog, or files of it, without publishing anything."),
        Verb("push", "blog.push", "Upload what changed, and wait until it is live."),
        Verb("login", "blog.login", "Log in to a site, to push without AWS keys."),
        Verb("logout", "blog.logout", "Log out of a site on this machine."),
        Verb("watch", "blog.watch", "Push each file as it is saved."),
        Verb("build", "blog.build", "Build a folder into a site."),
        Verb("serve", "blog.serve", "Serve a built site, or build it first and again on each save."),
        Verb("phrases", "blog.phrases", "Print a translation file to fill in."),
    ),
    "Inspect and repair": (
        Verb("status", "site.status", "Show the state of your files, or of the site."),
        Verb("schedule", "site.schedule", "Show what is coming up: posts, letters, digests."),
        Verb("doctor", "site.doctor", "Find what is missing or out of date, and repair it."),
        Verb("history", "site.history", "List the earlier versions of a file, or show what changed."),
        Verb("restore", "site.restore", "Bring back an earlier version of a file, or a deleted file."),
        Verb("export", "site.export", "Save a whole site to a folder, subscribers included."),
        Verb("rebuild", "site.rebuild", "Render every page again, or read every file again."),
    ),
    "Readers and letters": (
        Verb("subscribers", "site.subscribers", "Count, list, add, import, export or erase subscribers."),
        Verb("comments", "site.comments", "List, approve, delete, erase or import comments."),
        Verb("letters", "site.letters", "List, preview, test, cancel or resume letters."),
    ),
    "Run and deploy": (
        Verb("desk", "site.desk", "Invite people to write, list them, or revoke them."),
        Verb("cost", "aws.cost", "Estimate what a month on AWS costs."),
        Verb("package", "aws.package", "Build the zips and templates that a deployment needs."),
        Verb("deploy", "aws.deploy", "Deploy to AWS, or update a deployment."),
        Verb("deploy-action", "aws.deploy_action", "Write a workflow that publishes a blog from its repository."),
        Verb("logs", "aws.logs", "Show the logs of the functions on AWS."),
        Verb("redrive", "aws.redrive", "Retry messages that failed."),
        Verb("keys", "aws.keys", "Count the keys that sign links, or add a new one."),
        Verb("destroy", "aws.destroy", "Remove the site from AWS."),
        Verb("completion", "aws.completion", "Print a completion script for your shell."),
    ),
}
"""The verbs, in the groups and the order of `presswork --help`."""

VERBS: Mapping[str, Verb] = {verb.name: verb for group in GROUPS.values() for verb in group}


class Verbs(click.Group):
    """The group of all verbs. Help and completion of their names load none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        command: click.Command = import_module(f"infra.commands.{VERBS[cmd_name].module}").command
        command.name = cmd_name
        return with_whole_lines(command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        widest = max(map(len, VERBS))
        for group, verbs in GROUPS.items():
            with formatter.section(group):
                formatter.write_dl([(verb.name.ljust(widest), verb.meaning) for verb in verbs])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem]":
        from click.shell_completion import CompletionItem  # noqa: PLC0415 - only a shell that completes needs it

        if incomplete.startswith("-"):
            return super().shell_complete(ctx, incomplete)
        return [CompletionItem(verb.name, help=verb.meaning) for verb in VERBS.values() if verb.name.startswith(incomplete)]


def with_whole_lines(command: click.Command) -> click.Command:
    """Let examples be copied as they are: on their lines, with a name that works here; and let no meaning be cut off."""
    if command.epilog and not command.epilog.startswith(AS_IT_IS):
        command.epilog = f"{AS_IT_IS}{command.epilog}"
    command.epilog = command.epilog and invocation.runnable(command.epilog)
    for subcommand in command.commands.values() if isinstance(command, click.Group) else ():
        subcommand.short_help = subcommand.short_help or (subcommand.help or "").partition("\n\n")[0].replace("\n", " ")
        with_whole_lines(subcommand)
    return command


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 - as click calls it
    """Print the version of the installed package, as pyproject.toml names it."""
    if wanted and not ctx.resilient_parsing:
        from importlib.metadata import version  # noqa: PLC0415 - it takes as long to load as all the rest

        write(f"{NAME} {version(NAME)}")
        ctx.exit()


@click.group(
    cls=Verbs,
    name=NAME,
    subcommand_metavar="VERB …",
    epilog="`presswork VERB --help` explains a verb and gives an example.",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Print Presswork's version.")
def command() -> None:
    """Turn a folder of Markdown into a blog, its feeds and a newsletter."""
    import logging  # noqa: PLC0415 - help and version print nothing that is logged

    from infra.terminal.error_log import on_terminal  # noqa: PLC0415

    logging.basicConfig(level=logging.WARNING, handlers=[on_terminal()])


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; return the exit status. Errors are reported on one line."""
    given = sys.argv[1:] if argv is None else list(argv)
    if asked := os.environ.get(COMPLETING):
        from click.shell_completion import shell_complete  # noqa: PLC0415 - only a shell that completes needs it

        return shell_complete(command, {}, NAME, COMPLETING, asked)
    stream_encoding.prepare()
    if argv is None and not sys.warnoptions and not os.environ.get(TRACEBACK):
        warnings.simplefilter("ignore")  # of libraries, which are addressed to programmers
    try:
        return run(given)
    except click.exceptions.NoArgsIsHelpError as error:
        write(error.format_message(), sys.stderr)
        return UNABLE
    except BrokenPipeError:  # the reader has closed the pipe, as in `presswork subscribers list | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FOUND
    except (Exception, KeyboardInterrupt) as error:
        if isinstance(error, KeyboardInterrupt) and argv is None and not os.environ.get(TRACEBACK):
            from infra.terminal.shutdown import ignore_half_built  # noqa: PLC0415 - few commands are interrupted

            ignore_half_built()
        return failed(error, as_json=JSON in given)


def run(given: list[str]) -> int:
    try:
        with command.make_context(invocation.here(), given) as ctx:
            status = int(command.invoke(ctx) or DONE)
    except click.exceptions.Exit as ended:
        status = ended.exit_code
    sys.stdout.flush()
    return status


def failed(error: BaseException, *, as_json: bool = False) -> int:
    """Report what has ended a command, to a program as JSON; return the exit status."""
    from infra.error_texts import outcome_of  # noqa: PLC0415 - what explains errors is loaded where there is one

    if os.environ.get(TRACEBACK):
        import traceback  # noqa: PLC0415

        write("".join(traceback.format_exception(error)), sys.stderr, end="")
    if isinstance(error, KeyboardInterrupt) and sys.stderr.isatty():
        write("", sys.stderr)  # after the terminal's ^C
    outcome = outcome_of(error)
    return wrong(str(outcome), outcome.status, as_json=as_json)
