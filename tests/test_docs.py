"""The docs say what the code knows, name what it names, and their links lead somewhere."""

import ast
import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from importlib import import_module
from pathlib import Path

import pyromark
import pytest
from lxml import html

from chalicelib.content.site import nested_keys, sidebar, site_languages, themeyaml
from chalicelib.content.site.value_reader import Part
from chalicelib.newsletter.rules.preferences import OFTEN
from chalicelib.newsletter.rules.subscriber import STATES
from chalicelib.web.pages import VISITOR_PAGES as ANSWERS
from docs import generate
from docs.generate import BLOCK, DOCS, MISSING, VALUE, WRITTEN, Known, cells_of, filled, known_of, optional
from docs.known.operations import SITES
from docs.known.parsers import arguments, parsers
from infra.authoring.push.push_events import SAID
from infra.command import VERBS
from infra.demo.inbox import INBOX
from infra.demo.postoffice import FATES
from infra.deploying import manual_steps
from infra.deploying.names import Names
from infra.deploying.operating import redriving
from infra.extras import EXTRAS
from infra.stack import access_logs, api, events, headers, mail, queues, table
from infra.stack.access.roles import TAG
from infra.stack.functions import FUNCTIONS
from infra.stack.parameters import NEW, ORDINARY
from tests import attack_table
from tests.docs import README, ROOT, coded, prose_of, table_in, titled_in
from tests.each import each

TEXTS = {name: path.read_text(encoding="utf-8") for name, path in DOCS.items()}
PAGES = {path.name: path.read_text(encoding="utf-8") for path in (*ROOT.glob("docs/*.md"), *ROOT.glob("*.md"))}
NAMES = Names("presswork", "ACCOUNT", "REGION")
FENCED = re.compile(r"^( *)(`{3,}).*?^\1\2$", re.MULTILINE | re.DOTALL)
AT_LINE_BEGIN = re.compile(r"^\s*(?:[-*>]|\d+\.)?\s*<!--value:", re.MULTILINE)
"""Markdown takes a line that begins with a comment out of its paragraph."""

# ---- what is generated


@pytest.mark.parametrize("name", DOCS)
def test_what_is_generated_is_what_the_code_knows(name: str) -> None:
    assert filled(TEXTS[name], known_of(name)) == TEXTS[name], "`make docs` writes it anew"


@pytest.mark.parametrize("name", DOCS)
def test_all_that_is_known_of_a_document_stands_in_it(name: str) -> None:
    known, text = known_of(name), TEXTS[name]

    assert sorted(found["name"] for found in BLOCK.finditer(text)) == sorted({**known.tables, **known.texts})
    assert {found["name"] for found in VALUE.finditer(text)} == set(known.values)
    assert text.count("<!--generated:") + text.count("<!--value:") == text.count("<!--end-->")


@pytest.mark.parametrize("name", DOCS)
def test_no_cell_is_left_to_be_written_and_no_figure_breaks_its_paragraph(name: str) -> None:
    assert MISSING not in TEXTS[name]
    assert not AT_LINE_BEGIN.search(TEXTS[name])


def test_a_new_row_comes_last_and_asks_for_its_words_and_one_that_is_gone_goes() -> None:
    text = "<!--generated:x-->\nA | B\n---|---\nb | said of b\nold | .\na | said of a\n<!--end-->\n"

    rows = filled(text, Known({"x": lambda: [[name, WRITTEN] for name in ("new", "a", "b")]})).splitlines()[3:-1]

    assert rows == ["b | said of b", "a | said of a", f"new | {MISSING}"]


def test_an_empty_last_cell_stays_one() -> None:
    text = "<!--generated:x-->\nA | B\n---|---\na | said of a\nb |\n<!--end-->\n"

    assert filled(text, Known({"x": lambda: [[name, optional] for name in ("a", "b")]})) == text


def test_a_marker_that_nobody_knows_is_an_error() -> None:
    with pytest.raises(KeyError, match="x"):
        filled("It takes <!--value:x-->3<!--end--> days.", Known())


def test_a_figure_is_written_within_its_line() -> None:
    text = "It takes <!--value:x-->3<!--end--> days."

    assert filled(text, Known(values={"x": lambda: 4})) == "It takes <!--value:x-->4<!--end--> days."


# ---- tables

RULE = re.compile(r"^ *\|?(?: *:?-{3,}:? *\|)+(?: *:?-{3,}:? *)?$")
CODE = re.compile("(`+).*?\\1")
WITH_TABLES = pyromark.Markdown(options=pyromark.Options.ENABLE_TABLES)


