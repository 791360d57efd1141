"""The `presswork` command: one row a verb.

Verbs about subscribers and letters work on a running site: that of the environment's settings, else the demo in this folder, else
the site of `presswork.toml`.
"""

import argparse
import importlib
import json
import logging
import os
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile
from threading import Event
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from chalicelib.errors import CAUTIONS
from chalicelib.settings import NEEDED as OF_A_CLOUD
from chalicelib.settings import SettingsError
from infra.exits import INTERRUPTED, wrong
from infra.local import stopping
from infra.local.troubles import on_terminal
from infra.verbs.acts import LETTERS, REBUILD, SUBSCRIBERS, Act

if TYPE_CHECKING:
    from infra.local.build import Built


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="presswork", description="Turn a folder of Markdown into a blog, its feeds and a newsletter."
    )
    parser.add_argument("--version", action=Version, nargs=0, help="print Presswork's version")
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    _build(verbs.add_parser("build", help="build a folder into a site"))
    _serve(verbs.add_parser("serve", help="serve a built site, or build it first and again at each save"))
    _demo(verbs.add_parser("demo", help="run the whole blog on this machine, mail included"))
    _acts(
        verbs.add_parser("subscribers", help="count, list, add, import, export or erase subscribers"), "subscribers", SUBSCRIBERS
    )
    _acts(verbs.add_parser("letters", help="list, preview, test, cancel or resume letters"), "letters", LETTERS)
    _acts(verbs.add_parser("rebuild", help="make every page again, or read every file again"), "rebuild", REBUILD)
    given = sys.argv[1:] if argv is None else argv
    for name, (module, meaning) in VERBS.items():
        added = verbs.add_parser(name, help=meaning)
        if name in given[:1]:
            verb = importlib.import_module(f"infra.{module}")
            verb.arguments(added)
            added.set_defaults(run=verb.run)
    asked = parser.parse_args(given)
    logging.basicConfig(level=logging.WARNING, handlers=[on_terminal()])
    return int(asked.run(asked))


class Version(argparse.Action):
    """Print the version of the installed package, as pyproject.toml names it."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version  # noqa: PLC0415 - it takes as long to load as all the rest

        print(f"{parser.prog} {version('presswork')}")
        parser.exit()


VERBS: Mapping[str, tuple[str, str]] = {
    "package": ("verbs.package", "make the zips and templates that a deployment needs"),
    "deploy": ("verbs.deploy", "deploy to AWS, or update what is there"),
    "status": ("deploying.status", "show how the site on AWS is doing"),
    "doctor": ("deploying.doctor", "find what is missing on AWS, and say how to fix it"),
    "logs": ("deploying.logs", "show the logs of the functions on AWS"),
    "redrive": ("deploying.redriving", "retry messages that failed"),
    "keys": ("deploying.rotating", "count the keys that sign links, or add one"),
    "destroy": ("deploying.destroy", "remove the site from AWS"),
    "cost": ("verbs.cost", "estimate what a month on AWS costs"),
    "phrases": ("verbs.phrases", "print a translation file to fill in"),
}
"""Verbs with a module each, which is loaded only for them, and their meanings."""


def time(text: str) -> datetime:
    """Read a time; without a zone it is UTC."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def url(text: str) -> str:
    """Read a site's address: scheme and host, as in site.yaml."""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment:
        raise argparse.ArgumentTypeError(f"{text!r} must be a scheme and host only, such as https://example.org")
    return f"{parts.scheme}://{parts.netloc}"


