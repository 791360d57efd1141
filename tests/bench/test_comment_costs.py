"""A comment and its approval cost the same, however many comments the site has."""

from bench.comments import rows, targets


def test_calls_and_bytes_of_a_comment_and_of_its_approval_do_not_grow_with_the_comments_of_the_site() -> None:
    found = targets(list(rows((10, 1_000))))

    assert {kind.partition(" ")[0] for kind, _, _ in found} == {"calls", "bytes", "ms"}
    assert all(value <= most for kind, value, most in found if not kind.startswith("ms"))