@pytest.mark.parametrize("name", [path.name for path in ROOT.glob("docs/*.md")])
def test_every_table_is_shown_as_one_with_all_its_rows_and_cells(name: str) -> None:
    """GitHub ends a table at an empty line, and where a row looks like the beginning of a list."""
    written = [sum(bool(re.sub("<!--.*?-->", "", cell)) for cell in cells_of(line)) for line in table_lines(name)]

    rows = html.fromstring(WITH_TABLES.html(PAGES[name])).iter("tr")

    assert [sum(bool(cell.xpath("normalize-space()")) for cell in row) for row in rows] == written


@pytest.mark.parametrize("name", [path.name for path in ROOT.glob("docs/*.md")])
def test_no_table_has_bars_around_it(name: str) -> None:
    assert [line for line in table_lines(name) if line.strip().startswith("|")] == []


def table_lines(name: str) -> list[str]:
    """The heads and rows of the tables of a page."""
    lines = FENCED.sub("", PAGES[name]).split("\n")
    return [line for line in lines if "|" in CODE.sub("", line) and not RULE.match(line) and not line.startswith("#")]


# ---- what is named in prose

NAMED: Mapping[str, Mapping[str, Iterable[str]]] = {
    "newsletter": {"wishes": OFTEN, "states": STATES, "addresses of the simulator": FATES},
    "commands": {"events of a push": SAID.keys() - {"more"}},  # that one is the demo's
    "demo": {"the inbox": [INBOX]},
    "operations": {
        "what is redriven": [*(queue.dead_name for queue in queues.QUEUES), events.DEAD_NAME, *redriving.DEAD],
        "logs": [f"presswork logs {function.name}" for function in FUNCTIONS],
        "secrets": [NAMES.secrets],
    },
    "deploy": {"tag, bucket and kinds of accounts": [TAG, Names("NAME", "ACCOUNT", "REGION").code, NEW, ORDINARY]},
}


@pytest.mark.parametrize(("name", "what"), [(name, what) for name, several in NAMED.items() for what in several])
def test_what_has_a_name_is_called_by_it(name: str, what: str) -> None:
    code = "\n".join(re.findall(r"`([^`]+)`", FENCED.sub("", TEXTS[name])))

    assert [one for one in NAMED[name][what] if not re.search(rf"(?<![\w-]){re.escape(one)}(?![\w-])", code)] == []


def test_every_key_within_a_key_of_site_yaml_is_explained() -> None:
    tables = [
        table
        for module in (nested_keys, sidebar, site_languages, themeyaml)
        for table in vars(module).values()
        if isinstance(table, Mapping)
    ]
    parts = [(name, part) for table in tables for name, part in table.items() if isinstance(part, Part)]
    told = TEXTS["site-yaml"] + TEXTS["looks"] + TEXTS["comments"]

    assert [name for name, part in parts if f"\n`{name}` | " not in told or part.meaning not in told] == []
    assert len(parts) > len(themeyaml.THEME)


def test_every_command_that_is_named_is_one() -> None:
    named = {verb for text in PAGES.values() for verb in re.findall(r"`(?:\.venv/bin/)?presswork ([a-z]+)", prose_of(text))}

    assert named <= VERBS.keys()
    assert set(re.findall(r"`presswork redrive (\w[\w-]*)`", TEXTS["operations"])) <= {*redriving.DEAD, "QUEUE"}


def test_every_answer_of_the_api_is_named() -> None:
    told = TEXTS["newsletter"] + TEXTS["comments"]

    assert set(re.findall(r'"state": "(\w+)"', told)) | {"already"} == set(ANSWERS) - {"refused"}


def test_the_refusals_of_a_deployment_that_are_shown_are_made() -> None:
    made = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "infra").rglob("*.py"))
    shown = [part.strip() for says, _ in table_in(TEXTS["deploy"], "It says") for part in says.split("…")]

    assert [part for part in shown if part not in made] == []


def test_the_senders_that_are_shown_are_those_that_may_send() -> None:
    allowed = json.loads((ROOT / ".chalice" / "policy-letters.json").read_text())["Statement"]
    (condition,) = (one["Condition"]["StringLike"]["ses:FromAddress"] for one in allowed if one["Sid"].startswith("MailFromUs"))
    shown = titled_in(TEXTS["deploy"], "site.yaml")

    assert {pattern["Fn::Sub"].replace("${MailDomain}", "example.org") for pattern in condition} == {
        *(f"*@{domain}" for domain in manual_steps.senders("example.org")),
        "${MailFrom}",
    }
    assert all(f"<{sender.address.replace('${MailDomain}', 'example.org')}>" in shown for sender in mail.SENDERS)