def _build(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", metavar="SRC", type=Path, help="the folder with your posts and pages")
    parser.add_argument("out", metavar="OUT", type=Path, help="the folder to build into")
    parser.add_argument("--url", type=url, default=None, help="the address of the site, instead of the one in site.yaml")
    as_of = "build as of this time, for scheduled and expired posts"
    parser.add_argument("--now", type=time, default=None, metavar="TIME", help=as_of)
    parser.add_argument("--fresh", action="store_true", help="build everything from scratch, not only what changed")
    parser.set_defaults(run=run_build)


def run_build(asked: argparse.Namespace) -> int:
    from infra.local.build import build  # noqa: PLC0415 - each verb loads only what it needs

    if why := unbuildable(asked.source, asked.out):
        return wrong(why, USAGE)
    now = asked.now or datetime.now(UTC)
    try:
        return report(
            build(
                asked.source,
                asked.out,
                url=asked.url or "",
                now=now,
                progress=sys.stderr.isatty(),
                fresh=asked.fresh,
                tell=lambda said: print(f"presswork: {said}", file=sys.stderr),
            )
        )
    except OSError as error:  # the pages so far stay, and the next build makes the others
        return broke_off("build", error, asked.out)


def broke_off(what: str, error: OSError, where: str | Path = "") -> int:
    """Report an error of the system, at `where` unless it names a file; return the exit status."""
    return wrong(f"the {what} stopped: {error.filename or where}: {error.strerror or error}")


def unbuildable(source: Path, out: Path) -> str:
    """Return why a folder can't be built into another; empty if it can."""
    if not source.is_dir():
        return f"{source} isn't a folder"
    if out.exists() and not out.is_dir():
        return f"{out} is a file; choose a folder to build into"
    if source.resolve().is_relative_to(out.resolve()):
        return f"{out} contains the sources; choose another folder to build into"
    try:
        out.mkdir(parents=True, exist_ok=True)
        TemporaryFile(dir=out).close()
    except OSError as error:
        return f"can't write to {out}: {error.strerror}"
    return ""


def report(built: "Built") -> int:
    for key, refusal in built.refused:
        print(f"{key}:{refusal.line or 1}: {refusal}", file=sys.stderr)
    for key, target in built.missing:
        print(f"{key}: warning: links to {target}, which isn't there", file=sys.stderr)
    for key, found in built.diagnostics:
        print(f"{key}:{found.line or 1}: warning: {found.found}: {CAUTIONS[found.code].why}", file=sys.stderr)
    for lang, phrases in built.unsaid.items():
        print(unsaid(lang, phrases), file=sys.stderr)
    for lang in built.idle:
        print(f"templates/phrases: warning: there are translations for {lang}, which isn't in site.yaml", file=sys.stderr)
    for page in built.failed:
        print(f"presswork: this page couldn't be made: {page.kind} {page.of} {page.at}".rstrip(), file=sys.stderr)
    refused = f", {len(built.refused)} refused" if built.refused else ""
    print(f"{counted(built.posts, 'post')}, {counted(built.pages, 'page')}, {built.seconds:.1f} seconds{refused}")
    return 1 if built.refused or built.failed else 0


def unsaid(lang: str, phrases: Sequence[str]) -> str:
    """Return the warning for phrases without a translation into a language."""
    some = ", ".join(f'"{phrase}"' for phrase in phrases[:SHOWN])
    more = ", …" if phrases[SHOWN:] else ""
    where = f"templates/phrases/{lang}.po (`presswork phrases {lang}` prints one to fill in)"
    return f"{where}: warning: {counted(len(phrases), 'phrase')} still in English: {some}{more}"


SHOWN = 3  # of the phrases that a language lacks


def counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _serve(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("out", metavar="OUT", type=Path, help="a folder made by `presswork build`")
    watch = "build this folder into OUT first, and again at each save; open pages reload"
    parser.add_argument("--watch", metavar="SRC", type=Path, default=None, help=watch)
    parser.add_argument("--port", type=int, default=0, help="the port to use (default: any free port)")
    parser.set_defaults(run=run_serve)


def run_serve(asked: argparse.Namespace) -> int:
    from chalicelib.cloud.folder import FolderBucket  # noqa: PLC0415
    from infra.local.server import PortError, SiteServer  # noqa: PLC0415

    if asked.watch:
        return run_preview(asked)
    if not asked.out.is_dir():
        return wrong(f"{asked.out} isn't a folder", USAGE)
    try:
        with stopping.on_signals(Event()) as stop, SiteServer(FolderBucket(asked.out), port=asked.port) as server:
            print(f"{server.url}/", flush=True)
            stop.wait()
    except PortError as error:
        return wrong(str(error), USAGE)
    return 0


def run_preview(asked: argparse.Namespace) -> int:
    from infra.local.preview import preview  # noqa: PLC0415
    from infra.local.server import PortError  # noqa: PLC0415

    if why := unbuildable(asked.watch, asked.out):
        return wrong(why, USAGE)
    try:
        with stopping.on_signals(Event()) as stop:
            preview(asked.watch, asked.out, asked.port, stop, report)
    except PortError as error:
        return wrong(str(error), USAGE)
    except OSError as error:
        return broke_off("build", error, asked.out)
    return 0


def _demo(parser: argparse.ArgumentParser) -> None:
    source = "the folder to publish and watch (default: example)"
    parser.add_argument("source", metavar="SRC", type=Path, nargs="?", default=Path("example"), help=source)
    parser.add_argument("--port", type=int, default=0, help="the port of the site (default: any free port)")
    parser.add_argument("--aws-port", type=int, default=0, help="the port of the local AWS (default: any free port)")
    grace = "how long a new post waits before it is mailed (default: 5)"
    parser.add_argument("--grace", type=int, default=5, metavar="SECONDS", help=grace)
    parser.add_argument(
        "--fresh", action="store_true", help="publish everything again, not only what changed since the last start"
    )
    parser.set_defaults(run=run_demo)


def run_demo(asked: argparse.Namespace) -> int:
    from infra.local.demo import RunningError, demo  # noqa: PLC0415
    from infra.local.server import PortError  # noqa: PLC0415

    if not asked.source.is_dir():
        return wrong(f"{asked.source} isn't a folder", USAGE)
    try:
        with stopping.on_signals(Event()) as stop:
            ports = {"site_port": asked.port, "aws_port": asked.aws_port}
            return demo(asked.source, **ports, stop=stop, grace=max(0, asked.grace), fresh=asked.fresh)
    except (PortError, RunningError) as error:
        return wrong(str(error), USAGE)
    except OSError as error:
        return broke_off("demo", error)


def _acts(parser: argparse.ArgumentParser, verb: str, acts: Sequence[Act]) -> None:
    """Add the acts of a verb; the first one is the default."""
    known = parser.add_subparsers(metavar="ACT", help=f"default: {acts[0].name}")
    for act in acts:
        added = known.add_parser(act.name, help=act.help, description=act.help)
        names = [added.add_argument(name, **options).dest for name, options in act.arguments]
        added.set_defaults(run=partial(run_act, verb, act.does, names))
    parser.set_defaults(run=partial(run_act, verb, acts[0].does, ()))


def run_act(verb: str, does: str, names: Sequence[str], asked: argparse.Namespace) -> int:
    """Do it on the running site; report errors on one line."""
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415

    from chalicelib.cloud.aws import UndoneError  # noqa: PLC0415
    from chalicelib.cloud.bootstrap import cloud  # noqa: PLC0415
    from infra.verbs import CannotError  # noqa: PLC0415

    settings = settings_here(os.environ)
    if isinstance(settings, str):
        return wrong(settings, USAGE)
    act = getattr(importlib.import_module(f"infra.verbs.{verb}"), does)
    try:
        status = int(act(cloud({"LOG_LEVEL": "WARNING", **settings}), **{name: getattr(asked, name) for name in names}))
        sys.stdout.flush()
    except CannotError as error:
        return wrong(str(error), error.status)
    except (BotoCoreError, ClientError, SettingsError, UndoneError) as error:
        return wrong(str(error), USAGE)
    except KeyboardInterrupt:
        return wrong("interrupted; run the same command again to do the rest", INTERRUPTED)
    except BrokenPipeError:  # the reader has closed the pipe, as in `presswork subscribers list | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return status


USAGE = 2  # the exit status of a command that can't begin
DEMO = Path(".presswork/demo.json")
DEPLOYED = Path("presswork.toml")
NEEDED = (*OF_A_CLOUD, "LINK_KEYS", "ADDRESS_PEPPER")


def settings_deployed() -> Mapping[str, str] | str:
    """Return the settings of the site that was deployed from here, or the error."""
    from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415

    from infra.deploying import UndeployableError, site  # noqa: PLC0415

    try:
        return site.settings(site.asked_site(argparse.Namespace(config=DEPLOYED, name="", region="")))
    except (UndeployableError, BotoCoreError, ClientError) as error:
        return str(error)


def settings_here(environment: Mapping[str, str]) -> Mapping[str, str] | str:
    """Return the settings of the running site, or why there is none."""
    if not environment.get("TABLE") and DEMO.exists():
        try:
            settings: Mapping[str, str] = json.loads(DEMO.read_text())["settings"]
        except (OSError, ValueError, KeyError) as error:
            return f"can't read the running demo's {DEMO}: {error}"
        os.environ.update(settings)  # boto3 reads its own keys there
        return settings
    if not environment.get("TABLE") and DEPLOYED.exists():
        return settings_deployed()
    missing = [name for name in NEEDED if not environment.get(name)]
    if missing:
        return (
            f"no site found: start `presswork demo` here, run this in the folder of your {DEPLOYED}, "
            f"or set {', '.join(missing)} as its functions have them"
        )
    return environment
