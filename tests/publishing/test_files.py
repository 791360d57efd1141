"""Files beside posts: copied to the same path, with the right type, and only if nothing in them acts."""

import pytest

from tests.publishing.house import House, noting, post, report_of

DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>'
ACTING = b'<svg xmlns="http://www.w3.org/2000/svg">\n<script>alert(1)</script></svg>'


def test_a_file_is_published_under_its_own_path_with_its_type(house: House) -> None:
    house.publish({"posts/é b+c.png": b"\x89PNG", "talk.pdf": b"%PDF", "posts/d.svg": DRAWING, "notes.txt": b"\xff\x00"})

    shown = {key: (one.body, one.type) for key, one in house.objects().items() if not key.endswith(("html", "xml", "json"))}
    assert shown["posts/é b+c.png"] == (b"\x89PNG", "image/png")
    assert shown["talk.pdf"] == (b"%PDF", "application/pdf")
    assert shown["posts/d.svg"] == (DRAWING, "image/svg+xml")
    assert shown["notes.txt"] == (b"\xff\x00", "text/plain; charset=utf-8")


def test_a_file_is_replaced_and_goes_with_its_source(house: House) -> None:
    house.publish({"posts/stays.md": post()})
    before = house.objects()

    house.publish({"posts/p.png": b"one", "posts/q.png": b"two"})
    house.publish({"posts/p.png": b"three"})
    assert house.objects()["posts/p.png"].body == b"three"

    house.publish({"posts/p.png": None, "posts/q.png": None})
    assert house.objects() == before


def test_a_file_changes_no_page(memory_house: House) -> None:
    memory_house.publish({"posts/a.md": post("![A picture](p.png)")})

    with noting(memory_house) as written:
        memory_house.publish({"posts/p.png": b"one"})
        memory_house.publish({"posts/p.png": b"two"})

    assert written == {"posts/p.png"}


def test_a_file_is_copied_once_however_often_it_is_told_of(memory_house: House) -> None:
    memory_house.publish({"posts/p.png": b"one"})

    with noting(memory_house) as written:
        memory_house.publish({"posts/p.png": b"one"})

    assert written == set()


def test_a_drawing_that_acts_is_refused_and_the_last_good_one_stays(house: House) -> None:
    house.publish({"posts/d.svg": DRAWING})

    house.publish({"posts/d.svg": ACTING})
    assert house.objects()["posts/d.svg"].body == DRAWING
    assert house.report("posts/d.svg") == report_of("script", "posts/d.svg, line 2", "<script>")

    house.publish({"posts/d.svg": None})
    assert "posts/d.svg" not in house.objects()
    assert house.report("posts/d.svg") is None


def test_a_file_that_comes_back_after_a_refusal_is_right(memory_house: House) -> None:
    memory_house.publish({"posts/d.svg": ACTING})
    assert "posts/d.svg" not in memory_house.objects()

    memory_house.publish({"posts/d.svg": DRAWING})

    assert memory_house.objects()["posts/d.svg"].body == DRAWING
    assert memory_house.report("posts/d.svg") is None


@pytest.mark.parametrize("key", [".DS_Store", "posts/.git/config", "posts/x.md.error.txt", "posts/", "posts/x.png~", "Thumbs.db"])
def test_what_is_nobodys_business_leaves_no_trace(memory_house: House, key: str) -> None:
    memory_house.publish({"posts/stays.md": post()})
    before = memory_house.objects()

    memory_house.publish({key: b"whatever"})

    assert memory_house.objects() == before
    assert memory_house.report(key) is None
