"""What the themes of Jekyll have of their own: images of the site and of posts, folders of pictures, menus."""

from pathlib import Path

import pytest

from infra.importers.jekyll.reader import read
from tests.importers.jekyll_blog import CONFIG, RYE
from tests.importers.trying import PIXEL, moved

POST = "_posts/2011-04-09-rye.md"
DEFAULT = "defaults:\n  - scope: {path: ''}\n    values: {image: /card.png}\n"


@pytest.mark.parametrize(
    "config",
    [
        DEFAULT,
        "defaults:\n  - scope: {type: posts}\n    values: {image: {path: /card.png, alt: Bread}}\n",
        "og_image: /card.png\n",
        "social_preview_image: https://oven.example/card.png\n",
        "share-img: card.png\n",
    ],
)
def test_an_image_for_all_is_the_sites_and_no_cover_of_posts(tmp_path: Path, config: str) -> None:
    blog = moved(read, tmp_path, {"_config.yml": CONFIG + config, POST: RYE, "card.png": PIXEL})

    assert "theme:\n  image: /card.png\n" in blog.text("site.yaml")
    assert "image" not in blog.text("posts/2011-04-09-rye.md")
    assert blog.built.refused == ()


def test_an_image_for_all_that_is_not_in_the_folder_is_told_once(tmp_path: Path) -> None:
    blog = moved(read, tmp_path, {"_config.yml": CONFIG + DEFAULT, POST: RYE})

    assert [why for why in blog.whys("changed") if "card.png" in why] == [
        ": /card.png: this image of the whole site isn't in the old folder; name it as `theme: image` in site.yaml"
    ]


@pytest.mark.parametrize(
    "said",
    [
        "image: /rye.png",
        "image:\n  path: /rye.png\n  alt: A loaf",
        "header:\n  overlay_image: /rye.png",
        "header:\n  teaser: /rye.png",
        "cover-img: /rye.png",
        "thumbnail: rye.png",
        "media_subpath: /\nimage: rye.png",
    ],
)
def test_a_post_has_the_picture_that_its_theme_showed(tmp_path: Path, said: str) -> None:
    post = RYE.replace("title:", f"{said}\ntitle:")

    blog = moved(read, tmp_path, {"_config.yml": CONFIG, POST: post, "rye.png": PIXEL})

    assert "image: /rye.png\n" in blog.text("posts/2011-04-09-rye.md")


@pytest.mark.parametrize("key", ["media_subpath", "img_path"])
def test_pictures_are_looked_for_in_the_folder_that_a_post_names(tmp_path: Path, key: str) -> None:
    post = f"---\ntitle: Rye\n{key}: /assets/2011\n---\n\n![Rye](a%20loaf.png) [far](https://a.example/x.png) ![b](/b.png)\n"

    blog = moved(read, tmp_path, {"_config.yml": CONFIG, POST: post, "assets/2011/a loaf.png": PIXEL, "b.png": PIXEL})

    text = blog.text("posts/2011-04-09-rye.md")
    assert "![Rye](/assets/2011/a%20loaf.png) [far](https://a.example/x.png) ![b](/b.png)" in text


@pytest.mark.parametrize(
    ("config", "pages"),
    [
        ("collections: {tabs: {output: true}}\n", {"_tabs/us.md": ("order: 2", "Us"), "_tabs/all.md": ("order: 1", "All")}),
        (
            "",
            {
                "us.md": ("nav: true\nnav_order: 2", "Us"),
                "all.md": ("nav: true\nnav_order: 1", "All"),
                "x.md": ("nav: false", "X"),
            },
        ),
    ],
)
def test_pages_that_a_theme_lists_are_the_menu_in_its_order(
    tmp_path: Path, config: str, pages: dict[str, tuple[str, str]]
) -> None:
    sources = {path: f"---\ntitle: {title}\n{keys}\n---\n\nText.\n" for path, (keys, title) in pages.items()}

    blog = moved(read, tmp_path, {"_config.yml": CONFIG + config, POST: RYE, **sources})

    menu = next(line for line in blog.text("site.yaml").splitlines() if line.startswith("menu:"))
    assert [key.rpartition("/")[2] for key in menu.removeprefix("menu: [").removesuffix("]").split(", ")] == ["all.md", "us.md"]