def test_what_is_said_of_queues_sites_and_the_table_is_so() -> None:
    (press,) = (queue for queue in queues.QUEUES if queue.fifo)

    assert press.late < press.tries * press.hidden, "the alarm goes off before the message is put away"
    assert f"Enabled=true,AttributeName={table.EXPIRES}" in TEXTS["operations"]
    for verb in ("destroy", "status", "logs", "redrive", "keys"):
        assert all(set(SITES) <= set(arguments(parser)[1]) for _, parser in parsers(verb))


def test_what_is_said_of_logs_and_of_the_policy_of_pages_is_so() -> None:
    noted = " ".join([*access_logs.FIELDS, *api.LOGGED_FACTS.values()]).lower()

    assert not re.search(r"c-ip|forwarded|identity|sourceip|cookie|query|referer", noted)
    assert "default-src 'none'" in headers.content_security("'none'")


# ---- what the tests have tried


@each("case", [case for row in attack_table.ROWS for case in row.cases])
def test_every_place_that_is_counted_has_cases_and_belongs_to_a_module_of_tests(case: str) -> None:
    module, _, _ = case.partition(":")

    assert attack_table.count(case) > 0
    assert any(name.startswith("test_") for name in vars(import_module(module)))


def test_no_case_is_counted_twice() -> None:
    cases = [case for row in attack_table.ROWS for case in row.cases]

    assert len(cases) == len(set(cases))


# ---- paths and links


def test_every_link_within_the_docs_leads_somewhere() -> None:
    anchors = {name: {anchor(head) for head in re.findall(r"^#+ (.*)$", text, re.MULTILINE)} for name, text in PAGES.items()}

    for name, text in PAGES.items():
        for file, part in re.findall(r"\]\((?:\.\./|docs/)?([\w-]+\.md)?(?:#([\w-]+))?\)", prose_alone(text)):
            assert (file or name) in PAGES, f"{name} leads to {file}"
            assert not part or part in anchors[file or name], f"{name} leads to {file or name}#{part}"


def prose_alone(text: str) -> str:
    return re.sub(r"`[^`\n]+`", "`", FENCED.sub("", text))


def anchor(heading: str) -> str:
    return "-".join(re.sub(r"[^\w\s-]", "", heading.lower()).split())


PATH = re.compile(r"`((?:[\w.-]+/)*(?:[\w-]+\.(?:py|js|json|toml|txt|yaml|html)|(?<=/)|[\w.-]+/))(?::\w+)?`")
FILES_OF_USERS = {"site.yaml", "robots.txt", "presswork.toml"}
ABOUT_CODE = ("architecture.md", "CONTRIBUTING.md", "security.md", "costs.md")
BELOW = ("", "chalicelib", "docs", "infra")


@pytest.mark.parametrize("name", ABOUT_CODE)
def test_every_module_and_folder_that_is_named_is_there(name: str) -> None:
    named = {found for found in PATH.findall(PAGES[name]) if not found.startswith("posts/")} - FILES_OF_USERS

    assert [path for path in sorted(named) if not any((ROOT / below / path).exists() for below in BELOW)] == []


@pytest.mark.parametrize("name", ABOUT_CODE)
def test_a_name_that_is_given_with_its_module_is_defined_there(name: str) -> None:
    named = re.findall(r"`((?:[\w-]+/)*\w+\.py):(\w+)`", PAGES[name])
    modules = {path: next(found for below in BELOW if (found := ROOT / below / path).exists()) for path, _ in named}

    assert [(path, one) for path, one in named if one not in names_in(modules[path])] == []


def names_in(module: Path) -> set[str]:
    """The names that a module defines."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    defined = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    return defined | {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}


def test_the_first_page_is_read_in_a_few_minutes() -> None:
    assert len(README.split()) <= 900


def test_whoever_only_uses_it_is_told_first_how_to_do_so_without_a_clone() -> None:
    blocks = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)

    assert [block.split()[0] for block in blocks] == ["uvx", "git", "pipx"]


def test_users_learn_of_every_extra_but_that_of_developers() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]

    assert [name for row in table_in(PAGES["commands.md"], "Extra") for name in coded(row[0])] == sorted(extras.keys() - {"dev"})
    assert extras.keys() - {"dev"} == EXTRAS.keys()


def test_all_docs_together_are_read_in_a_morning() -> None:
    words = {path.name: len(path.read_text(encoding="utf-8").split()) for path in (ROOT / "docs").glob("*.md")}

    assert sum(words.values()) < 40_000, f"say it in fewer words, or once: {words}"


def test_the_page_about_the_code_is_short() -> None:
    lines = PAGES["architecture.md"].splitlines()

    assert len(lines) <= 300
    assert [line for line in lines if len(line) > 130 and " | " not in line] == []
    assert generate.ROOT == ROOT
