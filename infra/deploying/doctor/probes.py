"""Probes: a page that is published, read and removed, and a letter to the mail service's simulator.

The page has no date: so it is outside the flow of posts, no feed has it, and no letter is owed for it. Its key is always the
same, so the next run removes what a killed one left.
"""

from collections.abc import Callable, Mapping
from typing import Any

from botocore.exceptions import ClientError

from chalicelib.frozen import Frozen
from infra.aws_errors import code_of
from infra.deploying.doctor.web import Web
from infra.deploying.ownership import GONE
from infra.deploying.waits import PROBE, pauses
from infra.terminal.shutdown import as_ctrl_c

KEY, PATH = "presswork-doctor.md", "/presswork-doctor/"
OURS = {"presswork": "probe"}  # the metadata of a probe
PATIENCE = 240.0  # seconds: two cold functions, the queues between them, and the CDN's two half minutes
OK = 200
SIMULATOR = "success@simulator.amazonses.com"
"""It takes mail from the sandbox, too, and counts for no quota:
https://docs.aws.amazon.com/ses/latest/DeveloperGuide/mailbox-simulator.html"""


class ProbeResult(Frozen):
    """What became of a probe; `report` is what the pipeline wrote beside it."""

    taken: bool = False
    came: bool = False
    went: bool = False
    report: str = ""
    left: str = ""


def source(word: str) -> bytes:
    return (
        f"---\ntitle: A probe\npath: {PATH}\nnewsletter: no\nweight: 499999\n---\n"
        f"`presswork doctor` checks that pages are published. It removes this page at once. {word}\n"
    ).encode()


class Probe(Frozen):
    """A page on its way: from which bucket, to which address, known by which word."""

    s3: Any
    bucket: str
    site: str
    word: str
    web: Web
    sleep: Callable[[float], None]
    remark: Callable[[str], None]
    patience: float = PATIENCE

    def run(self) -> ProbeResult:
        """Publish, wait, remove, wait. It is removed whatever happens."""
        if self._is_authors():
            return ProbeResult(taken=True)
        came, report, left = False, "", ""
        with as_ctrl_c():
            try:
                self.s3.put_object(Bucket=self.bucket, Key=KEY, Body=source(self.word), Metadata=OURS)
                came = self._waited(there=True)
                report = "" if came else self._report()
            finally:
                left = self._removed()
        return ProbeResult(came=came, went=came and self._waited(there=False), report=report, left=left)

    def _is_authors(self) -> bool:
        try:
            return bool(self.s3.head_object(Bucket=self.bucket, Key=KEY).get("Metadata") != OURS)
        except ClientError as error:
            if code_of(error) in GONE:
                return False
            raise

    def _removed(self) -> str:
        """Remove it; return why that failed, if it did."""
        try:
            self.s3.delete_object(Bucket=self.bucket, Key=KEY)
        except ClientError as error:
            return str(error)
        return ""

    def _report(self) -> str:
        try:
            report = self.s3.get_object(Bucket=self.bucket, Key=f"{KEY}.error.txt")["Body"].read()
        except ClientError:
            return ""
        return " ".join(str(report.decode()).split())

    def _waited(self, *, there: bool) -> bool:
        """Return whether the page came, or went, before patience ended."""
        pause = pauses(PROBE, self.remark, self.sleep, verb="publish" if there else "remove")
        for _ in range(int(self.patience / PROBE.seconds)):
            if self._shows() == there:
                return True
            pause()
        return False

    def _shows(self) -> bool | None:
        """Return whether the page is there; None where nothing answers just now."""
        try:
            status, body = self.web.get(f"{self.site}{PATH}")
        except OSError:
            return None
        return status == OK and self.word.encode() in body


def letter(sender: str, configuration_set: str) -> Mapping[str, Any]:
    """Return the probe letter, as `send_email` takes it."""
    text = {"Data": "`presswork doctor` checks that mail is sent.", "Charset": "UTF-8"}
    return {
        "FromEmailAddress": sender,
        "Destination": {"ToAddresses": [SIMULATOR]},
        "ConfigurationSetName": configuration_set,
        "Content": {"Simple": {"Subject": {"Data": "A probe", "Charset": "UTF-8"}, "Body": {"Text": text}}},
    }
