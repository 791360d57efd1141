"""`presswork rebuild`: everything is made right again, by the same walks that a change of `site.yaml` starts.

It is level-triggered as all else: what is right already is not written again. The queues do the work after the command ends.
"""

from chalicelib.cloud.ports import Cloud
from chalicelib.publishing import messages
from chalicelib.publishing.dependents import WALKS
from chalicelib.publishing.messages import Walk


def pages(cloud: Cloud) -> int:
    """Make every page anew."""
    cloud.press.send([messages.to_walk(Walk(WALKS["pages"]))])
    print("every page is pressed again; what says the same is not written again")
    return 0


def sources(cloud: Cloud) -> int:
    """Look at every source of the content bucket again; pages follow where something is otherwise."""
    cloud.uploads.send([messages.to_walk(Walk(WALKS["sources"]))])
    print("every source is looked at again; pages follow where one says something else")
    return 0
