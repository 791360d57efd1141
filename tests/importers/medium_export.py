"""An export of Medium, as it writes its files; every sample is written by the tests."""

import zipfile
from pathlib import Path

ME = "https://medium.com/@JoeBloggs"
PROFILE = (
    '<section class="h-card"><h3 class="p-name">Joe Bloggs</h3><ul>'
    f'<li><a class="u-url" href="{ME}">@JoeBloggs</a></li><li><b>Email:</b> joe@example.org</li></ul></section>'
)
BREAK = "</div></div></section><section><div class='section-divider'><hr class='section-divider'></div><div><div>"


def story(
    title: str, body: str, id_: str, *, subtitle: str = "", canonical: str = "", date: str = "2018-08-11T11:23:34.123Z"
) -> str:
    """Return the page of a story; without a date, it is a draft."""
    url = canonical or f"{ME}/{title.lower().replace(' ', '-')}-{id_}"
    when = f'<a href="https://medium.com/p/{id_}"><time class="dt-published" datetime="{date}">then</time></a>'
    by = f'<p>By <a href="{ME}" class="p-author h-card">Joe Bloggs</a> on {when}.</p>'
    canonical_link = f'<p><a href="{url}" class="p-canonical">Canonical link</a></p>'
    tags = '<p class="p-tags">Tagged in <a href="https://medium.com/tag/ink" class="p-tag">Ink</a></p>'
    footer = f"{tags}{by}{canonical_link}" if date else f'<p><a href="https://medium.com/p/{id_}">View original.</a></p>'
    subtitle_html = f'<section data-field="subtitle" class="p-summary">\n{subtitle}\n</section>' if subtitle else ""
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title><style>* {{ margin: 0 }}</style></head><body>"
        f'<article class="h-entry"><header><h1 class="p-name">{title}</h1></header>{subtitle_html}'
        '<section data-field="body" class="e-content"><section name="1" class="section section--body section--first">'
        '<div class="section-divider"><hr class="section-divider"></div><div class="section-content">'
        f'<div class="section-inner sectionLayout--insetColumn">{body}</div></div></section></section>'
        f'<footer>{footer}<p>Exported from <a href="https://medium.com">Medium</a>.</p></footer></article></body></html>'
    )


def titled(title: str) -> str:
    return f'<h3 name="a1" id="a1" class="graf graf--h3 graf--leading graf--title">{title}</h3>'


def paragraph(html: str, id_: str = "b2") -> str:
    return f'<p name="{id_}" id="{id_}" class="graf graf--p graf-after--h3">{html}</p>'


def exported(tmp_path: Path, stories: dict[str, str], **others: bytes) -> Path:
    """Write an archive with these stories by the names of their files."""
    path = tmp_path / "medium-export.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.html", "<p>Read me</p>")
        archive.writestr("profile/profile.html", PROFILE)
        for name, html in stories.items():
            archive.writestr(f"posts/{name}.html", html)
        for name, raw in others.items():
            archive.writestr(name, raw)
    return path
