"""Folders of Jekyll that are odd or made to harm: read where it is safe, refused in words, and never left."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from chalicelib.content.frontmatter.parsed_values import Scalar, Value
from infra.importers.jekyll.defaults import in_scope
from infra.importers.jekyll.reader import read
from tests.importers.jekyll_blog import CONFIG, RYE
from tests.importers.trying import Files, moved, written


def test_an_entity_bomb_of_yaml_is_refused_in_words(tmp_path: Path) -> None:
    levels = "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12))
    bomb = f"---\na0: &a0 lol\n{levels}\ntitle: x\n---\n"

    blog = moved(read, tmp_path, {"_config.yml": CONFIG, "_posts/2011-04-28-bomb.md": bomb, "_posts/2011-04-28-rye.md": RYE})

    assert [why for why in blog.whys("skipped") if "bomb.md" in why and "aliases that stand for too much" in why]
    assert blog.built.posts == 1


BESIDE = {"_config.yml": CONFIG, "_posts/2011-04-28-rye.md": "---\ntitle: Rye\n---\nFlour.\n"}


def test_a_long_text_that_aliases_repeat_is_refused(tmp_path: Path) -> None:
    front = f"---\na: &a {'x' * 30_000}\nb: [{', '.join(['*a'] * 5_000)}]\ntitle: x\n---\n"

    blog = moved(read, tmp_path, {**BESIDE, "_posts/2011-04-28-long.md": front})

    assert [why for why in blog.whys("skipped") if "aliases that stand for too much" in why]


def test_aliases_and_repeated_keys_of_yaml_are_read_as_jekyll_reads_them(tmp_path: Path) -> None:
    text = "---\nbase: &b [bread, salt]\ntags: *b\ntitle: One\ntitle: Two\n---\n\nText.\n"

    blog = moved(read, tmp_path, {"_config.yml": CONFIG, "_posts/2011-04-28-rye.md": text})

    written_text = blog.text("posts/2011-04-28-rye.md")
    assert "title: Two" in written_text
    assert "tags: [bread, salt]" in written_text


def test_a_date_that_yaml_merges_is_read(tmp_path: Path) -> None:
    text = "---\nbase: &b\n  date: 2011-04-28 10:00:00\n<<: *b\ntitle: Rye\n---\n\nText.\n"

    blog = moved(read, tmp_path, {"_config.yml": CONFIG, "_posts/2011-04-28-rye.md": text})

    assert "date: 2011-04-28" in blog.text("posts/2011-04-28-rye.md")


def test_links_out_of_the_folder_are_never_followed(tmp_path: Path) -> None:
    secret = written(tmp_path, {"secret.md": "---\ntitle: Secret\n---\n\nSecret.\n", "secrets/x.md": "Secret."})
    old = written(tmp_path / "old", {"_config.yml": CONFIG, "_posts/2011-04-28-rye.md": RYE})
    (old / "_posts/2011-04-29-secret.md").symlink_to(secret / "secret.md")
    (old / "secret.png").symlink_to(secret / "secret.md")
    (old / "more").symlink_to(secret / "secrets")
    (old / "round").symlink_to(old)

    blog = moved(read, tmp_path, {})

    assert blog.all_keys() == ["posts/2011-04-28-rye.md", "site.yaml"]
    assert len([why for why in blog.whys("skipped") if "a link to somewhere outside the folder" in why]) == 3


def test_paths_that_climb_out_lead_nowhere(tmp_path: Path) -> None:
    text = "---\ntitle: Climb\nimage: ../../../../etc/passwd.png\npermalink: /../../up/\n---\n\n![x](../../../../../etc/passwd)\n"

    blog = moved(read, tmp_path, {"_config.yml": CONFIG, "_posts/2011-04-28-climb.md": text})

    assert blog.all_keys() == ["posts/2011-04-28-climb.md", "site.yaml"]
    assert not list(tmp_path.glob("up*"))


def test_other_encodings_are_read_where_it_is_safe(tmp_path: Path) -> None:
    files: Files = {
        "_config.yml": CONFIG,
        "_posts/2011-04-28-latin.md": "---\ntitle: Pão\n---\n\nFlour, water and an oven, as always.\n".encode("cp1252"),
        "_posts/2011-04-29-wide.md": "---\ntitle: Pão\n---\n\nText.\n".encode("utf-16"),
        "_posts/2011-04-30-chinese.md": "---\ntitle: 面包\n---\n\n面包面包面包面包面包面包面包\n".encode("gbk"),
    }

    blog = moved(read, tmp_path, files)

    assert "title: Pão" in blog.text("posts/2011-04-28-latin.md")
    assert "title: Pão" in blog.text("posts/2011-04-29-wide.md")
    assert [why for why in blog.whys("skipped") if "chinese.md: it isn't UTF-8" in why]


def test_a_text_that_is_too_long_is_left_out_before_it_is_read(tmp_path: Path) -> None:
    blog = moved(read, tmp_path, {**BESIDE, "_posts/2011-04-28-long.md": b"---\ntitle: x\n---\n" + b"x" * (1 << 20)})

    assert [why for why in blog.whys("skipped") if "long.md" in why and "longer than 1,048,576 bytes" in why]


@pytest.mark.parametrize(
    "text", ["](" * 100_000, "[a](" + "(" * 200_000, "{{" * 200_000, "<p markdown=1>\n" * 30_000, "# " + " " * 300_000]
)
def test_hostile_texts_take_bounded_time(tmp_path: Path, text: str) -> None:
    blog = moved(read, tmp_path, {"_config.yml": CONFIG, "_posts/2011-04-28-x.md": f"---\ntitle: x\n---\n\n{text}\n"})

    assert "posts/2011-04-28-x.md" in blog.all_keys()


@pytest.mark.parametrize("pattern", ["**/" * 30 + "x", "**/*/" * 30 + "x", "*a" * 60 + "b"])
def test_hostile_patterns_of_defaults_take_bounded_time(pattern: str) -> None:
    scope: Mapping[str, Value] = {"path": Scalar(pattern, pattern)}

    assert not in_scope(scope, "a" * 200 + "/a" * 200 + "/y", "posts")


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("**/a*/b", "ab/c/ax/b", True),
        ("**/a*/b", "a/b/c.md", True),
        ("x/**", "x/y/z.md", True),
        ("x/**/z.md", "x/z.md", True),
        ("x/**/z.md", "x/y/q/z.md", True),
        ("x/*.md", "x/y/z.md", False),
        ("*", "z.md", True),
        ("x/*", "x", False),
    ],
)
def test_a_pattern_of_defaults_names_folders_and_what_is_in_them(pattern: str, path: str, *, fits: bool) -> None:
    assert in_scope({"path": Scalar(pattern, pattern)}, path, "posts") is fits
