"""Mail addresses: which addresses letters can reach, and the key of each.

An address is accepted where email-validator accepts it, and where every mail server on the way does: before the `@` plain ASCII
without quotes, after it a name of the public DNS, in punycode and lower case. `name+tag@` stays as it is: it may be another
person's. Reserved names under `.test`, `.local` and `.localhost` reach nobody and are refused; those under `example.org` and
`.example` are accepted, as are the addresses of the mail service's simulator.
"""

import re

from chalicelib.errors import Refusal
from chalicelib.frozen import Frozen

LONGEST = 254  # RFC 5321, 4.5.3.1.3, without the angle brackets
PLAIN = re.compile(
    r"(?=.{1,64}@)([a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*)@"
    r"((?:(?=[a-z0-9-]{1,63}\.)[a-z0-9]+(?:-[a-z0-9]+)*\.)+(?!(?:arpa|invalid|local|localhost|onion|test)\Z)[a-z]{2,63})"
)
"""Most addresses: lower case, without rare characters and punycode. The library would return them unchanged, so it is not loaded
for them: that takes as long as everything else that answers a sign-up."""
HIDDEN = "•••"
ENCODED = "=?"  # begins an encoded word of RFC 2047: a header would be read otherwise than it is written


class Mailbox(Frozen):
    """An address as letters go to it, and its key, which is the address in lower case.

    Servers may distinguish `Ann@` from `ann@`, so a letter goes to the address as it was typed; hardly any server does, so both
    are one subscriber.
    """

    address: str
    key: str

    @property
    def domain(self) -> str:
        return self.key.rpartition("@")[2]


def read_mailbox(text: object) -> Mailbox:
    """Return the mailbox that was typed, exactly: nothing is cut off. A refusal never repeats the address."""
    if not isinstance(text, str):
        raise Refusal("address", "not a text")
    if len(text) > LONGEST:
        raise Refusal("address", f"more than {LONGEST} characters")
    plain = PLAIN.fullmatch(text)
    local, domain = plain.groups() if plain else checked_by_library(text)
    if ENCODED in local:
        raise Refusal("address", f"The part before the @-sign holds {ENCODED}")
    return Mailbox(f"{local}@{domain}", f"{local.lower()}@{domain}")


def masked(address: str) -> str:
    """Return an address as its owner recognizes it, and nobody else learns it: `a•••@e•••.org`; nothing for none."""
    local, at, domain = address.rpartition("@")
    return f"{local[:1]}{HIDDEN}@{domain[:1]}{HIDDEN}.{domain.rpartition('.')[2]}" if at else ""


def checked_by_library(text: str) -> tuple[str, str]:
    """Return the part before the `@`, and the domain in ASCII and lower case; raise `Refusal`."""
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415 - see `PLAIN`

    try:
        # every option is given, because the library's defaults can be changed for a whole process
        checked = validate_email(
            text,
            allow_smtputf8=False,
            allow_empty_local=False,
            allow_quoted_local=False,
            allow_domain_literal=False,
            allow_display_name=False,
            strict=True,
            check_deliverability=False,
            test_environment=False,
            globally_deliverable=True,
        )
    except EmailNotValidError as error:  # it may quote a part of the address, also in the brackets at its end
        raise Refusal("address", str(error).partition(" (")[0].rstrip(".")) from None
    return checked.ascii_local_part or "", checked.ascii_domain.lower()
