"""Names and words that look alike: letters of other alphabets that a reader takes for Latin ones, as in `раураl`.

Two texts look alike if they have the same skeleton (https://www.unicode.org/reports/tr39/#Confusable_Detection). The table has
letters of its `confusables.txt` in alphabets like Latin; small and capital letters are one, as are `i`, `l` and `1`.
"""

import unicodedata

ALIKE = """
    a ɑαаᎪꓮ  b ƅβвьᏏᏴꓐꞵ  c сᏟᴄⲥꓚ  d ԁᎠᏧꓒꓓ  e εеҽᎬꓰꬲ  f ϝքẝꓝꞙꬵ  g ƍɡԍցᏀᏳᶃꓖ  h ηнһհᎻᏂⲏꓧ  i ıǀɩɪιіӏᎥⲓꓲꙇᏞⳑꓡl1  j ʝϳјᎫꓙ
    k κкᏦⲕꓗ  m μϻмᎷⲙꓟ  n ոռⲛꓠ  o οσоօᴏᴑⲟꓳꬽ0  p ρрᏢⲣꓑ  q ԛգզ  r ʀгᎡᎱᏒᴦⲅꓣꭇꭈ  s ƽѕտᏕᏚꓢꜱ  t τтᎢⲧꓔ  u ʋυսᴜꓴꞟꭎꭒ  v νѵᏙᴠꓦ
    w ɯѡԝաᎳᏔᴡꓪ  x χхⲭꓫꭓ  y ɣʏγуүᎩᎽᶌỿⲩꓬꭚ  z ζᏃᴢꓜ
"""
"""Each Latin letter, and what looks like it."""

SKELETON = str.maketrans({other: letter for letter, others in zip(*[iter(ALIKE.split())] * 2, strict=True) for other in others})


def skeleton(text: str) -> str:
    """Return the text as it looks: in one case, one width and one alphabet."""
    return unicodedata.normalize("NFKC", text).casefold().translate(SKELETON)


def skeleton_of_name(name: str) -> str:
    """Return a name as it looks at a glance: without blanks, signs and accents."""
    letters = (letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter))
    return "".join(letter for letter in skeleton("".join(letters)) if unicodedata.category(letter)[0] in "LMN")
