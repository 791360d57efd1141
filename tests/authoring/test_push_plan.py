"""What a push has to do, decided from what is here, what was pushed, and what stands there."""

from infra.authoring.push.push_index import Index, Pushed
from infra.authoring.push.push_plan import ANYTHING, NOTHING, Plan, Removal, Write, plan
from infra.files.blog_folder import Look

LOOK = Look(1, 1)


def index(**etags: str) -> Index:
    """What was pushed before, by key without its extension."""
    return Index({f"{name}.md": Pushed(LOOK, etag, etag) for name, etag in etags.items()}, known=True)


def decided(digests: dict[str, str], known: Index, listed: dict[str, str] | None = None, **options: bool) -> Plan:
    present = frozenset(digests) | frozenset(key for key in known.files if key != "gone.md")
    return plan(digests, known, listed, present=present, delete=options.get("delete", False), force=options.get("force", False))


def test_an_edited_file_replaces_what_was_pushed_last() -> None:
    assert decided({"a.md": "new"}, index(a="old")).writes == (Write("a.md", "new", "old"),)


def test_a_new_file_replaces_nothing() -> None:
    assert decided({"a.md": "new"}, index()).writes == (Write("a.md", "new", NOTHING),)


def test_a_file_that_was_only_touched_is_the_same() -> None:
    work = decided({"a.md": "old"}, index(a="old"))

    assert (work.writes, work.same) == ((), {"a.md": "old"})


def test_without_an_index_the_bucket_is_what_an_author_starts_from() -> None:
    work = decided({"a.md": "mine", "b.md": "same"}, Index(), {"a.md": "theirs", "b.md": "same"})

    assert work.writes == (Write("a.md", "mine", "theirs"),)
    assert work.strange == ("a.md",)
    assert work.same == {"b.md": "same"}


def test_what_was_listed_before_a_push_stopped_is_still_what_is_replaced_and_still_asked_about() -> None:
    known = Index().with_listed({"a.md": "theirs"})

    work = decided({"a.md": "mine"}, known)

    assert (work.writes, work.strange) == ((Write("a.md", "mine", "theirs"),), ("a.md",))


def test_the_files_of_the_site_come_first_and_sources_last() -> None:
    work = decided({"a.md": "1", "b.jpg": "1", "site.yaml": "1", "templates/post.html": "1"}, index())

    assert [write.key for write in work.writes] == ["site.yaml", "templates/post.html", "b.jpg", "a.md"]


def test_what_is_gone_is_removed_only_if_that_is_asked() -> None:
    kept, removed = (decided({}, index(gone="old"), delete=delete) for delete in (False, True))

    assert (kept.gone, kept.removals) == (("gone.md",), ())
    assert removed.removals == (Removal("gone.md", "old"),)


def test_only_chosen_files_are_removed() -> None:
    known = index(gone="old", other="old")

    work = plan({}, known, None, present=frozenset(), chosen=frozenset({"gone.md"}), delete=True)

    assert [removal.key for removal in work.removals] == ["gone.md"]


def test_what_was_never_pushed_from_here_is_not_gone_from_here() -> None:
    assert decided({}, index().with_listed({"gone.md": "theirs"}), delete=True).removals == ()


def test_a_machine_that_never_pushed_takes_the_folder_for_the_whole_blog() -> None:
    assert decided({}, Index(), {"gone.md": "theirs"}).gone == ("gone.md",)


def test_with_force_anything_is_replaced_and_removed() -> None:
    known = index(a="old", gone="old")

    work = decided({"a.md": "mine"}, known, {"a.md": "theirs", "gone.md": "theirs"}, force=True, delete=True)

    assert work.writes == (Write("a.md", "mine", ANYTHING),)
    assert work.removals == (Removal("gone.md", ANYTHING),)
