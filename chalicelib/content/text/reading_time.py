"""Reading time: how many minutes a text takes, by Medium's rule.

People read some 265 words, or 500 Chinese, Japanese or Korean characters, in a minute; they look at the first image for twelve
seconds, at each further one for a second less, and at none for less than three
(https://help.medium.com/hc/en-us/articles/214991667-Read-time, https://blog.medium.com/read-time-and-you-bc2048ab620c). In the
other scripts without spaces between words (Thai, Lao, Burmese, Khmer), five characters count as a word. Formulas take no time.
"""

import re
from collections import Counter

from chalicelib.content.html.tag_patterns import IMAGE
from chalicelib.content.text.search_words import tokens_of

WORDS = 265  # a minute
SIGNS = 500  # characters a minute
IN_A_WORD = 5  # characters
FIRST_IMAGE, LEAST_IMAGE = 12, 3  # seconds
A_MINUTE = 60  # seconds

EAST_ASIAN = re.compile(r"[\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]")
UNPARTED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
WITHOUT_SPACES = re.compile(f"{EAST_ASIAN.pattern}|{UNPARTED.pattern}")
LETTER = re.compile(r"[^\W_]")  # or a digit, without which the text between two spaces is no word


def minutes(html: str) -> int:
    """Return the whole minutes that safe HTML takes to read; 0 if it takes less than one."""
    tokens, signs, others = tokens_of(html), 0, 0
    if WITHOUT_SPACES.search(" ".join(tokens)):
        spoken, signs = EAST_ASIAN.subn(" ", " ".join(tokens.elements()))
        spaced, others = UNPARTED.subn(" ", spoken)
        tokens = Counter(spaced.split())
    words = sum(times for token, times in tokens.items() if token[0].isalnum() or LETTER.search(token)) + others // IN_A_WORD
    looking = sum(max(FIRST_IMAGE - place, LEAST_IMAGE) for place in range(len(IMAGE.findall(html))))
    seconds = words * A_MINUTE // WORDS + signs * A_MINUTE // SIGNS + looking
    return (seconds + A_MINUTE // 2) // A_MINUTE if seconds >= A_MINUTE else 0
