"""Pictures of a folder are imported if a text or a setting names them; the others are left until they are asked for."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from infra.commands.blog.import_ import command
from infra.importers.folder.shown_pictures import UNSHOWN
from infra.importers.hugo.reader import read
from tests.importers.hugo_blog import CONFIG, RYE
from tests.importers.trying import PIXEL, Files, moved, written

NAMED: dict[str, tuple[str, str]] = {
    "an image of Markdown": ("static/img/loaf.png", "![](/img/loaf.png)"),
    "an image beside the text": ("content/posts/rye/loaf.png", "![a](loaf.png)"),
    "a name with blanks": ("static/img/a loaf.png", "![a](</img/a loaf.png>)"),
    "an escaped name": ("static/img/a loaf.png", "![a](/img/a%20loaf.png)"),
    "a name in other letters": ("static/img/Loaf.PNG", "![a](/img/loaf.png)"),
    "a link": ("static/img/loaf.png", "[a loaf](/img/loaf.png)"),
    "an element": ("static/img/loaf.png", "<img src='/img/loaf.png'>"),
    "one of several sizes": ("static/img/loaf.png", '<img srcset="/img/small.png 1x, /img/loaf.png 2x">'),
    "a definition": ("static/img/loaf.png", "![a]\n\n[a]: /img/loaf.png"),
    "a whole address": ("static/img/loaf.png", "![a](https://oven.example/img/loaf.png?x=1)"),
    "a parameter of a shortcode": ("static/img/loaf.png", '{{< unknown src="img/loaf.png" >}}'),
    "a folder that a theme adds": ("static/images/trip/loaf.png", '{{< unknown src="trip/loaf.png" >}}'),
    "a name without its folder": ("static/images/loaf.png", '{{< unknown "loaf.png" >}}'),
    "a pattern of a gallery": ("content/posts/rye/images/loaf.png", '{{< unknown-gallery match="images/*" >}}'),
    "a folder of a gallery": ("static/trip/loaf.png", '{{< unknown-gallery dir="/trip/" >}}'),
    "a key of a theme": ("static/img/loaf.png", ""),
}


@pytest.mark.parametrize(("path", "text"), NAMED.values(), ids=NAMED)
def test_a_picture_that_anything_names_is_imported(tmp_path: Path, path: str, text: str) -> None:
    front = RYE.replace("tags", 'hero = "/img/loaf.png"\ntags') if not text else RYE

    blog = moved(read, tmp_path, {"hugo.toml": CONFIG, "content/posts/rye/index.md": f"{front}\n{text}\n", path: PIXEL})

    assert path.removeprefix("static/").removeprefix("content/") in blog.all_keys()
    assert not [why for why in blog.whys("skipped") if UNSHOWN in why]


def test_the_logo_of_the_settings_and_the_icons_of_browsers_are_imported(tmp_path: Path) -> None:
    config = f'{CONFIG}logo = "/img/oven.png"\n'
    files: Files = {"hugo.toml": config, "content/posts/rye.md": RYE, "static/img/oven.png": PIXEL, "static/favicon.ico": PIXEL}

    blog = moved(read, tmp_path, files)

    assert {"img/oven.png", "favicon.ico"} <= set(blog.all_keys())


def test_a_picture_that_nothing_names_is_left_until_it_is_asked_for(tmp_path: Path) -> None:
    unshown: Files = {f"static/img/{number}.png": PIXEL for number in range(3)}
    old = written(tmp_path / "old", {"hugo.toml": CONFIG, "content/posts/rye.md": RYE, "static/notes.pdf": b"%PDF", **unshown})

    def imported(into: str, *options: str) -> tuple[list[str], str]:
        arguments = ["hugo", str(old), "--into", str(tmp_path / into), *options]
        ran = CliRunner().invoke(command, arguments, standalone_mode=False)
        return sorted(path.name for path in (tmp_path / into).rglob("*") if path.suffix in (".png", ".pdf")), ran.output

    few, said = imported("few")
    every, _ = imported("all", "--all-images")

    assert few == ["notes.pdf"]
    assert "3 × pictures that no text shows" in said
    assert "--all-images imports them, too" in said
    assert every == ["0.png", "1.png", "2.png", "notes.pdf"]
