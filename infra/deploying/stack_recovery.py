"""Bring a stack into a state in which it can be changed: wait, remove what a failed attempt has left, or say what to do."""

from collections.abc import Callable

from infra.deploying import UndeployableError
from infra.deploying.stack import PAUSE, REVIEWED, Stack, Standing

UPDATABLE = ("CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE", "IMPORT_ROLLBACK_COMPLETE")
HALF_MADE = ("ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED")
HALF_GONE = "DELETE_FAILED"
STUCK = "UPDATE_ROLLBACK_FAILED"


def settled(stack: Stack, region: str, agreed: Callable[[str], bool]) -> str:
    """Bring the stack into a state in which it can be changed; return how: CREATE or UPDATE.

    It may wait, remove what a failed first try has left, or, after agreement, the rest of a failed removal.
    """
    standing = calm(stack)
    if standing is None:
        return "CREATE"
    own(standing, stack.name)
    if standing.status == REVIEWED:
        return "CREATE"
    if standing.status in HALF_MADE:
        stack.say(f"the stack {stack.name} is {standing.status} after a failed attempt: removing it, and creating it again")
        stack.remove()
        return "CREATE"
    if standing.status == HALF_GONE:
        if not agreed(f"The stack {stack.name} is {HALF_GONE}: remove what's left of it, and create it again?"):
            raise UndeployableError("nothing was changed")
        stack.remove()
        return "CREATE"
    if standing.status in UPDATABLE:
        return "UPDATE"
    raise UndeployableError(stuck(stack.name, region, standing.status))


def calm(stack: Stack) -> Standing | None:
    """Return the stack once no change is under way."""
    standing = stack.found()
    if standing and standing.under_way:
        stack.say(f"the stack {stack.name} is already being changed ({standing.status}); waiting until that's done")
        return waited(stack, standing)
    return standing


def waited(stack: Stack, standing: Standing) -> Standing | None:
    """Return the stack once the change under way has ended, well or not."""
    while standing.under_way:
        stack.sleep(PAUSE)
        standing = stack.found(standing.id) or Standing(standing.id, "DELETE_COMPLETE")
    return None if standing.status == "DELETE_COMPLETE" else standing


def own(standing: Standing, name: str) -> None:
    """Refuse a stack without our tag, unless it is only proposed."""
    if not standing.ours and standing.status != REVIEWED:
        raise UndeployableError(f"the stack {name} already exists, and isn't Presswork's: choose another name")


def stuck(name: str, region: str, status: str) -> str:
    if status != STUCK:
        return f"the stack {name} is {status}, which can only be fixed in the CloudFormation console in {region}"
    command = f"aws cloudformation continue-update-rollback --region {region} --stack-name {name}"
    return f"the stack {name} is {status}: a rollback failed; see why in the console, run `{command}`, then this again"
