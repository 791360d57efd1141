"""Front matter in the notations and the words of other systems."""

import pytest

from chalicelib.content.frontmatter.parsed_values import plain
from infra.importers.markdown_folder.front_matter_notations import SYNONYMS, in_presswork_words, split_any
from infra.importers.markdown_folder.systems.js_values import values_in
from tests.each import each

NOTATIONS = {
    "YAML": "---\ntitle: Rye\ndate: 2011-04-28\n---\nFlour.\n",
    "TOML": '+++\ntitle = "Rye"\ndate = "2011-04-28"\n+++\nFlour.\n',
    "JSON": '{"title": "Rye", "date": "2011-04-28"}\nFlour.\n',
    "JSON that is named": '---json\n{"title": "Rye", "date": "2011-04-28"}\n---\nFlour.\n',
    "an object of JavaScript": '---js\n{ title: "Rye", date: `2011-04-28`, f() { return 1 } }\n---\nFlour.\n',
    "constants of JavaScript": '---js\nconst title = "Rye";\nconst date = "2011-04-28";\n---\nFlour.\n',
    "YAML without its begin": "title: Rye\ndate: 2011-04-28\ntags:\n- a\n---\nFlour.\n",
    "Hexo's JSON": '"title": "Rye",\n"date": "2011-04-28"\n;;;\nFlour.\n',
    "Nikola's": "<!--\n.. title: Rye\n.. date: 2011-04-28\n-->\nFlour.\n",
    "lines": "title: Rye\ndate: 2011-04-28\n\nFlour.\n",
    "what MDX exports": "export const meta = { title: 'Rye', date: '2011-04-28' }\n\nFlour.\n",
}


@pytest.mark.parametrize("text", NOTATIONS.values(), ids=NOTATIONS)
def test_front_matter_is_read_in_each_notation(text: str) -> None:
    front = split_any(text)

    keys = plain(front.keys)
    assert isinstance(keys, dict)
    assert (keys["title"], str(keys["date"])[:10]) == ("Rye", "2011-04-28")
    assert front.body.strip().endswith("Flour.")
    assert text.split("\n")[front.body_line - 1 :][: len(front.body.split("\n"))] == front.body.split("\n")


@pytest.mark.parametrize("text", ["Rye: a bread\n---\nFlour.\n", "A note: x\n\nFlour.\n", "# Title\n\nText\n", "", "---\n"])
def test_a_text_that_only_looks_like_front_matter_is_a_text(text: str) -> None:
    if text == "---\n":
        with pytest.raises(Exception, match="front matter"):
            split_any(text)
    else:
        assert (split_any(text).keys, split_any(text).body) == ({}, text)


VALUES = {
    "date": ("2011-04-28", "2011-04-28"),
    "updated": ("2011-04-28", "2011-04-28"),
    "summary": ("On rye", "On rye"),
    "tags": ("dough", "dough"),
    "image": ("/boat.png", "/boat.png"),
    "image_alt": ("A boat", "A boat"),
    "weight": ("3", 3),
    "draft": ("true", True),
    "pinned": ("true", True),
}
NAMES = [(row.key, name) for row in SYNONYMS for name in row.names if "." not in name and " " not in name]


@each(("key", "name"), NAMES)
def test_a_key_of_another_system_is_read_as_ours_unless_ours_is_there(key: str, name: str) -> None:
    written, means = VALUES[key]
    other = {"date": "2012-01-01", "draft": "false", "pinned": "false", "weight": "7"}.get(key, "/other.png")

    alone = plain(in_presswork_words(split_any(f"---\n{name}: {written}\n---\n").keys))
    beside = plain(in_presswork_words(split_any(f"---\n{key}: {other}\n{name}: {written}\n---\n").keys))

    assert isinstance(alone, dict)
    assert isinstance(beside, dict)
    assert alone[key] == means
    assert str(beside[key]).lower() == other


@pytest.mark.parametrize(
    ("front", "image", "alt"),
    [
        ("image: { src: ./a.png, alt: A boat }", "./a.png", "A boat"),
        ("cover:\n  image: a.png", "a.png", None),
        ("heroImage: [a.png, b.png]", "a.png", None),
        ("cover: false\nthumbnail: a.png", "a.png", None),
        ("hero: { title: Bread }\nbanner: a.png", "a.png", None),
    ],
)
def test_a_picture_may_be_a_table_a_list_or_something_else(front: str, image: str, alt: str | None) -> None:
    keys = plain(in_presswork_words(split_any(f"---\n{front}\n---\n").keys))

    assert isinstance(keys, dict)
    assert (keys.get("image"), keys.get("image_alt")) == (image, alt)


PROGRAMS = {
    "export default { title: 'Rye' }": {"title": "Rye"},
    'module.exports = { "a-b": [1, -2.5, true, null,], // c\n d: /* e */ `f` };': {"a-b": [1, -2.5, True, None], "d": "f"},
    "module.exports = (c) => { c.x({ y: 1 }); return { dir: { input: 'src' } } }": {"dir": {"input": "src"}},
    "export default defineConfig({ site: 'a', x: y(), z: 1 + 2, t: `${u}`, v: 'w' })": {"site": "a", "v": "w"},
    "const config: Config = { title: 'Rye' };\nexport default config;": {"config": {"title": "Rye"}, "title": "Rye"},
    "export const A = 'b' as const;\nlet c = \"\\u0041\\n\";": {"A": "b", "c": "A\n"},
    "export default { f() { return { title: 'no' } }, title: 'yes' }": {"title": "yes"},
    "import x from 'y'; console.log('const a = 1')": {},
    "export default { a: [b(')'), 'c'], d: (e)": {"a": ["c"]},
}


@pytest.mark.parametrize(("program", "values"), PROGRAMS.items(), ids=PROGRAMS)
def test_what_is_written_out_in_a_program_is_read_and_what_is_computed_is_not(program: str, values: object) -> None:
    assert plain(values_in(program)) == values
