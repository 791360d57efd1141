"""A made-up blog of another kind than `bench.blog`: long technical posts, half of them code, with many topics.

A post has some 1,000 words in ten sections, eight listings in four languages, two wide tables, formulas of inline code, and
three to eight of 400 tags. Post `n` is the same on every machine.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random

from bench import blog, corpus
from bench.corpus import WORDS, Written

SECTIONS, ROWS, COLUMNS = 10, 12, 5
TAGS = tuple(
    f"{word} {matter}" for word in ("cold", "fast", "old", "small", "wide", "dark", "loud", "plain") for matter in blog.TAGS[:50]
)
TAGS_A_POST = (3, 4, 5, 6, 8)
LISTINGS: Mapping[str, str] = {
    "go": """func {a}(ctx context.Context, {b} []{C}) (map[string]int, error) {{
	total := make(map[string]int, len({b}))
	for _, one := range {b} {{
		if err := one.{c}(ctx); err != nil {{
			return nil, fmt.Errorf("{a}: %w", err) // the first error ends it
		}}
		total[one.Name] += {n}
	}}
	return total, nil
}}""",
    "javascript": """export async function {a}({b}, {{ limit = {n}, signal }} = {{}}) {{
  const response = await fetch(`/{b}?limit=${{limit}}`, {{ signal }});
  if (!response.ok) throw new Error(`{a} failed: ${{response.status}}`);
  const {{ {c}, next }} = await response.json();
  return next ? [...{c}, ...(await {a}(next, {{ limit, signal }}))] : {c};
}}""",
    "sql": """SELECT {a}.id, count(*) AS {b}, max({c}.changed_at) AS changed
FROM {a} JOIN {c} ON {c}.{a}_id = {a}.id
WHERE {c}.size > {n} AND {a}.name LIKE '%{b}%' -- no index serves this
GROUP BY {a}.id HAVING count(*) > 1
ORDER BY changed DESC LIMIT 20;""",
    "yaml": """{a}:
  {b}: {n}
  {c}: [one, "two", 3.5]
  when: {{ after: 2026-01-02T03:04:05Z, unless: true }} # in UTC
  steps:
    - name: {C}
      run: |
        make {a} {b}={n}
        ./{c} --quiet""",
}


def posts(count: int) -> Iterator[Written]:
    """All posts of a blog of so many, oldest first."""
    for number in range(count):
        drawn = Random(f"technical {number}")  # noqa: S311 - the same every time
        yield Written(
            name=blog.name_of(number, count),
            title=corpus.title_of(number),
            date=blog.date_of(number, count),
            categories=blog.some(drawn, blog.CATEGORIES, 1),
            tags=blog.some(drawn, TAGS, drawn.choice(TAGS_A_POST)),
            author=blog.some(drawn, blog.AUTHORS, 1)[0],
            text="\n\n".join(section(drawn, place) for place in range(SECTIONS)),
        )


def section(drawn: Random, place: int) -> str:
    """A heading, two paragraphs, and a listing or, in each fifth section, a table."""
    language = (*LISTINGS, None)[place % (len(LISTINGS) + 1)]
    parts = [
        f"## {corpus.sentence(drawn, 4)}",
        corpus.paragraph(drawn, 60),
        f"```{language}\n{listing(drawn, language)}\n```" if language else table(drawn),
        f"{corpus.paragraph(drawn, 30)} Use `{drawn.choice(WORDS)}.{drawn.choice(WORDS)}()` or `{drawn.choice(WORDS)} --all`.",
    ]
    return "\n\n".join(parts)


def listing(drawn: Random, language: str) -> str:
    a, b, c = drawn.sample(WORDS, k=3)
    return LISTINGS[language].format(a=a, b=b, c=c, C=c.title(), n=drawn.randrange(1000))


def table(drawn: Random) -> str:
    lines = (" | ".join(drawn.choices(WORDS, k=COLUMNS)) for _ in range(ROWS + 1))
    head, *rest = (f"| {line} |" for line in lines)
    return "\n".join((head, "|---" * COLUMNS + "|", *rest))


def write(folder: Path, count: int) -> None:
    """Write a blog of so many posts into a folder, with its `site.yaml`."""
    corpus.write_all(folder, posts(count))
