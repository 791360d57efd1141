"""What a push knows of earlier ones, where two pushes of one folder run at the same time."""

from infra.authoring.push.push_index import Index, Pushed, merged
from infra.files.blog_folder import Look

OLD, NEW = Pushed(Look(1, 1), "old", "old"), Pushed(Look(2, 2), "new", "new")
BEGUN = Index({"a.md": OLD, "b.md": OLD}, frozenset({"a.md", "b.md"}), known=True)


def test_a_push_that_runs_alone_is_noted_as_it_is() -> None:
    ours = Index({"a.md": NEW}, frozenset({"c.md"}), known=True)

    assert merged(ours, BEGUN, BEGUN) == ours


def test_what_another_push_has_noted_meanwhile_stays() -> None:
    ours = Index({"a.md": NEW, "b.md": OLD}, frozenset({"b.md"}), known=True)
    theirs = Index({"a.md": OLD, "b.md": NEW, "c.md": NEW}, frozenset({"a.md", "c.md"}), known=True)

    assert merged(ours, BEGUN, theirs) == Index({"a.md": NEW, "b.md": NEW, "c.md": NEW}, frozenset({"c.md"}), known=True)


def test_what_another_push_has_removed_does_not_come_back() -> None:
    theirs = Index({"a.md": OLD}, frozenset(), known=True)

    assert merged(BEGUN, BEGUN, theirs) == theirs
