"""The commonest slips in YAML: a tab in front of a line, and a value that needs quotes (`title: Bread: the first year`)."""

import re

import yaml


def mistake_in(line: str) -> str:
    """Return the code for a line that YAML can't read: a tab in front, a value without quotes, or any other fault."""
    if TAB.match(line):
        return "front-matter-tab"
    value = VALUE.match(line)
    closing = {"[": "]", "{": "}"}.get(value[1][0], "") if value else ""
    is_list = value and closing and (closing not in value[1] or value[1].rstrip().endswith(closing))
    if not value or is_list or reads_alone(line):
        return "front-matter"
    return "front-matter-quotes"


TAB = re.compile(" *\t")
VALUE = re.compile(r" *(?:- +)?[\w.-]+:[ \t]+(\S.*)")


def reads_alone(line: str) -> bool:
    """Return whether YAML can read the line without the others, so that the fault is in their order."""
    try:
        return bool(list(yaml.parse(line.strip(), Loader=yaml.CSafeLoader)))
    except yaml.YAMLError:
        return False
