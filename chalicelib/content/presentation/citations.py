"""Citations: the line above the text of a post that answers another page, with the words of microformats for who reads them.

Front matter names the page: `in_reply_to`, `like_of`, `repost_of`, `bookmark_of`. The line is part of the text, so lists, feeds
and letters show it, too.
"""

import re
from collections.abc import Mapping, Sequence
from html import escape

from chalicelib.content.html.tree_policy import passed

KINDS: Mapping[str, str] = {
    "in_reply_to": "u-in-reply-to",
    "like_of": "u-like-of",
    "repost_of": "u-repost-of",
    "bookmark_of": "u-bookmark-of",
}
"""The keys of front matter, and the classes of their links, https://microformats.org/wiki/h-entry."""
NAMES: Mapping[str, tuple[str, str, str, str]] = {
    "ar": ("ردًا على", "أعجبني:", "أُعيد نشره:", "محفوظ:"),
    "de": ("Antwort auf", "Gefällt mir:", "Geteilt:", "Lesezeichen:"),
    "en": ("In reply to", "Liked", "Reposted", "Bookmarked"),
    "es": ("En respuesta a", "Me gusta:", "Compartido:", "Guardado:"),
    "fr": ("En réponse à", "J’aime :", "Partagé :", "Mis de côté :"),
    "he": ("בתגובה אל", "אהבתי:", "שיתפתי:", "סימנייה:"),
    "hi": ("के जवाब में:", "पसंद:", "साझा:", "बुकमार्क:"),
    "ja": ("返信先：", "いいね：", "再投稿：", "ブックマーク："),
    "ko": ("답글:", "좋아요:", "공유:", "북마크:"),
    "pt": ("Em resposta a", "Gostei de", "Compartilhado:", "Salvo:"),
    "ru": ("В ответ на", "Нравится:", "Репост:", "Закладка:"),
    "zh": ("回复：", "喜欢：", "转发：", "收藏："),
    **dict.fromkeys(("zh-hant", "zh-tw", "zh-hk", "zh-mo"), ("回覆：", "喜歡：", "轉發：", "收藏：")),
}
"""What is before the link in each language of the built-in phrases, in the order of `KINDS`."""
SHOWN = 60  # characters of an address
WEB = re.compile("https?://(?:www[.])?", re.IGNORECASE)


def words_in(lang: str) -> tuple[str, ...]:
    code = lang.lower()
    near = (code, code.rpartition("-")[0], code.partition("-")[0], "en")
    return next(NAMES[name] for name in near if name in NAMES)


def citations(cited: Sequence[Sequence[str]], lang: str) -> str:
    """Return the lines for these addresses, which are in the order of `KINDS`; empty without any."""
    rows = zip(words_in(lang), KINDS.values(), cited, strict=True)
    return passed("".join(line(words, name, address) for words, name, addresses in rows for address in addresses))


def line(words: str, name: str, address: str) -> str:
    shown = WEB.sub("", address, count=1).rstrip("/")
    shown = shown if len(shown) <= SHOWN else f"{shown[:SHOWN]}…"
    return f'<p class="cites">{words} <a class="{name}" href="{escape(address)}">{escape(shown, quote=False)}</a></p>\n'
