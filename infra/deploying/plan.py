"""The plan: the effect of a change set, as lines.

Losses come last, nearest to the question, in capitals.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from chalicelib.frozen import Frozen

EMPTY = ("didn't contain changes", "No updates are to be performed")
"""CloudFormation's messages for a change set without changes."""


class ChangeKind(NamedTuple):
    """One row: a kind of change, its sign, and whether it is highlighted."""

    name: str
    mark: str
    loud: bool = False


ADDED, ADOPTED, CHANGED = ChangeKind("added", "+"), ChangeKind("kept", ">"), ChangeKind("changed", "~")
UNSURE, REPLACED, DELETED = (ChangeKind(name, "!", loud=True) for name in ("PERHAPS REPLACED", "REPLACED", "DELETED"))
KINDS: tuple[ChangeKind, ...] = (ADDED, ADOPTED, CHANGED, UNSURE, REPLACED, DELETED)  # in the order of the plan

ACTIONS: Mapping[tuple[str, str], ChangeKind] = {
    ("Add", ""): ADDED,
    ("Import", ""): ADOPTED,
    ("Remove", ""): DELETED,
    ("Modify", "False"): CHANGED,
    ("Modify", "Conditional"): UNSURE,
    ("Modify", "True"): REPLACED,
}
"""By CloudFormation's action and replacement. Unknown ones count as `UNSURE`."""

HOLDS: Mapping[str, str] = {
    "AWS::DynamoDB::Table": "all subscribers, letters and posts",
    "AWS::S3::Bucket": "all its files",
    "AWS::SQS::Queue": "the messages waiting in it",
    "AWS::SES::EmailIdentity": "the verification of a sender of mail, so its DNS records change",
    "AWS::CloudFront::Distribution": "the site's CloudFront address, so its DNS record changes",
}
"""The data that is lost with a resource of this type."""

EMPTY_RESOURCES = frozenset({"Mailbox"})
"""Resources of such a type that hold nothing: a mailbox has no DNS records, and AWS mails it another link."""


class Change(Frozen):
    """The change of one resource, and the properties that cause it; `stays`: the old one is kept, outside the stack."""

    kind: ChangeKind
    resource: str
    type: str
    because: tuple[str, ...] = ()
    stays: bool = False

    @property
    def lost(self) -> str:
        """The data that is lost by it; empty if there is none."""
        holds = "" if self.resource in EMPTY_RESOURCES else HOLDS.get(self.type, "")
        return holds if self.kind.loud and not self.stays else ""


class Plan(Frozen):
    """All changes, and the name of the change set that would make them."""

    change_set: str
    changes: tuple[Change, ...]

    def lines(self, *, brief: bool = False) -> Iterator[str]:
        """Yield a line for each change; a `brief` plan has only those that lose data."""
        changes = self.losses if brief else self.changes
        width = max((len(change.resource) for change in changes), default=0)
        for kind in KINDS:
            for change in sorted((one for one in changes if one.kind is kind), key=lambda one: one.resource):
                yield line(change, width)

    def summary(self) -> str:
        counts = Counter(change.kind for change in self.changes)
        return ", ".join(f"{counts[kind]} {kind.name}" for kind in KINDS if counts[kind])

    @property
    def adopted(self) -> tuple[str, ...]:
        return tuple(sorted(change.resource for change in self.changes if change.kind is ADOPTED))

    @property
    def losses(self) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.lost)


def line(change: Change, width: int) -> str:
    loud = f"{change.kind.name} " if change.kind.loud else ""
    because = f" ({', '.join(change.because)})" if change.because else ""
    end = f"; THIS LOSES {change.lost}" if change.lost else "; the old one stays, outside the stack" if change.stays else ""
    return f"  {change.kind.mark} {change.resource:<{width}}  {loud}{change.type}{because}{end}"


def read(change_set: str, changes: Iterable[Mapping[str, Any]]) -> Plan:
    """Read the plan from CloudFormation's answers."""
    return Plan(change_set, tuple(_change(one["ResourceChange"]) for one in changes if one.get("Type", "Resource") == "Resource"))


def _change(said: Mapping[str, Any]) -> Change:
    kind = ACTIONS.get((said["Action"], said.get("Replacement", "") if said["Action"] == "Modify" else ""), UNSURE)
    targets = [detail.get("Target", {}) for detail in said.get("Details", ())]
    because = sorted({target.get("Name") or target.get("Attribute") or "" for target in targets} - {""})
    stays = said.get("PolicyAction", "") in ("Retain", "ReplaceAndRetain")
    return Change(kind, said["LogicalResourceId"], said.get("ResourceType", ""), tuple(because), stays)


def is_empty(reason: str) -> bool:
    """Return whether a change set failed because it has no changes."""
    return any(words in reason for words in EMPTY)
