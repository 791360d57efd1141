"""`presswork rebuild`: queue the jobs that a change of `site.yaml` starts, which do the work after the command has ended."""

from chalicelib.cloud.ports import Cloud
from chalicelib.publishing import messages
from chalicelib.publishing.messages import Position
from chalicelib.publishing.resolve_owed import REBUILDS


def pages(cloud: Cloud) -> int:
    cloud.press.send([messages.to_rebuild(Position(REBUILDS["pages"]))])
    print("Every page is being made again. Only pages that changed are written.")
    return 0


def sources(cloud: Cloud) -> int:
    cloud.uploads.send([messages.to_rebuild(Position(REBUILDS["sources"]))])
    print("Every file is being read again. Pages follow where something changed.")
    return 0
