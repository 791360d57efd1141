"""Two sites as test cases of the design: one with extreme content in 13 languages, and one without posts.

Every source here is allowed. Each page of these sites has to fit its window, and its layout must not shift.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

from tests.pictures import flat_png as png

Sources: TypeAlias = Mapping[str, str | bytes]

WORD = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz"
SENTENCE = "A title that goes on and on and never seems to find its end, because it has no full stop, "
HELLO: Mapping[str, tuple[str, str]] = {
    "en": ("Good morning", "Dear reader, good morning to you. "),
    "es": ("Buenos días", "Querido lector, buenos días. "),
    "fr": ("Bonjour", "Cher lecteur, « bonjour » à vous ! "),
    "de": ("Guten Morgen", "Lieber Leser, guten Morgen. "),
    "pt": ("Bom dia", "Caro leitor, bom dia. "),
    "ru": ("Доброе утро", "Дорогой читатель, доброе утро. "),
    "ar": ("صباح الخير", "عزيزي القارئ، صباح الخير. "),
    "he": ("בוקר טוב", "קורא יקר, בוקר טוב. "),
    "hi": ("सुप्रभात", "प्रिय पाठक, सुप्रभात। "),
    "zh": ("早上好", "亲爱的读者，早上好。这是一篇文章。"),
    "zh-Hant": ("早安", "親愛的讀者，早安。這是一篇文章。"),
    "ja": ("おはようございます", "読者の皆さん、おはようございます。これは記事です。"),
    "ko": ("좋은 아침", "독자 여러분, 좋은 아침입니다. "),
}


def post(title: str, text: str = "", **has: object) -> str:
    """Return a source; a list is written in the notation that YAML and JSON share."""
    fields = {"title": title, **has}
    return "".join(("---\n", *(f"{name}: {written(value)}\n" for name, value in fields.items()), "---\n", text))


def written(value: object) -> str:
    return f"[{', '.join(map(written, value))}]" if isinstance(value, list) else f"'{str(value).replace(chr(39), chr(39) * 2)}'"


def table(columns: int, rows: int) -> str:
    head, rule, *body = [[f"Column {one}" for one in range(columns)], ["---"] * columns, *[["value"] * columns] * rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in (head, rule, *body))


SITE = f"""\
title: {{en: "The Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft News", ar: الجريدة, ja: 新聞}}
description: "A site where everything goes too far. {WORD}"
url: https://nasty.example
languages: [{", ".join(HELLO)}]
authors:
  ines: {{name: Inês Corvelo, url: "https://social.example/@ines"}}
me: ["https://social.example/@site", "mailto:a@b.example"]
sidebar:
  - follow
  - {{widget: topics, count: 50}}
  - top
  - recent
  - archives
  - feeds
  - {{widget: links, title: Links, numbered: true, links: [{{title: {WORD}, url: /about/}}, {{title: One that leads nowhere}}]}}
  - {{widget: text, title: "{WORD}", text: "![A picture](/posts/pic.png) {WORD}"}}
theme: {{logo: /logo.png, icon: /icon.png, image: /card.png}}
"""
LISTS = f"""\
Flat:

- [x] done
- [ ] not *yet*, see [the page](/about/)

Nested, and with plain items:

- plain
- [x] outer `code`
    - [ ] inner
    - plain
        1. [x] numbered

With paragraphs:

- [ ] first

    More of it.

- [x] {WORD}

Term
:   A definition, with a note.[^1]

{WORD}
:   {WORD}
:   Another.

[^1]: The note, {WORD}.

!!! note "Mind the gap"
    An admonition.

    - [x] with a list

!!! warning
    {WORD}

<details>
<summary>More</summary>

Hidden, {WORD}.

</details>
"""
PICTURES = """\
![Wide](pic.png)

![Tall](tall.png){: width="300" height="2000" }

![Tiny](/icon.png) within a line.

<figure><img src="pic.png" alt="With its sizes" width="800" height="450"><figcaption>A caption</figcaption></figure>

<figure markdown="1">
![Two](pic.png) ![of them](tall.png)
</figure>

| A picture | in a table |
|--|--|
| ![Small](/icon.png) | ![Large](pic.png) |
"""
WIDE = f"""\
{table(20, 4)}
| a | b |
|:--|--:|
| {WORD} | 1 |

```python
def f(x):
    return "{"long " * 60}"
```

    {WORD * 3}

> {WORD * 2}
>
> > `{WORD * 2}`

`{"x_y" * 80}` and <https://example.com/{"a" * 200}>

## {WORD * 2}

1. {WORD * 2}
    1. {WORD * 2}
        1. {WORD * 2}
"""


def morning(title: str, text: str) -> str:
    """Return a post with each kind of block, in a language."""
    parts = (text * 12, f"## {title}", text * 10, f"> {text}", "```js\nlet a = 1; // c\n```", f"- {title}\n- {title}")
    rows = f"| {title} | 2 |\n|--|--:|\n| {title} | 3 |"
    body = "\n\n".join((*parts, rows, f"*{title}* **{title}**", f"- [x] {title}", f'!!! note "{title}"\n    {text}'))
    return post(title, body, categories=["Greetings"], tags=["hello"], author="ines")


def categories() -> list[str]:
    return [f"Category {number} {WORD if number % 7 == 0 else ''}" for number in range(40)]


EXTREMES: Sources = {
    "site.yaml": SITE,
    "logo.png": png(900, 120),
    "icon.png": png(64, 64),
    "card.png": png(1200, 630),
    "posts/pic.png": png(1600, 900),
    "posts/tall.png": png(300, 2000),
    "posts/2026-11-13-pictures.md": post("Pictures", PICTURES, image="tall.png"),
    "posts/2026-11-14-lists.md": post("Lists", LISTS),
    "posts/2026-11-15-marks.md": post(
        "</script><!-- <b>bold</b> & \"q\" 'q'", "Hi.\n", summary="</script><script>alert(1)</script>", tags=["<i>", "a & b"]
    ),
    "posts/2026-11-16-summary.md": post("A summary", "Hello.\n", summary=f"{SENTENCE * 12}{WORD * 3}"),
    "posts/2026-11-17-empty.md": post("A post with no text", image="tall.png"),
    "posts/2026-11-18-huge.md": post(SENTENCE * 8, "Hello.\n"),
    "posts/2026-11-19-word.md": post(WORD * 4, "Hello.\n"),
    "posts/2026-11-20-forty.md": post(
        "Forty categories", "Hello.\n", categories=categories(), tags=[f"tag{one}" for one in range(12)],
        authors=["ines", WORD, "Third"], image="pic.png", aliases=["/old/one/", "/old.html"],
    ),
    "posts/2026-11-21-wide.md": post("Wide", WIDE),
    **{f"posts/2026-11-22-morning.{lang}.md": morning(*said) for lang, said in HELLO.items()},
    "about.md": post("About", f"{WORD}\n"),
}  # fmt: skip
NOTHING: Sources = {"site.yaml": "title: A site with no posts\nurl: https://nothing.example\nlanguages: [en, ar]\n"}
NASTY: Mapping[str, Sources] = {"extremes": EXTREMES, "nothing": NOTHING}


def laid(sources: Sources, folder: Path) -> Path:
    """Write the sources as files of this folder."""
    for key, source in sources.items():
        (folder / key).parent.mkdir(parents=True, exist_ok=True)
        (folder / key).write_bytes(source if isinstance(source, bytes) else source.encode())
    return folder
