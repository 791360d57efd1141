"""What an author pushes to a deployed site by its name, and when readers find it by the CDN."""

import re
from pathlib import Path

import pytest

from tests.ministack.conftest import NAME
from tests.ministack.owner import Owner
from tests.ministack.server import REGION
from tests.ministack.test_publishing import post
from tests.ministack.world import World, soon


@pytest.fixture
def blog(tmp_path: Path) -> Path:
    folder = tmp_path / "blog"
    (folder / "posts").mkdir(parents=True)
    (folder / "posts" / "pushed.md").write_text(post("Pushed"))
    return folder


def test_what_is_pushed_by_the_name_of_the_stack_is_read_by_the_cdn_once_it_is_told(
    owner: Owner, world: World, blog: Path
) -> None:
    told = owner.run("push", str(blog), "--site", NAME, "--yes")

    line = r"^posts/pushed\.md  https://\S+/2026/11/20/pushed/  \d+\.\d s; [1-9]\d* other pages changed$"
    assert re.search(line, told, re.MULTILINE)
    assert world.read("/2026/11/20/pushed/").status == 200
    assert (blog / ".presswork.toml").read_text() == f'site = "{NAME}"\nregion = "{REGION}"\n'

    (blog / "posts" / "pushed.md").write_text(post("Pushed", "Pushed again."))
    owner.run("push", str(blog))

    assert "Pushed again." in world.read("/2026/11/20/pushed/").text


def test_a_watch_says_how_many_other_pages_a_save_has_changed(owner: Owner, blog: Path) -> None:
    owner.run("push", str(blog), "--site", NAME, "--yes")

    with owner.running("watch", str(blog), "--yes") as said:
        soon(lambda: "Stop with Ctrl-C" in said.read_text())
        (blog / "posts" / "pushed.md").write_text(post("Watched", "Saved."))

        line = r"^posts/pushed\.md  https://\S+/2026/11/20/pushed/  \d+\.\d s; \d+ other pages changed$"
        assert soon(lambda: re.search(line, said.read_text(), re.MULTILINE))


def test_what_somebody_else_changed_is_left_alone_and_what_is_removed_is_gone(owner: Owner, world: World, blog: Path) -> None:
    (blog / "posts" / "shared.md").write_text(post("Shared"))
    owner.run("push", str(blog), "--site", NAME, "--yes")
    world.upload("posts/shared.md", post("Shared", "By somebody else."))
    (blog / "posts" / "shared.md").write_text(post("Shared", "By me."))
    (blog / "posts" / "pushed.md").unlink()

    both = [str(blog / "posts" / name) for name in ("shared.md", "pushed.md")]  # all else there is of other tests
    owner.run("push", *both, "--delete", "--yes", status=1)

    assert world.content("posts/shared.md") == post("Shared", "By somebody else.")
    assert world.is_gone("/2026/11/20/pushed/")
