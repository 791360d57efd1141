"""`init` and `new` as a person runs them: they ask, and what is typed is taken."""

from pathlib import Path

from infra.terminal.exit_codes import INTERRUPTED
from tests.command.terminals import COMMAND, Seen

HERE = {"LANG": "fr_FR.UTF-8", "TZ": "Europe/Paris"}


def test_a_blog_is_begun_by_answers_and_enter_takes_what_is_proposed(tmp_path: Path) -> None:
    seen = Seen((*COMMAND, "init", "encre"), tmp_path, HERE)
    seen.wait_for("Title [Encre]: ")
    seen.type("L'encre\n")
    seen.wait_for("Language [fr]: ")
    seen.type("\n")
    seen.wait_for("Look (journal, plain, news, classic) [journal]: ")
    seen.type("plain\n")

    assert seen.ended() == 0
    said = (tmp_path / "encre/site.yaml").read_text()
    assert 'title: "L\'encre"' in said
    assert "{code: fr, name: Français}" in said
    assert "zone: Europe/Paris" in said
    assert "preset: plain" in said


def test_the_end_of_the_input_at_a_question_leaves_nothing_behind(tmp_path: Path) -> None:
    seen = Seen((*COMMAND, "init", "encre"), tmp_path, HERE)
    seen.wait_for("Title [Encre]: ")
    seen.type("\x04")

    assert seen.ended() == INTERRUPTED
    assert not (tmp_path / "encre").exists()


def test_a_new_post_is_opened_in_the_editor_if_that_is_wanted(tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\necho "Du texte." >> "$1"\n')
    editor.chmod(0o755)
    seen = Seen((*COMMAND, "new", "Encre", "--date", "2026-11-27"), tmp_path, {**HERE, "EDITOR": str(editor)})
    seen.wait_for(f"Open it in {editor}? [Y/n]: ")
    seen.type("y\n")

    assert seen.ended() == 0
    assert (tmp_path / "posts/2026-11-27-encre.md").read_text().endswith("Du texte.\n")


def test_a_refused_editor_is_not_opened(tmp_path: Path) -> None:
    seen = Seen((*COMMAND, "new", "Encre", "--date", "2026-11-27"), tmp_path, {**HERE, "EDITOR": "false"})
    seen.wait_for("Open it in false? [Y/n]: ")
    seen.type("n\n")

    assert seen.ended() == 0
