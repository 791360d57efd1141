"""`presswork rebuild`: queue the jobs that a change of `site.yaml` starts, which do the work after the command has ended."""

from chalicelib.cloud.ports import Cloud
from chalicelib.publishing import messages
from chalicelib.publishing.messages import Position
from chalicelib.publishing.resolve_owed import REBUILDS
from infra.terminal.streams import document, say


def pages(cloud: Cloud, *, as_json: bool = False) -> int:
    cloud.press.send([messages.to_rebuild(Position(REBUILDS["pages"]))])
    return report("pages", "Rendering every page again. Only pages that changed are written.", as_json=as_json)


def sources(cloud: Cloud, *, as_json: bool = False) -> int:
    cloud.uploads.send([messages.to_rebuild(Position(REBUILDS["sources"]))])
    return report("sources", "Reading every file again. Pages are rendered where something changed.", as_json=as_json)


def report(what: str, said: str, *, as_json: bool) -> int:
    if as_json:
        document({"rebuild": what, "state": "queued"})
    else:
        say(said)
    return 0
