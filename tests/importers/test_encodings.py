"""Whatever encoding a file says it has, its reader reads it or refuses it in words."""

import pkgutil
from encodings import __path__ as codecs_of_python
from encodings.aliases import aliases
from pathlib import Path

import pytest

from chalicelib.newsletter.rules.inbound_rules import decoded
from infra.importers.blog import UnreadableError
from infra.importers.folder.tree import UnreadError, as_text
from infra.importers.jekyll.reader import read
from infra.importers.output.writer import write
from infra.importers.parsing import encodings
from infra.importers.wordpress import reader
from tests.importers.moving import NOW
from tests.importers.wxr_samples import export

NAMES = sorted(
    {module.name for module in pkgutil.iter_modules(codecs_of_python)}
    | {name.replace("_", "-") for name in aliases}
    | {"undefined", "nonsense", "utf-8-sig", "a\0b", "x" * 300, "../x"}
)
"""Every name by which Python knows a codec, of text or not, and some that it doesn't know."""
NO_TEXT = (
    "hex",
    "base64",
    "rot13",
    "zlib",
    "bz2",
    "uu",
    "quopri",
    "idna",
    "punycode",
    "unicode_escape",
    "raw-unicode-escape",
    "cp037",
)


def test_the_names_are_those_of_all_codecs() -> None:
    assert {"hex", "idna", "rot13", "utf-8-sig", "cp1252", "shift_jis"} <= set(NAMES)
    assert not any(map(encodings.is_text, NO_TEXT))
    assert all(map(encodings.is_text, ("utf-8", "latin-1", "cp1252", "koi8-r", "gbk", "big5", "euc-jp", "iso2022_jp")))


@pytest.mark.parametrize("name", NO_TEXT)
def test_an_export_in_a_codec_of_no_text_is_refused_by_its_name(tmp_path: Path, name: str) -> None:
    (tmp_path / "old.xml").write_text(export("<item><title>Salt</title></item>").replace("UTF-8", name, 1))

    with pytest.raises(UnreadableError, match=f"its encoding is {name}, in which no text is written"):
        write(reader.read(tmp_path / "old.xml"), tmp_path / "blog", NOW)


def test_an_export_in_any_encoding_is_read_or_refused(tmp_path: Path) -> None:
    for number, name in enumerate(NAMES):
        file = tmp_path / f"{number}.xml"
        file.write_text(export("<item><title>Salt</title></item>").replace("UTF-8", name, 1))
        try:
            report = write(reader.read(file), tmp_path / f"blog{number}", NOW)
        except UnreadableError:
            assert not encodings.is_text(name)
        else:
            assert report is not None


def test_a_text_in_any_encoding_that_its_blog_names_is_read_or_refused() -> None:
    for name in NAMES:
        try:
            assert "a" in as_text(b"a \\u0041 +AGE- \xe9\xe8\xff", name).text
        except UnreadError as error:
            assert str(error)  # noqa: PT017 - the reading of some succeeds


def test_a_blog_of_jekyll_in_a_codec_of_no_text_is_told_with_each_file(tmp_path: Path) -> None:
    (tmp_path / "_posts").mkdir()
    (tmp_path / "_config.yml").write_text("title: A blog\nencoding: hex\n")
    (tmp_path / "_posts" / "2020-01-02-a.md").write_bytes("---\ntitle: Café\n---\nÀ".encode("latin-1"))

    report = write(read(tmp_path), tmp_path / "blog", NOW)

    assert any("can't be read as hex, which is no encoding of text" in f"{note}" for note in report.notes)


def test_a_name_in_the_header_of_a_mail_is_decoded_or_stays_as_it_is() -> None:
    for name in NAMES:
        for form in ("=?{}?B?w4jDiMOI?=", "=?{}?Q?=E9=FF.=2E--?=", "=?{}?Q?a\\x?="):
            assert decoded(form.format(name))
