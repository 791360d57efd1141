"""What the doctor says of the differences it found, and of what it queued."""

from infra.authoring.inspect.differences import Difference
from infra.authoring.inspect.doctor import repair_text, summary
from infra.authoring.inspect.repair import RepairResult

LOOKED = {"sources": 3, "pages": 1200}
MISSING, STRANGE = Difference("missing", "about/index.html"), Difference("strange", "stray/index.html")


def test_without_a_difference_nothing_is_advised() -> None:
    assert summary([], LOOKED) == "3 files and 1,200 pages compared: nothing is missing."


def test_each_difference_has_the_option_that_mends_it() -> None:
    assert summary([MISSING, STRANGE], LOOKED).endswith(
        "2 differences. `presswork doctor --repair` repairs 1 of them. "
        "For the others: `--repair --delete` removes what no page shows."
    )
    assert summary([STRANGE], LOOKED).endswith("1 difference. `--repair --delete` removes what no page shows.")


def test_a_repair_advises_only_what_it_leaves() -> None:
    assert summary([MISSING, STRANGE], LOOKED, repairs=True).endswith("compared: 2 differences.")
    assert repair_text(RepairResult(1, 0, (STRANGE,))) == (
        "Queued: 0 files to be read again, 1 page to be rendered again. That leaves 1 difference: "
        "`--repair --delete` removes what no page shows. Run `presswork doctor` again in a minute."
    )
