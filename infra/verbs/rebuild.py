"""`presswork rebuild`: make everything right again, by the same jobs that a change of `site.yaml` starts.

What is right already is not written again. The queues do the work after the command ends.
"""

from chalicelib.cloud.ports import Cloud
from chalicelib.publishing import messages
from chalicelib.publishing.dependents import REBUILDS
from chalicelib.publishing.messages import Position


def pages(cloud: Cloud) -> int:
    """Render every page again."""
    cloud.press.send([messages.to_rebuild(Position(REBUILDS["pages"]))])
    print("every page is pressed again; what says the same is not written again")
    return 0


def sources(cloud: Cloud) -> int:
    """Read every source of the content bucket again; pages follow where something has changed."""
    cloud.uploads.send([messages.to_rebuild(Position(REBUILDS["sources"]))])
    print("every source is looked at again; pages follow where one says something else")
    return 0
