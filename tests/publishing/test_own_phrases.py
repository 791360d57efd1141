"""Words that a site brings itself: pages, visitors' pages and mails say them, and a build tells what is still in English."""

import re
from pathlib import Path

import pytest

from chalicelib.errors import Refusal
from chalicelib.newsletter.mail.notes import note_edition
from chalicelib.rendering.language.phrases import Phrasebook
from chalicelib.store import item_keys, site_files
from chalicelib.store.site_context import context_of
from chalicelib.web import views
from chalicelib.web.pages import ApiPage
from infra.build.build import build
from infra.command import main
from tests.publishing.blog import NOW, Blog, MemoryBlog, as_new, post, report_of, standing
from tests.publishing.calls import calling

SITE = "title: The Press\nlanguages: [en, tlh, es-MX]\nsidebar: [recent]\n"
POSTS = {
    "posts/a.md": post(title="A", date="2026-11-20", categories=["Ink"]),
    "posts/b.md": post(title="B", date="2026-10-20", lang="tlh"),
    "posts/c.md": post(title="C", date="2026-09-20", lang="es-MX"),
}
KEY = "templates/phrases/tlh.po"
WORDS = """\
msgid "Skip to content"
msgstr "ghItlh yIghoS"

msgid "That didn't work"
msgstr "Qapbe'"

msgid "You're already following %(name)s"
msgstr "%(name)s Datlha'taH"

msgid "this link has expired"
msgstr "qanqu' rarwI'vam"
"""
SPANISH = 'msgid "Skip to content"\nmsgstr "Al grano"\n'


def test_an_uploaded_catalogue_is_said_on_every_page_of_its_language_until_it_is_deleted(blog: Blog) -> None:
    blog.publish({"site.yaml": SITE, **POSTS})
    before = blog.objects()
    addresses = ("/tlh/", "/tlh/2026/10/20/b/", "/tlh/archives/", "/tlh/2026/10/")

    blog.publish({KEY: WORDS})
    assert ["ghItlh yIghoS" in (blog.page(address) or "") for address in addresses] == [True] * 4
    assert blog.objects() == as_new({KEY: WORDS, "site.yaml": SITE, **POSTS})

    blog.publish({KEY: None})
    assert blog.objects() == before


