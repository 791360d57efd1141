"""Smart quotes: typographic quotes, dashes and ellipses of the text's language.

An author types `"`, `'`, `--` and `...`; a reader sees the characters of the language. One pass over the texts between the
tags of the HTML replaces them. Code stays as typed, and so do entities (`&quot;`) and escaped characters (`\\"`). Whether a
quote opens depends on the character before it, across tags but not across blocks. Both libraries for this cost as much time
as all the rest of Markdown, and quote in English only.
"""

import re
from collections.abc import Callable, Iterator, Mapping

from chalicelib.content.html.elements import named
from chalicelib.content.html.tag_patterns import MARKUP
from chalicelib.frozen import Frozen

NARROW = "\u202f"  # the narrow no-break space


class Quotes(Frozen):
    """The quotes of a language: outer and inner, and whether the spaces before `;:!?` become no-break spaces."""

    open: str
    close: str
    inner_open: str
    inner_close: str
    spaced: bool = False


ENGLISH = Quotes("“", "”", "‘", "’")
GERMAN = Quotes("„", "“", "‚", "‘")
FRENCH = Quotes(f"«{NARROW}", f"{NARROW}»", "“", "”", spaced=True)
ANGLED = Quotes("«", "»", "“", "”")
RUSSIAN = Quotes("«", "»", "„", "“")
SWEDISH = Quotes("”", "”", "’", "’")
POLISH = Quotes("„", "”", "«", "»")
LOW_ANGLED = Quotes("„", "”", "«", "»")

QUOTES: dict[str, Quotes | None] = {
    "am": Quotes("«", "»", "‹", "›"),
    "ar": ENGLISH,
    "be": RUSSIAN,
    "bg": Quotes("„", "“", "’", "’"),
    "br": ANGLED,
    "bs": Quotes("„", "”", "‘", "’"),
    "ca": ANGLED,
    "cs": GERMAN,
    "da": ENGLISH,
    "de": GERMAN,
    "de-ch": Quotes("«", "»", "‹", "›"),
    "de-li": Quotes("«", "»", "‹", "›"),
    "el": ANGLED,
    "es": ANGLED,
    "es-mx": ENGLISH,
    "et": Quotes("„", "“", "«", "»"),
    "eu": ANGLED,
    "fa": Quotes("«", "»", "‹", "›"),
    "fi": SWEDISH,
    "fr": FRENCH,
    "fr-ch": Quotes(f"«{NARROW}", f"{NARROW}»", f"‹{NARROW}", f"{NARROW}›", spaced=True),
    "gl": ANGLED,
    "he": Quotes("”", "”", "’", "’"),
    "hr": Quotes("„", "”", "‘", "’"),
    "hu": Quotes("„", "”", "»", "«"),
    "hy": ANGLED,
    "is": GERMAN,
    "it": ANGLED,
    "ja": None,
    "ka": Quotes("„", "“", "«", "»"),
    "kk": ANGLED,
    "lt": GERMAN,
    "lv": ANGLED,
    "mk": Quotes("„", "“", "’", "‘"),
    "nb": Quotes("«", "»", "‘", "’"),
    "nl": ENGLISH,
    "nn": Quotes("«", "»", "‘", "’"),
    "no": Quotes("«", "»", "‘", "’"),
    "pl": POLISH,
    "pt": ENGLISH,
    "pt-pt": ANGLED,
    "ro": LOW_ANGLED,
    "ru": RUSSIAN,
    "sk": GERMAN,
    "sl": GERMAN,
    "sq": Quotes("«", "»", "“", "”"),
    "sr": Quotes("„", "”", "’", "’"),
    "sv": SWEDISH,
    "uk": RUSSIAN,
    "yue": None,
    "zh": None,
}

VERBATIM = named("code kbd math pre samp script style svg textarea var")
INLINE = named(
    "a abbr acronym b bdi bdo cite data del dfn em font i ins label mark q s small span strike strong sub sup time tt u wbr"
)

MARKS = r""""|'|\.\.\.|-(?<![-<]-)(?<!&lt;-)(?<!&lt;!-)--?(?![->])(?!&gt;)"""
SPACES = "".join(rf"|{space}(?:(?=[;:!?»])|(?<=«{space}))" for space in " \u00a0")
TYPED: Mapping[bool, re.Pattern[str]] = {False: re.compile(MARKS), True: re.compile(MARKS + SPACES)}
"""The marks that a language changes, by whether it has spaces before some. Each begins with a character of its own, so a search
passes quickly over all others."""
SPACE_ENTITY = re.compile(r"&(?:nbsp|ensp|emsp|thinsp|[mn]dash|lt|#160|#8211|#8212|#8239);\Z")
ELIDED = re.compile(r"(?:\d\d(?:s\b|\b(?![%°']))|(?:tis|twas|twere|em|til|till|cause|bout|round|n)\b(?!-))", re.IGNORECASE)
INCHES = re.compile(r"\d{1,2}(?:\.\d+)?\"")
LAST_LETTER = re.compile(r"[א-ת](?!\w)")
DASHES = {"--": "–", "---": "—"}
BEFORE_A_WORD = frozenset("([{<«“„‚¿¡‒–—―/=-\u200b")


def quotes_of(lang: str) -> Quotes | None:
    """Return the quotes of a language with its region, else of the language, else of English; `None`: change nothing."""
    code = lang.lower().replace("_", "-")
    return QUOTES.get(code, QUOTES.get(code.partition("-")[0], ENGLISH))


