"""The `presswork` command: one row a verb."""

import argparse
import logging
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from urllib.parse import urlsplit

from chalicelib.refusals import Refusal
from infra.local import stopping


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb; the exit status."""
    parser = argparse.ArgumentParser(
        prog="presswork", description="Markdown in a bucket becomes a site, its feeds and a newsletter."
    )
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    _build(verbs.add_parser("build", help="make the site of a folder, in a folder"))
    _serve(verbs.add_parser("serve", help="serve a built folder as the CDN would"))
    _demo(verbs.add_parser("demo", help="run the whole pipeline on this machine, on a local AWS"))
    asked = parser.parse_args(argv)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    return int(asked.run(asked))


def time(text: str) -> datetime:
    """A time given on the command line; without a zone it is UTC."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def url(text: str) -> str:
    """Where a site is read: scheme and host, as in site.yaml."""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment:
        raise argparse.ArgumentTypeError(f"{text!r} is not a scheme and host alone, such as https://example.org")
    return f"{parts.scheme}://{parts.netloc}"


def wrong(why: str) -> int:
    """Say on one line why nothing was done; the exit status for it."""
    print(f"presswork: {why}", file=sys.stderr)
    return 2


# ---- build


def _build(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", metavar="SRC", type=Path, help="the folder of sources")
    parser.add_argument("out", metavar="OUT", type=Path, help="the folder to build into")
    parser.add_argument("--url", type=url, default=None, help="where the site will be read, in place of what site.yaml says")
    parser.add_argument(
        "--now", type=time, default=None, metavar="TIME", help="build as of this time: what is due, what has expired"
    )
    parser.set_defaults(run=run_build)


def run_build(asked: argparse.Namespace) -> int:
    from infra.local.build import build  # noqa: PLC0415 - each verb loads only what it needs

    if not asked.source.is_dir():
        return wrong(f"{asked.source} is not a folder")
    if asked.out.exists() and not asked.out.is_dir():
        return wrong(f"{asked.out} is a file; name a folder to build into")
    if asked.source.resolve().is_relative_to(asked.out.resolve()):
        return wrong(f"{asked.out} holds the sources; name another folder to build into")
    built = build(asked.source, asked.out, url=asked.url or "", now=asked.now or datetime.now(UTC), progress=sys.stderr.isatty())
    for key, refusal in built.refused:
        print(told(key, refusal), file=sys.stderr)
    for key, target in built.missing:
        print(f"{key}: warning: links to {target}, which isn't there", file=sys.stderr)
    for page in built.failed:
        print(f"presswork: this page could not be made: {page.kind} {page.of} {page.at}".rstrip(), file=sys.stderr)
    refused = f", {len(built.refused)} refused" if built.refused else ""
    print(f"{counted(built.posts, 'post')}, {counted(built.pages, 'page')}, {built.seconds:.1f} seconds{refused}")
    return 1 if built.refused or built.failed else 0


def counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def told(key: str, refusal: Refusal) -> str:
    """A refusal on one line: `file:line: reason`."""
    return f"{key}:{refusal.line or 1}: {refusal}"


# ---- serve


def _serve(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("out", metavar="OUT", type=Path, help="a folder that `presswork build` made")
    parser.add_argument("--port", type=int, default=0, help="the port to use; a free one unless named")
    parser.set_defaults(run=run_serve)


def run_serve(asked: argparse.Namespace) -> int:
    from chalicelib.cloud.folder import FolderBucket  # noqa: PLC0415
    from infra.local.serve import SiteServer  # noqa: PLC0415

    if not asked.out.is_dir():
        return wrong(f"{asked.out} is not a folder")
    try:
        with stopping.on_signals(Event()) as stop, SiteServer(FolderBucket(asked.out), port=asked.port) as server:
            print(f"{server.url}/", flush=True)
            stop.wait()
    except OSError as error:
        return wrong(f"can't listen on port {asked.port}: {error.strerror}")
    return 0


# ---- demo


def _demo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "source", metavar="SRC", type=Path, nargs="?", default=Path("example"), help="the folder to publish and watch"
    )
    parser.add_argument("--port", type=int, default=0, help="the port of the site; a free one unless named")
    parser.add_argument("--aws-port", type=int, default=0, help="the port of the local AWS; a free one unless named")
    parser.set_defaults(run=run_demo)


def run_demo(asked: argparse.Namespace) -> int:
    from infra.local.demo import demo  # noqa: PLC0415

    if not asked.source.is_dir():
        return wrong(f"{asked.source} is not a folder")
    with stopping.on_signals(Event()) as stop:
        return demo(asked.source, site_port=asked.port, aws_port=asked.aws_port, stop=stop)