def test_other_words_take_the_place_of_those_before(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({"site.yaml": SITE, **POSTS, "templates/phrases/es.po": SPANISH})
    assert "Al grano" in (memory_blog.page("/es-MX/") or "")

    memory_blog.publish({"templates/phrases/es-MX.po": SPANISH.replace("Al grano", "Al texto")})

    assert "Al texto" in (memory_blog.page("/es-MX/") or "")
    assert "Skip to content" in (memory_blog.page("/") or "")


def test_a_catalogue_uploaded_before_its_language_is_said_once_the_site_has_it(memory_blog: MemoryBlog) -> None:
    only_english = "title: The Press\nlanguages: [en]\nsidebar: [recent]\n"
    memory_blog.publish({"site.yaml": only_english, **POSTS, KEY: WORDS})
    assert site_files.read(memory_blog.cloud).phrases == {}
    assert site_files.read(memory_blog.cloud).catalogues == ("tlh",)

    memory_blog.publish({"site.yaml": SITE})

    assert "ghItlh yIghoS" in (memory_blog.page("/tlh/archives/") or "")
    assert standing(memory_blog.objects()) == as_new({KEY: WORDS, "site.yaml": SITE, **POSTS})


def test_a_press_reads_no_more_words_than_the_sites_languages_need(memory_blog: MemoryBlog) -> None:
    others = {f"templates/phrases/{code}.po": WORDS for code in ("aa", "es", "he", "eo", "en")}
    memory_blog.publish({"site.yaml": SITE, KEY: WORDS, **others})
    with calling(memory_blog) as calls:
        read = site_files.read(memory_blog.cloud)

    asked = [at for call in calls if call.method == "get_many" for at in call.answer]
    assert asked == [item_keys.at_phrases(code) for code in sorted(read.phrases)]
    assert set(read.phrases) == {"en", "es", "tlh"}
    assert set(read.catalogues) == {"aa", "en", "eo", "es", "he", "tlh"}


def test_a_large_catalogue_is_kept_small(memory_blog: MemoryBlog) -> None:
    large = "".join(f'msgid "phrase {number}"\nmsgstr "a word, and another word"\n' for number in range(2_000))
    memory_blog.publish({"site.yaml": SITE, KEY: WORDS + large})

    kept = memory_blog.cloud.table.get(item_keys.at_phrases("tlh"))

    assert kept
    assert len(large) > 100_000
    assert len(bytes(kept.has["value"])) < 20_000  # type: ignore[arg-type]
    assert site_files.read(memory_blog.cloud).phrases["tlh"].count("another word") == 2_000


def test_a_late_worker_brings_no_old_words_back(memory_blog: MemoryBlog) -> None:
    table = memory_blog.cloud.table
    memory_blog.publish({"site.yaml": SITE, KEY: WORDS})
    before = site_files.read(memory_blog.cloud)

    site_files.put(table, KEY, "{}", "0" * 5)
    site_files.put(table, KEY, "", "0" * 5)

    assert site_files.read(memory_blog.cloud) == before


def test_a_catalogue_that_can_not_be_said_is_refused_and_the_one_before_stays(blog: Blog) -> None:
    blog.publish({"site.yaml": SITE, **POSTS, KEY: WORDS})
    before = blog.objects()

    blog.publish({KEY: f'{WORDS}\nmsgid "Home"\nmsgstr "100 %"\n'})

    assert blog.objects() == before
    found = "`Home`: a % that isn't a placeholder, in `100 %`; write %%"
    assert blog.report(KEY) == report_of("phrases", f"{KEY}, line 13", found)
    blog.publish({KEY: WORDS})
    assert blog.report(KEY) is None


@pytest.mark.parametrize("name", ["Spanish.po", "es.mo", "es", "README.md", "es/LC_MESSAGES/x.po", "feed.po", "es.po.txt"])
def test_a_file_that_no_language_names_is_refused(memory_blog: MemoryBlog, name: str) -> None:
    memory_blog.publish({f"templates/phrases/{name}": b"\xde\x12\x04\x95"})

    where = f"templates/phrases/{name}"
    assert memory_blog.report(where) == report_of("phrases-name", where, f"phrases/{name}")


@pytest.mark.parametrize(("name", "right"), [("pt_BR", "pt-BR"), ("pt-br", "pt-BR"), ("ZH_hant", "zh-Hant")])
def test_a_language_has_one_catalogue_and_another_spelling_of_its_name_is_refused(
    memory_blog: MemoryBlog, name: str, right: str
) -> None:
    where = f"templates/phrases/{name}.po"
    memory_blog.publish({where: WORDS})

    found = f"phrases/{name}.po (did you mean phrases/{right}.po?)"
    assert memory_blog.report(where) == report_of("phrases-name", where, found)


def test_mails_and_visitors_pages_say_the_words_too(memory_blog: MemoryBlog) -> None:
    memory_blog.publish({"site.yaml": SITE, KEY: WORDS})
    fixed = site_files.read(memory_blog.cloud)
    refusal = Refusal("link-old")

    page = views.render(context_of(fixed), ApiPage("refused", "tlh", refusal=refusal)).decode()
    note = note_edition(context_of(fixed), "tlh", "already", "https://press.example/api/preferences?t=token")

    assert "<h1>Qapbe’</h1>" in page
    assert "Qanqu’ rarwI’vam." in page
    assert views.explain(fixed, refusal, "tlh").startswith("Qanqu’ rarwI’vam. ")
    assert note.subject == "The Press Datlha’taH"


# ---- a build


def laid_out(folder: Path, **sources: str) -> Path:
    for key, text in {"site.yaml": SITE, **POSTS, **sources}.items():
        (folder / key).parent.mkdir(parents=True, exist_ok=True)
        (folder / key).write_text(text)
    return folder


def test_a_build_tells_what_each_language_of_the_site_says_in_english(tmp_path: Path) -> None:
    source = laid_out(tmp_path / "in", **{KEY: WORDS, "templates/phrases/jp.po": WORDS})

    built = build(source, tmp_path / "out", now=NOW)

    every = Phrasebook().missing("tlh")
    assert built.refused == ()
    assert set(every) - set(built.untranslated["tlh"]) == {
        "Skip to content",
        "That didn't work",
        "You're already following %(name)s",
        "this link has expired",
    }
    assert "en" not in built.untranslated
    assert tuple(built.untranslated.get("es-MX", ())) == Phrasebook().missing("es")
    assert built.unused_catalogues == ("jp",)


def test_the_command_says_how_many_the_first_of_them_and_how_to_add_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = laid_out(tmp_path / "in", **{KEY: WORDS, "templates/phrases/jp.po": WORDS})

    assert main(["build", str(source), str(tmp_path / "out"), "--now", "2026-11-25"]) == 0

    said = capsys.readouterr().err
    count = len(Phrasebook().missing("tlh")) - 4
    first = ", ".join(f'"{phrase}"' for phrase in Phrasebook().missing("tlh")[1:4])
    told = f"warning: {count} phrases still in English: {first}, …\n"
    assert f"{KEY} (`presswork phrases tlh` prints one to fill in): {told}" in said
    assert "templates/phrases: warning: there are translations for jp, which isn't in site.yaml\n" in said


# ---- the verb


def printed(capsys: pytest.CaptureFixture[str], *asked: str) -> str:
    assert main(["phrases", *asked]) == 0
    return capsys.readouterr().out


def test_a_printed_catalogue_has_all_phrases_and_those_filled_in_that_are_known(capsys: pytest.CaptureFixture[str]) -> None:
    said = printed(capsys, "es-MX")

    assert 'msgid "Home"\nmsgstr "Inicio"\n' in said
    assert '"Language: es-MX\\n"' in said
    assert '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"' in said
    assert said.count("\nmsgid ") == len(Phrasebook().missing("tlh")) + 1


@pytest.mark.parametrize("lang", ["cy", "ca", "uk", "sl", "br", "id", "tlh"])
def test_a_catalogue_of_a_new_language_is_empty_with_the_forms_of_its_header(
    lang: str, memory_blog: MemoryBlog, capsys: pytest.CaptureFixture[str]
) -> None:
    said = printed(capsys, lang)

    forms = int(re.findall("Plural-Forms: nplurals=([0-9])", said)[0])
    empty = "".join(f'msgstr[{number}] ""\n' for number in range(forms))
    assert 'msgid "Home"\nmsgstr ""\n' in said
    assert f'msgid_plural "%(num)s posts"\n{empty}\n' in said
    filled_in = said.replace(f'"%(num)s posts"\n{empty}', f'"%(num)s posts"\n{empty}'.replace('""', '"%(num)s"'))
    key = f"templates/phrases/{lang}.po"
    memory_blog.publish({key: filled_in})
    assert memory_blog.report(key) is None


def test_a_printed_catalogue_has_a_sites_own_words_and_is_taken_as_it_is(
    tmp_path: Path, memory_blog: MemoryBlog, capsys: pytest.CaptureFixture[str]
) -> None:
    said = printed(capsys, "tlh", str(laid_out(tmp_path, **{KEY: WORDS})))

    memory_blog.publish({"site.yaml": SITE, KEY: said})
    assert memory_blog.report(KEY) is None
    assert "ghItlh yIghoS" in (memory_blog.page("/tlh/") or "")


@pytest.mark.parametrize(
    ("asked", "status", "why"),
    [
        (("es", "nowhere"), 2, "presswork: nowhere isn't a folder\n"),
        (("tlh", "in"), 1, ":1: the catalogue can't be used as it is (found: `Home`"),
    ],
)
def test_what_can_not_be_printed_is_told_on_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    asked: tuple[str, ...],
    status: int,
    why: str,
) -> None:
    laid_out(tmp_path / "in", **{KEY: "Home"})
    monkeypatch.chdir(tmp_path)

    assert main(["phrases", *asked]) == status

    said = capsys.readouterr()
    assert why in said.err
    assert (said.out, said.err.count("\n")) == ("", 1)
