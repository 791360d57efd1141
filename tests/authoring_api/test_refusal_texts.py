"""Refusals at the desk are in the language of the person; apps and reports beside uploads have them in English."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.authoring.desk import refusal_phrases, refusal_texts
from chalicelib.authoring.desk.report_reader import reports_in
from chalicelib.errors import REASONS, Refusal
from chalicelib.rendering.language.phrases import CATALOGUES, Phrasebook, in_quotes
from tests.authoring_api.app import MULTIPART, multipart
from tests.authoring_api.test_desk import Desk

OTHERS = sorted(path.stem for path in CATALOGUES.glob("*.po") if path.stem != "en")
TRANSLATED = [code for code, reason in REASONS.items() if refusal_texts.is_translated(code, reason)]
SITE = "title: Ours\nlanguages: [en, de, ar, ja]\nnewsletter: yes\n"
BAD = "---\ntitle: Bad\ndate: yesterday\n---\nText.\n"


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.blog.publish({"site.yaml": SITE})
    return desk


def asked(desk: Desk, path: str, lang: str) -> Mapping[str, Any]:
    answer: Mapping[str, Any] = json.loads(desk.writer.get(path, headers={"accept-language": lang}).body)
    return answer


def told(lang: str, phrase: str) -> str:
    return refusal_phrases.translated(lang, phrase) or Phrasebook().gettext(lang, phrase)


def german(phrase: str) -> str:
    return told("de", phrase)


# ---- the catalogues


@pytest.mark.parametrize("lang", OTHERS)
def test_every_reason_that_is_shown_at_the_desk_is_in_every_catalogue(lang: str) -> None:
    phrases = [phrase for code in TRANSLATED for phrase in refusal_texts.phrases_of(REASONS[code])]

    assert [phrase for phrase in phrases if told(lang, phrase) == in_quotes(phrase, "en")] == []


def test_a_catalogue_of_reasons_has_those_in_use_and_no_others() -> None:
    visitors = {
        phrase for reason in REASONS.values() if reason.reader == "visitor" for phrase in refusal_texts.phrases_of(reason)
    }
    used = {phrase for code in TRANSLATED for phrase in refusal_texts.phrases_of(REASONS[code])} - visitors

    assert {lang: set(refusal_phrases.catalogue(lang).words) ^ used for lang in ("en", *OTHERS)} == {
        lang: set() for lang in ("en", *OTHERS)
    }


@pytest.mark.parametrize("lang", OTHERS)
def test_a_translation_keeps_the_place_of_the_authors_line_and_its_code(lang: str) -> None:
    for phrase in (phrase for code in TRANSLATED for phrase in refusal_texts.phrases_of(REASONS[code])):
        translated = told(lang, phrase)

        assert sorted(translated.split("`")[1::2]) == sorted(phrase.split("`")[1::2])


# ---- at the desk


def test_a_refused_post_says_why_in_the_language_of_the_person(desk: Desk) -> None:
    desk.blog.publish({"posts/bad.md": BAD})

    [listed] = asked(desk, "/desk/posts?state=refused", "de")["posts"]
    opened = asked(desk, "/desk/post?key=posts/bad.md", "de")

    assert listed["refusal"]["why"] == "das ist kein gültiges Datum (yesterday)"
    assert opened["refusal"]["remedy"].startswith("Schreiben Sie es wie `2026-11-25`")


def test_the_whole_blog_is_checked_in_the_language_of_the_person(desk: Desk) -> None:
    desk.blog.publish({"posts/bad.md": BAD})

    [report] = asked(desk, "/desk/check", "de")["refused"]

    assert (report["why"], report["found"]) == ("das ist kein gültiges Datum", ["yesterday"])


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        (
            "de",
            "kein Beitrag hat diese Adresse (posts/no.md). Vielleicht wurde er gelöscht: Sehen Sie in die Liste der Beiträge.",
        ),
        ("ar", "لا توجد تدوينة بهذا العنوان (posts/no.md). ربما حذفها أحدهم: ابحث عنها في قائمة التدوينات."),
        ("ja", "このアドレスの投稿はありません (posts/no.md)。 誰かが削除したのかもしれません。投稿の一覧を確認してください。"),
    ],
)
def test_an_answer_to_the_desks_scripts_is_in_the_language_of_the_person(desk: Desk, lang: str, text: str) -> None:
    assert asked(desk, "/desk/post?key=posts/no.md", lang)["error_description"] == text


def test_a_file_that_the_desk_uploads_is_refused_in_the_language_of_the_person(desk: Desk) -> None:
    body = multipart([], [("file", "tram.pdf", b"MZ")])
    ours = {"x-presswork-session": desk.session, "accept-language": "de", "content-type": MULTIPART}

    answered = json.loads(desk.writer.ask("POST", "/media", body, headers=ours).body)

    assert answered["error_description"].startswith("Dateien dieser Art werden nicht veröffentlicht (tram.pdf).")


def test_an_answer_to_an_app_and_the_report_beside_an_upload_are_in_english(desk: Desk) -> None:
    desk.blog.publish({"posts/bad.md": BAD})

    answered = asked(desk, "/files?key=posts/no.md", "de")

    assert answered["error_description"].startswith("the request has no access token")
    assert "Why:      this isn't a valid date" in (desk.blog.report("posts/bad.md") or "")


def test_a_language_that_the_site_does_not_have_gets_the_sites_own(desk: Desk) -> None:
    assert asked(desk, "/desk/post?key=posts/no.md", "ko")["error_description"].startswith("no post has this address")


# ---- the author's own line


def test_a_remedy_shows_the_authors_own_line_in_any_language() -> None:
    refusal = Refusal("front-matter-quotes", "title: Bread: the first year")

    assert refusal_texts.remedy(refusal, german) == 'Setzen Sie den Wert in Anführungszeichen: `title: "Bread: the first year"`.'


def test_a_report_that_was_written_is_read_in_another_language_with_the_authors_own_line(desk: Desk) -> None:
    desk.blog.publish({"posts/bread.md": "---\ntitle: Bread: the first year\ndate: 2026-11-20\n---\nText.\n"})
    [written] = reports_in(desk.blog.report("posts/bread.md") or "")

    report = refusal_texts.report(written, german)

    assert report.why.startswith("YAML liest einen Teil dieses Werts")
    assert report.remedy == 'Setzen Sie den Wert in Anführungszeichen: `title: "Bread: the first year"`.'


def test_a_report_without_phrases_stays_as_it_was_written() -> None:
    [written] = reports_in("Warning: line 3\nWhy: this is new\nFix: do something\n")

    assert refusal_texts.report(written, german) == replace(written, why="this is new", remedy="do something")
