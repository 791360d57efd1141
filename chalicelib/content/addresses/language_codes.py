"""Which parts of a source's key read as the code of a language, whether or not the site has that language.

A post in French must not become an English one because the site doesn't know `fr` (`bonjour.fr.md`), but there is no language
"js" in `node.js.md`. So a part is a code if it is one of ISO 639-1, alone or with a region or a script (`zh_cn`, `zh-Hant`).
Codes of three letters are not: there are thousands of them, and a folder such as `doc` or `img` could be any.
"""

import re


def codes(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


LANGUAGES = codes(
    "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en",
    "eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja",
    "jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb",
    "nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so",
    "sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu",
)
"""The codes of ISO 639-1."""

OTHERWISE_MEANT = codes("am an as co cv io la mi ml my or os pi ps so to ts")
"""Codes that are mostly something else in a name: a word, an ending, a domain, a usual folder (`my/`, `cv/`, `socket.io.md`)."""

REGIONS = codes(
    "ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bl bm bn bo bq br bs bt bv bw by bz",
    "ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg eh er es et eu fi fj fk fm",
    "fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it",
    "je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mf mg mh mk ml mm mn",
    "mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt",
    "pw py qa re ro rs ru rw sa sb sc sd se sg sh si sj sk sl sm sn so sr ss st sv sx sy sz tc td tf tg th tj tk tl",
    "tm tn to tr tt tv tw tz ua ug um us uy uz va vc ve vg vi vn vu wf ws xk ye yt za zm zw",
    "001 150 419",
)
"""The regions of ISO 3166, and those of the UN's numbers that languages are named by."""

SCRIPTS = codes("arab beng cyrl deva ethi guru hans hant hebr jpan kore latn mong tfng")

CODE = re.compile(r"([A-Za-z]{2})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|[0-9]{3}))?")


def is_code(part: str) -> bool:
    """Return whether this part of a key reads as a code; a language alone must be in lower case (`it`, not `IT`)."""
    match = CODE.fullmatch(part)
    if not match or match[1].lower() not in LANGUAGES - OTHERWISE_MEANT:
        return False
    script, region = (match[2] or "").lower(), (match[3] or "").lower()
    return (part.islower() or bool(script or region)) and script in SCRIPTS | {""} and region in REGIONS | {""}
