"""The waits for AWS and for DNS: what each is for, how long it usually takes, and the seconds between two looks.

Ctrl-C ends any of them: AWS goes on with what it has begun, and the same command continues.
"""

from collections.abc import Callable

from chalicelib.frozen import Frozen


class Wait(Frozen):
    """A wait; `what` may hold names in braces. It has no seconds where the command itself works, and looks at nothing."""

    what: str
    usually: str
    seconds: float = 0.0

    def line(self, **names: str) -> str:
        return f"waiting {self.what.format(**names)}; this usually takes {self.usually}"


PACKAGE = Wait("for the functions' package, whose libraries are downloaded", "a minute or two")
UPLOAD = Wait("for {size} MB to be uploaded to the bucket {bucket}", "less than a minute")
EMPTYING = Wait("for all files of the bucket {bucket} to be deleted", "a second for a thousand of their versions")
CHANGE_SET = Wait("for CloudFormation to compare the template with the stack {stack}", "less than a minute", 3.0)
OTHER_CHANGE = Wait("until the change of the stack {stack} that is under way ({status}) has ended", "up to ten minutes", 3.0)
CHANGE = Wait("for the stack {stack} to change", "one or two minutes, and up to ten where CloudFront is new", 3.0)
REMOVAL = Wait("for the stack {stack} to be removed", "five to ten minutes, mostly for CloudFront", 3.0)
QUEUE_NAME = Wait("until SQS frees the name of a deleted queue", "a minute", 60.0)
"""A name can be taken again 60 seconds after the deletion:
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteQueue.html"""
LAST_LOGS = Wait("for the last files to reach the bucket {bucket}", "a few seconds", 2.0)
TABLE_CHANGE = Wait("until the table {table} isn't being changed", "less than a minute, and longer where it is restored", 5.0)
TABLE_REMOVAL = Wait("for the table {table} to be deleted", "less than a minute", 5.0)
RESTART = Wait("for the functions to restart", "a few seconds each", 1.0)
PROBE = Wait("for the pipeline to {verb} the probe page", "less than a minute", 3.0)

CERTIFICATE_RECORD = Wait("for ACM to name the DNS record that validates {domain}", "a few seconds", 3.0)
CERTIFICATE = Wait(
    "for the certificate of {domain}", "some minutes once DNS has its record, which is looked up every minute", 60.0
)
DNS = Wait(
    "for DNS to have the records",
    "some minutes after you add them, and up to an hour; they are looked up every minute, and Ctrl-C ends that",
    60.0,
)

WAITS: tuple[Wait, ...] = (
    *(PACKAGE, UPLOAD, EMPTYING),
    *(CHANGE_SET, OTHER_CHANGE, CHANGE, REMOVAL, QUEUE_NAME),
    *(CERTIFICATE_RECORD, CERTIFICATE, DNS),
    *(LAST_LOGS, TABLE_CHANGE, TABLE_REMOVAL, RESTART, PROBE),
)


def pauses(wait: Wait, say: Callable[[str], None], sleep: Callable[[float], None], **names: str) -> Callable[[], None]:
    """Return a function that sleeps until the next look; its first call also says what is awaited."""
    unsaid = [wait.line(**names)]

    def pause() -> None:
        while unsaid:
            say(unsaid.pop())
        sleep(wait.seconds)

    return pause
