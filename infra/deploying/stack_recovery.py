"""Bring a stack into a state in which it can be changed: wait, remove the rest of a failed attempt, or say what to do."""

from collections.abc import Callable

from infra.deploying import UndeployableError, waits
from infra.deploying.stack import REVIEWED, Stack, StackState

UPDATABLE = ("CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE", "IMPORT_ROLLBACK_COMPLETE")
HALF_CREATED = ("ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED")
HALF_DELETED = "DELETE_FAILED"
STUCK = "UPDATE_ROLLBACK_FAILED"


def make_changeable(stack: Stack, region: str, agreed: Callable[[str], bool]) -> str:
    """Bring the stack into a state in which it can be changed; return how: CREATE or UPDATE.

    It may wait, remove the rest of a failed first attempt, or, after agreement, the rest of a failed removal.
    """
    state = when_idle(stack)
    if state is None:
        return "CREATE"
    check_owner(state, stack.name)
    if state.status == REVIEWED:
        return "CREATE"
    if state.status in HALF_CREATED:
        stack.say(f"the stack {stack.name} is {state.status} after a failed attempt: removing it, and creating it again")
        stack.remove()
        return "CREATE"
    if state.status == HALF_DELETED:
        if not agreed(f"The stack {stack.name} is {HALF_DELETED}: remove what's left of it, and create it again?"):
            raise UndeployableError("nothing was changed")
        stack.remove()
        return "CREATE"
    if state.status in UPDATABLE:
        return "UPDATE"
    raise UndeployableError(stuck_text(stack.name, region, state.status))


def when_idle(stack: Stack) -> StackState | None:
    """Return the stack once no change is under way."""
    state = stack.found()
    if state is None:
        return None
    pause = stack.pauses(waits.OTHER_CHANGE, status=state.status)
    while state.under_way:
        pause()
        state = stack.found(state.id) or StackState(state.id, "DELETE_COMPLETE")
    return None if state.status == "DELETE_COMPLETE" else state


def remove_own(stack: Stack) -> None:
    """Remove the stack, if it is there. Raises UndeployableError for a stack without our tag."""
    if state := when_idle(stack):
        check_owner(state, stack.name)
        stack.remove()


def check_owner(state: StackState, name: str) -> None:
    """Refuse a stack without our tag, unless it is only proposed."""
    if not state.ours and state.status != REVIEWED:
        raise UndeployableError(f"the stack {name} already exists, and isn't Presswork's: choose another name")


def stuck_text(name: str, region: str, status: str) -> str:
    if status != STUCK:
        return f"the stack {name} is {status}, which can only be fixed in the CloudFormation console in {region}"
    command = f"aws cloudformation continue-update-rollback --region {region} --stack-name {name}"
    return f"the stack {name} is {status}: a rollback failed; see why in the console, run `{command}`, then this again"
