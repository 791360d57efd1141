"""`presswork deploy` asks first: what a person agrees to, and what takes more than a yes."""

from contextlib import suppress

import pytest

from infra.deploying import UndeployableError
from infra.deploying.deploy import deploy
from infra.deploying.stack import Stack
from infra.deploying.stack_recovery import make_changeable
from tests.deploying.clouds import change
from tests.deploying.deployer import PLAIN, REGION, Deployer


def test_it_is_done_when_a_person_says_yes(deployer: Deployer) -> None:
    deployer.answers = ["y"]

    assert deploy(deployer.work(yes=False)) == 0

    assert "Make these changes? [y/N] " in deployer.printed()


@pytest.mark.parametrize("answer", ["", "n", "maybe"])
def test_anything_else_is_no_and_leaves_no_trace_of_the_stack(deployer: Deployer, answer: str) -> None:
    deployer.answers = [answer]

    with pytest.raises(UndeployableError, match="nothing was changed"):
        deploy(deployer.work(yes=False))

    assert (deployer.stack.status, deployer.stack.sets, deployer.stack.executed) == ("", {}, 0)


def test_with_nobody_there_the_changes_are_reported_and_not_made(deployer: Deployer) -> None:
    with pytest.raises(UndeployableError, match="then add --yes"):
        deploy(deployer.work(yes=False))

    assert "14 added" in deployer.printed()
    assert deployer.stack.status == ""


def test_what_would_be_lost_is_in_the_question(deployer: Deployer) -> None:
    deploy(deployer.work())
    deployer.stack.changes = [change("Modify", "UploadsQueue", "AWS::SQS::Queue", "True")]
    deployer.answers = ["y"]

    with pytest.raises(UndeployableError):
        deploy(deployer.work(PLAIN, "More", yes=False))

    assert "LOSE THE DATA OF 1 OF THEM" in deployer.printed()


def lossy(deployer: Deployer) -> None:
    deploy(deployer.work())
    deployer.stack.changes = [change("Modify", "UploadsQueue", "AWS::SQS::Queue", "True")]
    deployer.printed()


def test_a_yes_beforehand_is_none_to_losses(deployer: Deployer) -> None:
    lossy(deployer)

    with pytest.raises(UndeployableError, match="then add --lose"):
        deploy(deployer.work(PLAIN, "More"))

    assert (deployer.stack.executed, deployer.stack.sets) == (1, {})


@pytest.mark.parametrize(("answer", "executed"), [("y", 1), ("", 1), ("presswork", 2)])
def test_to_lose_something_the_name_is_typed(deployer: Deployer, answer: str, executed: int) -> None:
    lossy(deployer)
    deployer.answers = [answer]

    with suppress(UndeployableError):
        deploy(deployer.work(PLAIN, "More"))

    assert deployer.stack.executed == executed


def test_losses_may_be_agreed_to_beforehand(deployer: Deployer) -> None:
    lossy(deployer)

    assert deploy(deployer.work(PLAIN, "More", lose=True)) == 0
    assert deployer.stack.executed == 2


def test_a_proposal_of_somebody_elses_stays(deployer: Deployer) -> None:
    deployer.stack.status, deployer.stack.sets = "REVIEW_IN_PROGRESS", {"theirs": {}}
    deployer.answers = ["n"]

    with pytest.raises(UndeployableError, match="nothing was changed"):
        deploy(deployer.work(yes=False))

    assert (deployer.stack.status, list(deployer.stack.sets)) == ("REVIEW_IN_PROGRESS", ["theirs"])


def test_what_is_left_of_a_stack_that_went_is_taken_off_only_by_a_persons_word(deployer: Deployer) -> None:
    deploy(deployer.work())
    deployer.stack.status = "DELETE_FAILED"
    deployer.answers = ["n"]

    with pytest.raises(UndeployableError, match="nothing was changed"):
        deploy(deployer.work(yes=False))

    assert deployer.stack.status == "DELETE_FAILED"
    assert "The stack presswork is DELETE_FAILED: remove what's left of it, and create it again? [y/N] " in deployer.printed()


@pytest.mark.parametrize(("yes", "answers"), [(True, []), (False, ["y", "n"])])
def test_with_a_persons_word_what_is_left_of_it_goes(deployer: Deployer, yes: bool, answers: list[str]) -> None:
    deploy(deployer.work())
    deployer.stack.status, deployer.answers = "DELETE_FAILED", answers
    stack = Stack(deployer.stack, "presswork", deployer.said.append, lambda _: None)

    assert make_changeable(stack, REGION, deployer.work(yes=yes).agreed) == "CREATE"

    assert deployer.stack.status == "DELETE_COMPLETE"
