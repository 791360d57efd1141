"""The presets of the theme: four looks, each a row with a value for every property that a site can set.

A site names one in `theme: {preset: plain}`; what else it sets under `theme` takes the place of the preset's value. What a look
has beyond its properties, such as how dense its front page is, is in a part of the stylesheet with its name.
"""

from collections.abc import Mapping

from chalicelib.frozen import Frozen

SANS = '"Presswork Sans","Presswork Sans 1","Presswork Sans 2",system-ui,"Segoe UI",Roboto,"Noto Sans",sans-serif'
CODE = 'ui-monospace,"Cascadia Code","Source Code Pro",Menlo,Consolas,"DejaVu Sans Mono",monospace'
SERIF = (
    '"Presswork Serif","Presswork Serif 1","Presswork Serif 2",'
    '"Iowan Old Style","Palatino Linotype","Palatino Nova",Charter,"Source Serif 4","Noto Serif",Georgia,serif'
)
"""Our own fonts (`rendering.look.fonts`), fonts that take the same room until ours are loaded, and fonts for other scripts."""
SYSTEM = 'system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",Cantarell,sans-serif'
"""The device's own font: nothing to fetch."""
DEFAULT = "journal"
BESIDE = ("everywhere", "home", "none")
"""Where the sidebar stands: beside every page, beside all but posts, nowhere."""


class Preset(Frozen):
    """One look: its name, a description, its colours by scheme, its fonts, its lengths in rem, and which pages have boxes.

    That is `beside`, one of `BESIDE`; a site's own `sidebar` takes its place.
    """

    name: str
    meaning: str
    light: Mapping[str, str]
    dark: Mapping[str, str]
    fonts: Mapping[str, str]
    lengths: Mapping[str, float]
    beside: str = "none"


PRESETS: Mapping[str, Preset] = {
    preset.name: preset
    for preset in (
        Preset(
            DEFAULT,
            "warm paper, a large serif, a nameplate, covers and cards",
            light={
                "paper": "#fffdf8",
                "ink": "#1d1a16",
                "soft": "#635c52",
                "line": "#ddd5c8",
                "shade": "#f6f1e7",
                "link": "#9a2c14",
                "accent": "#c2401f",
                "wrong": "#b3162b",
            },
            dark={
                "paper": "#191714",
                "ink": "#e9e3d8",
                "soft": "#aba294",
                "line": "#3d3831",
                "shade": "#24211d",
                "link": "#f4a283",
                "accent": "#e8744f",
                "wrong": "#ff9aa2",
            },
            fonts={"text": SERIF, "heading": "var(--text)", "ui": SANS, "code": CODE},
            lengths={"measure": 40, "sidebar": 17, "size": 1.25, "radius": 0.25},
        ),
        Preset(
            "plain",
            "titles and dates in one column, the device's own font, no pictures in lists: the fastest",
            light={
                "paper": "#ffffff",
                "ink": "#1b1d20",
                "soft": "#5b6168",
                "line": "#e1e4e8",
                "shade": "#f5f6f7",
                "link": "#0b57a4",
                "accent": "#1f75d1",
                "wrong": "#b3162b",
            },
            dark={
                "paper": "#15171a",
                "ink": "#e3e6e9",
                "soft": "#a0a7af",
                "line": "#343a41",
                "shade": "#1f2327",
                "link": "#8fbdf0",
                "accent": "#5a9ee6",
                "wrong": "#ff9aa2",
            },
            fonts={"text": SYSTEM, "heading": "var(--text)", "ui": "var(--text)", "code": CODE},
            lengths={"measure": 36, "sidebar": 16, "size": 1.0625, "radius": 0.375},
        ),
        Preset(
            "news",
            "white paper, bold headings, red and black; a front page with a lead story, and a section for each category",
            light={
                "paper": "#ffffff",
                "ink": "#121212",
                "soft": "#5a5a5a",
                "line": "#d6d6d6",
                "shade": "#f6f6f4",
                "link": "#a3081a",
                "accent": "#c70f24",
                "wrong": "#b3162b",
            },
            dark={
                "paper": "#121212",
                "ink": "#ececec",
                "soft": "#a6a6a6",
                "line": "#3a3a3a",
                "shade": "#1e1e1e",
                "link": "#ff938a",
                "accent": "#f0564f",
                "wrong": "#ffb3b8",
            },
            fonts={"text": SERIF, "heading": "var(--text)", "ui": SANS, "code": CODE},
            lengths={"measure": 40, "sidebar": 18, "size": 1.125, "radius": 0},
        ),
        Preset(
            "classic",
            "a blog as it was in 2011: a white page on grey, a serif, blue links, and boxes beside every page",
            light={
                "paper": "#ffffff",
                "ink": "#2b2b2b",
                "soft": "#636363",
                "line": "#d9d9d9",
                "shade": "#f3f3f3",
                "link": "#0b62bd",
                "accent": "#1982d1",
                "wrong": "#b3162b",
            },
            dark={
                "paper": "#202225",
                "ink": "#dedede",
                "soft": "#a6a9ad",
                "line": "#3f4348",
                "shade": "#17191b",
                "link": "#84bcf5",
                "accent": "#4f9fe3",
                "wrong": "#ff9aa2",
            },
            fonts={"text": SERIF, "heading": "var(--text)", "ui": SANS, "code": CODE},
            lengths={"measure": 40, "sidebar": 15, "size": 1.0625, "radius": 0.1875},
            beside="everywhere",
        ),
    )
}
