"""Front matter as an author would write it: bare dates, short lists in one line, no anchors."""

from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from chalicelib.content.frontmatter.parsed_values import Plain

RARE_ENDS = frozenset("\x85\u2028\u2029")
"""Line ends of YAML 1.1 that editors don't show as such."""
LINE = 100  # characters: a longer list is written one below the other


class FrontMatterDumper(yaml.SafeDumper):
    """YAML as people write it: short lists in one line, dates without quotes, no anchors."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - PyYAML's own table, without dates, which Presswork reads as they are written
        first: [(tag, pattern) for tag, pattern in rows if tag != "tag:yaml.org,2002:timestamp"]
        for first, rows in yaml.SafeDumper.yaml_implicit_resolvers.items()
    }

    def ignore_aliases(self, _: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - PyYAML's
        super().increase_indent(flow, False)  # noqa: FBT003 - items of a list are indented


def represent_list(dumper: FrontMatterDumper, value: list[Any]) -> yaml.Node:
    in_line = all(isinstance(item, str | int | float) for item in value) and sum(len(str(item)) + 2 for item in value) < LINE
    return dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=in_line)


def represent_text(dumper: FrontMatterDumper, value: str) -> yaml.Node:
    """Return a text; one with rare line ends, which programs read in different ways, has them escaped."""
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style='"' if RARE_ENDS & {*value} else None)


FrontMatterDumper.add_representer(list, represent_list)
FrontMatterDumper.add_representer(str, represent_text)


def as_yaml(keys: Mapping[str, Any]) -> str:
    """Return the keys as YAML, in their order."""
    return yaml.dump(
        dict(keys), Dumper=FrontMatterDumper, sort_keys=False, allow_unicode=True, width=10**6, default_flow_style=False
    )


def as_source(keys: Mapping[str, Any], body: str) -> str:
    """Return a source: the front matter, then the text."""
    text = body.strip("\n")
    return f"---\n{as_yaml(keys)}---\n" + (f"\n{text}\n" if text else "")


def with_singular_keys(keys: Mapping[str, Plain]) -> dict[str, Plain]:
    """Return the keys with one author or category as authors write it, without a list."""
    singular = {"authors": "author", "categories": "category"}
    written: dict[str, Plain] = {}
    for name, value in keys.items():
        is_one = name in singular and isinstance(value, list) and len(value) == 1 and not {*",;#"} & {*str(value[0])}
        written[singular[name] if is_one else name] = value[0] if is_one and isinstance(value, list) else value
    return written


def written_date(moment: datetime | None, zone: str) -> str:
    """Return a time as an author writes it in the site's zone; with its distance from UTC only where the zone doesn't say it."""
    if moment is None:
        return ""
    zone_of_site = ZoneInfo(zone or "UTC")
    local = moment.astimezone(zone_of_site) if moment.tzinfo else moment.replace(tzinfo=zone_of_site)
    seconds = ":%S" if local.second else ""
    written = f"{local:%Y-%m-%d}" if local.time() == time() else local.strftime(f"%Y-%m-%d %H:%M{seconds}")
    again = local.replace(tzinfo=None, fold=0, microsecond=0).replace(tzinfo=zone_of_site)
    is_said = again.astimezone(UTC) == local.replace(microsecond=0).astimezone(UTC)
    return written if is_said else local.strftime("%Y-%m-%d %H:%M:%S %z")
