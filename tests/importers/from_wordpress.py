"""A blog of WordPress, imported from an export, and what came of it."""

from pathlib import Path

from infra.importers.output.report import Report
from infra.importers.output.writer import write
from infra.importers.wordpress import reader
from tests.importers.moving import NOW
from tests.importers.trying import PIXEL
from tests.importers.wxr_samples import attachment, author, category, comment, item, menu_item, written


def imported(tmp_path: Path, *parts: str, media: Path | None = None, version: str = "1.2") -> tuple[Path, Report]:
    """Import these parts of an export; return the folder and the report."""
    source = written(tmp_path / "old.xml", *parts, version=version)
    return tmp_path / "blog", write(reader.read(source, media), tmp_path / "blog", NOW)


def source(blog: Path, key: str) -> str:
    return (blog / key).read_text()


def body(blog: Path, key: str = "posts/2011-04-28-rye.md") -> str:
    return source(blog, key).split("---\n", 2)[2].strip()


def whys(report: Report) -> dict[str, str]:
    return {note.what: note.why for note in report.notes if note.outcome != "imported"}


def uploads(tmp_path: Path, *paths: str) -> Path:
    media = tmp_path / "uploads"
    for path in paths:
        (media / path).parent.mkdir(parents=True, exist_ok=True)
        (media / path).write_bytes(PIXEL)
    return media


BLOG = (
    author("ines", "Inês Corvelo"),
    category("Bread", "bread", text="What rises."),
    category("Rye & spelt", "rye-and-spelt", parent="bread"),
    item(
        *(
            1,
            "Rye &amp; water",
            'Flour, <em>water</em>,\nand a week.\n\n<!--more-->\n\nSee <a href="https://oven.example/about/">us</a>.',
        ),
        slug="rye",
        sticky=1,
        excerpt="A <b>beginning</b>.",
        terms=[("category", "rye-and-spelt", "Rye & spelt"), ("post_tag", "flour", "flour")],
        meta={"_thumbnail_id": "7", "_wp_old_slug": "rye-bread"},
        comments=comment(1, "Ann", "Yes!") + comment(2, "Bot", "Buy!", "spam"),
    ),
    item(2, "Salt", "White.", date="2012-01-02 10:00:00", gmt="2012-01-02 09:00:00"),
    item(3, "About", "Us.", kind="page"),
    item(4, "Team", "Ines.", kind="page", link="https://oven.example/about/team/", parent=3),
    item(5, "Idea", "Maybe.", status="draft", gmt="0000-00-00 00:00:00", slug="", link="https://oven.example/?p=5"),
    item(6, "Soon", "Wait.", status="future", date="2027-01-01 10:00:00", gmt="2027-01-01 09:00:00"),
    attachment(7, "2011/04/boat.png", alt="A boat"),
    item(8, "Diary", "Mine.", status="private"),
    item(9, "Vault", "Ours.", password="sesame"),
    menu_item(20, "", 1, type="post_type", object="page", object_id="3"),
    menu_item(21, "Bread", 2, type="taxonomy", object="category", object_id="1"),
    menu_item(22, "Shop", 3, type="custom", url="https://shop.example/"),
    menu_item(23, "Below", 4, type="custom", url="https://shop.example/x", menu_item_parent="22"),
)