def smarten(html: str, lang: str) -> str:
    """Return the HTML with the quotes of this language; tags, entities and code stay."""
    quotes = quotes_of(lang)
    return "".join(_parts(MARKUP.split(html), Typesetter(quotes))) if quotes else html


def as_typed(escaped: str) -> str:
    """Return escaped text with entities for the signs that smart quotes would change."""
    return SIGNS.sub(lambda signs: "".join(f"&#{ord(sign)};" for sign in signs[0]), escaped)


SIGNS = re.compile(r"--+|\.\.\.|['\"]")


def _parts(parts: list[str], typesetter: "Typesetter") -> Iterator[str]:
    """Yield the texts with smart quotes and the tags as they are; `parts` are a text, a tag, its name, a text, …"""
    verbatim = ""
    for i in range(0, len(parts) - 1, 3):
        text, tag, name = parts[i], parts[i + 1], (parts[i + 2] or "").lower()
        after = "" if tag[1] == "/" or name == "br" else "x"
        yield typesetter.text(text, after) if text and not verbatim else text
        if verbatim:
            verbatim = "" if name == verbatim and tag[1] == "/" else verbatim
        elif name in VERBATIM and tag[1] != "/":
            verbatim, typesetter.previous = name, "x"  # for the text after it, code is a word
        elif name == "img":
            typesetter.previous = "x"
        elif name not in INLINE:
            typesetter.new_block()
        yield tag
    yield typesetter.text(parts[-1], "") if parts[-1] and not verbatim else parts[-1]


class Typesetter:
    """The state within a block: the character before the next mark, and the open quotes."""

    def __init__(self, quotes: Quotes) -> None:
        self.quotes = quotes
        self.typed = TYPED[quotes.spaced]
        self.new_block()

    def new_block(self) -> None:
        self.previous = ""
        self.outer = self.inner = False

    def text(self, text: str, follows: str) -> str:
        """Return one text with smart quotes; `follows` is the character that counts as following it: `x` for a word, or none."""
        marked = -1  # the end of the last mark; a mark that follows at once uses `previous`

        def mark(match: re.Match[str]) -> str:
            nonlocal marked
            typed, (start, end) = match[0], match.span()
            if start and start != marked:
                self.previous = text[start - 1]
                if self.previous == ";" and SPACE_ENTITY.search(text, max(0, start - 8), start):
                    self.previous = " "
            marked = end
            return PUT[typed[0]](self, typed, text[end : end + 1] or follows, text[end : end + 16])

        smart = self.typed.sub(mark, text)
        self.previous = self.previous if marked == len(text) else text[-1]
        return smart

    def dots(self, _typed: str, _after: str, _rest: str) -> str:
        self.previous = "x"
        return "…"

    def dashes(self, typed: str, after: str, _rest: str) -> str:
        option = typed == "--" and after.isalpha() and self._before_a_word()  # `--verbose`
        self.previous = "–"
        return typed if option else DASHES[typed]

    def spaces(self, _typed: str, after: str, _rest: str) -> str:
        self.previous = " "
        return "\u00a0" if after == ":" else NARROW

    def double(self, typed: str, after: str, rest: str) -> str:
        previous = self.previous
        if previous.isdigit() and not self.outer:
            return "″"
        if previous.isalpha() and after.isalpha() and not self.outer:
            return self._within_a_word(typed, previous, rest)
        if self._opening(after) or (not self.outer and after.isalnum() and not previous.isalnum()):  # `,"word`
            self.previous, self.outer = " ", True
            return self.quotes.open
        if self._loose() and not self.outer:
            return typed
        if "א" <= previous <= "ת" and LAST_LETTER.match(rest):
            return "״"
        self.previous, self.outer = "x", False
        return self.quotes.close

    def _within_a_word(self, typed: str, previous: str, rest: str) -> str:
        """Return the Hebrew gershayim before the last letter of an acronym, or an opening quote after a Hebrew prefix."""
        if not "א" <= previous <= "ת":
            return typed
        if LAST_LETTER.match(rest):
            return "״"
        self.previous, self.outer = " ", True
        return self.quotes.open

    def single(self, typed: str, after: str, rest: str) -> str:
        previous = self.previous
        if previous.isdigit() and (INCHES.match(rest) or not (self.inner or after.isalnum())):
            return "′"
        if previous.isalnum() and after.isalnum():
            return "׳" if "א" <= previous <= "ת" else "’"
        if self._opening(after):
            if ELIDED.match(rest):
                return "’"
            self.previous, self.inner = " ", True
            return self.quotes.inner_open
        if self._loose() and not self.inner:
            return typed
        self.previous = "x"
        was, self.inner = self.inner, False
        return self.quotes.inner_close if was else "’"

    def _loose(self) -> bool:
        return not self.previous or self.previous.isspace()

    def _before_a_word(self) -> bool:
        return self._loose() or self.previous in BEFORE_A_WORD

    def _opening(self, after: str) -> bool:
        return self._before_a_word() and bool(after) and not after.isspace()


PUT: Mapping[str, Callable[[Typesetter, str, str, str], str]] = {
    '"': Typesetter.double,
    "'": Typesetter.single,
    ".": Typesetter.dots,
    "-": Typesetter.dashes,
    " ": Typesetter.spaces,
    "\u00a0": Typesetter.spaces,
}
"""What is put in place of marks, by their first characters."""
