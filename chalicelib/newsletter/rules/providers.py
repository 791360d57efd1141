"""Mail providers: where anybody can have an address, and whose servers take the mail of many domains.

A provider is known by the domains of its addresses, and by the domains of the servers that other domains name in their MX
records. The table is of real domains, one by one: the owner of `yahoo.example` is no provider.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from chalicelib.newsletter.rules.public_suffixes import registered


class Provider(NamedTuple):
    """One row: a provider's domains, the characters that begin a tag, and the characters it ignores. With `same`, all the domains
    lead to the same mailbox, and the first one stands for them. `servers` are the registered domains of its mail servers, if
    they are others. A `large` provider has many readers of any blog."""

    domains: tuple[str, ...]
    tags: str = "+"
    unread: str = ""
    same: bool = False
    servers: tuple[str, ...] = ()
    large: bool = False

    @property
    def name(self) -> str:
        return self.domains[0]


def under(name: str, suffixes: str) -> tuple[str, ...]:
    """Return the domains of this name under each of these suffixes."""
    return tuple(f"{name}.{suffix}" for suffix in suffixes.split())


PROVIDERS: tuple[Provider, ...] = (
    Provider(("gmail.com", "googlemail.com"), unread=".", same=True, servers=("google.com", "psmtp.com"), large=True),
    Provider(
        (
            "outlook.com",
            *under("outlook", "at be cl cz de dk es fr hu id ie in it jp kr lv my ph pt sa sg sk"),
            *under("outlook", "co.id co.il co.nz co.th com.ar com.au com.br com.gr com.pe com.tr com.vn"),
            *under("hotmail", "com at be ca ch cl cz de dk ee es fi fr gr hk hu ie it jp lt lu lv my nl no ph pt rs se sg sk"),
            *under("hotmail", "co.id co.il co.in co.jp co.kr co.nz co.th co.uk co.za com.ar com.au com.bo com.br com.hk"),
            *under("hotmail", "com.mx com.tr com.tw com.vn"),
            *under("live", "com at be ca ch cl cn de dk fi fr hk ie in it jp nl no pt ru se"),
            *under("live", "co.kr co.uk co.za com.ar com.au com.mx com.my com.ph com.pt com.sg"),
            *("msn.com", "passport.com", "windowslive.com", "livemail.tw"),
        ),
        servers=("mx.microsoft",),
        large=True,
    ),
    Provider(
        (
            "yahoo.com",
            *under("yahoo", "at be bg ca ch cl cn cz de dk ee es fi fr gr hr hu ie in it lt lv nl no pl pt ro se si sk"),
            *under("yahoo", "co.id co.il co.in co.kr co.nz co.th co.uk co.za com.ar com.au com.br com.cn com.co com.hk com.hr"),
            *under("yahoo", "com.mx com.my com.pe com.ph com.sg com.tr com.tw com.ua com.ve com.vn"),
            *("ymail.com", "rocketmail.com", "myyahoo.com", "aim.com", "verizon.net"),
            *under(
                "aol", "com at be ch cl cz de dk es fi fr it jp nl pl se co.nz co.uk com.ar com.au com.br com.co com.mx com.tr"
            ),
        ),
        tags="+-",
        servers=("yahoodns.net",),
        large=True,
    ),
    Provider(("yahoo.co.jp", "ymail.ne.jp"), tags="+-", large=True),
    Provider(("icloud.com", "me.com", "mac.com"), same=True, large=True),
    Provider(
        ("proton.me", "protonmail.com", "protonmail.ch", "pm.me"), unread=".-_", same=True, servers=("proton.ch",), large=True
    ),
    Provider(
        (
            "gmx.net",
            *under("gmx", "at biz ca cc ch com de es eu fr hk ie info it li lu org ph pt ro se sg tm tw us"),
            *under("gmx", "co.in co.uk com.br com.my com.tr"),
            *("web.de", "email.de", "mail.com", "email.com", "usa.com", "post.com", "europe.com", "asia.com"),
        ),
        large=True,
    ),
    Provider(
        (
            "yandex.ru",
            *under("yandex", "by com ee fr kz lt lv net pl tj tm ua uz az co.il com.am com.ge com.tr com.ua"),
            *("ya.ru", "narod.ru"),
        ),
        unread=".-",
        same=True,
        large=True,
    ),
    Provider(("mail.ru", "bk.ru", "list.ru", "inbox.ru", "internet.ru", "vk.com"), large=True),
    Provider(("qq.com", "foxmail.com"), large=True),
    Provider(("163.com", "126.com", "yeah.net", "188.com"), servers=("netease.com",), large=True),
    Provider(("naver.com",), large=True),
    Provider(("fastmail.com", "fastmail.fm", "messagingengine.com")),
    Provider(("tuta.com", "tuta.io", "tutanota.com", "tutanota.de", "tutamail.com", "keemail.me"), servers=("tutanota.de",)),
    Provider(("zoho.com", "zohomail.com", "zoho.eu", "zohomail.eu", "zoho.in", "zohomail.in")),
    Provider(("daum.net", "hanmail.net", "kakao.com")),
    Provider(("orange.fr", "wanadoo.fr")),
    Provider(("libero.it", "virgilio.it", "iol.it", "inwind.it")),
    Provider(("uol.com.br", "bol.com.br")),
    Provider(("seznam.cz", "email.cz", "post.cz")),
    Provider(("sina.com", "sina.cn")),
    Provider(("sohu.com",)),
    *(
        Provider((domain,))
        for domain in (
            *("hey.com", "mailbox.org", "posteo.de", "hushmail.com", "rediffmail.com", "runbox.com", "disroot.org", "riseup.net"),
            *("rambler.ru", "ukr.net", "wp.pl", "o2.pl", "onet.pl", "interia.pl", "abv.bg", "walla.co.il", "freemail.hu"),
            *(
                "t-online.de",
                "freenet.de",
                "arcor.de",
                "bluewin.ch",
                "free.fr",
                "sfr.fr",
                "laposte.net",
                "tiscali.it",
                "alice.it",
            ),
            *("telefonica.net", "sapo.pt", "terra.com.br", "docomo.ne.jp", "ezweb.ne.jp", "softbank.ne.jp", "softbank.jp"),
            *("comcast.net", "att.net", "sbcglobal.net", "bellsouth.net", "cox.net", "charter.net", "optonline.net"),
            *("btinternet.com", "sky.com", "virginmedia.com", "talktalk.net", "bigpond.com", "optusnet.com.au", "xtra.co.nz"),
            *("shaw.ca", "rogers.com", "sympatico.ca", "videotron.ca", "telus.net", "ziggo.nl", "kpnmail.nl", "xs4all.nl"),
            *("telenet.be", "skynet.be", "telia.com", "online.no"),
        )
    ),
)
"""None of these domains is counted as a whole. A domain that isn't listed may be its owner's alone, and is."""

BY_DOMAIN: Mapping[str, Provider] = {domain: row for row in PROVIDERS for domain in row.domains}
BY_SERVER: Mapping[str, Provider] = {domain: row for row in PROVIDERS for domain in (*row.domains, *row.servers)}

# ---- who takes the mail of a domain

UNRESOLVED = "unresolved"
"""The name that stands for all providers that aren't known."""
MOST_PROVIDERS = 3  # of one domain; its owner could name any number, to hide the one that takes its mail


class Share(NamedTuple):
    """The name under which mails to a provider are counted, and the limit of them (`rate_limits.LIMITS`)."""

    name: str
    limit: str


def shares_of(servers: Sequence[str]) -> tuple[Share, ...]:
    """Return the shares of the providers with these mail servers: of each of them, since any may be the one that takes the mail.

    Without servers, or with those of more providers than any honest domain has, it is the share of what isn't known.
    """
    domains = [registered(server) for server in servers]
    shares = dict.fromkeys(_share(BY_SERVER.get(domain), domain) for domain in domains)
    return tuple(shares) if 0 < len(shares) <= MOST_PROVIDERS else (Share(UNRESOLVED, "unresolved-hour"),)


def _share(row: Provider | None, domain: str) -> Share:
    return Share(row.name if row else domain, "large-provider-hour" if row and row.large else "provider-hour")
