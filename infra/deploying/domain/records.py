"""DNS records: those that a certificate and a deployed site need, as a zone file, and compared with what DNS has. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from chalicelib.frozen import Frozen
from infra.stack import inbound, outputs

SECONDS = 300  # how long resolvers may keep a record
SITE = "Site"
PURPOSES: Mapping[str, str] = {
    SITE: "the site is at CloudFront",
    "ConfirmationsDkim": "DKIM: SES signs confirmations in your name",
    "ConfirmationsBouncesMx": "bounces of confirmations go to SES",
    "ConfirmationsBouncesSpf": "SPF: SES may send from there",
    "LettersDkim": "DKIM of letters",
    "LettersBouncesMx": "bounces of letters",
    "LettersBouncesSpf": "SPF of letters",
    "Dmarc": "DMARC: how mailboxes treat forged mail; at first, no action",
    inbound.MX: "mail to letters' senders comes to SES",
}
"""What the records of a stack are for, by the names of their outputs without the numbers at the end."""

CERTIFICATE = "the domain is yours, so AWS issues its certificate, and renews it"
CDN_ZONE = "Z2FDTNDATAQYW2"
"""The hosted zone of all of CloudFront's names, for aliases:
https://docs.aws.amazon.com/Route53/latest/APIReference/API_AliasTarget.html"""


class Record(Frozen):
    """A record that DNS has to have."""

    name: str
    type: str
    value: str
    purpose: str = ""

    @property
    def aims_at_cdn(self) -> bool:
        """Whether Route 53 has an alias for it, which may also be at the top of a zone."""
        return self.purpose == PURPOSES[SITE]


class RecordSet(Frozen):
    """All records of one type that a zone of Route 53 has at a name; `alias` is the name of which it is an alias."""

    type: str
    values: tuple[str, ...] = ()
    alias: str = ""

    @property
    def text(self) -> str:
        return f"{self.type} {', '.join(self.values) or f'alias of {self.alias}'}"


# ---- what is needed


def of_stack(stack_outputs: Mapping[str, str]) -> tuple[Record, ...]:
    """Return the records that the outputs of a stack name."""
    return tuple(
        Record(host, kind, value, PURPOSES.get(name.removeprefix(outputs.RECORD).rstrip("123"), ""))
        for name in sorted(stack_outputs, key=lambda name: (name != outputs.RECORD + SITE, name))
        for host, kind, value in outputs.records_of({name: stack_outputs[name]})
    )


def of_certificate(description: Mapping[str, Any]) -> tuple[Record, ...]:
    """Return the records that validate a certificate, as far as ACM has named them."""
    options = description.get("DomainValidationOptions", ())
    named = [option["ResourceRecord"] for option in options if "ResourceRecord" in option]
    records = (Record(each["Name"].rstrip("."), each["Type"], each["Value"].rstrip("."), CERTIFICATE) for each in named)
    return tuple(dict.fromkeys(records))  # a domain and its `*.` have one record


# ---- what DNS has


def is_answered(record: Record, answers: Iterable[str]) -> bool:
    """Return whether these answers of DNS hold the record; a name's other TXT records do no harm, and DMARC may be stricter."""
    is_same = SAME.get(record.type, str.__eq__)
    return any(is_same(plain(record.value), plain(answer)) for answer in answers)


def plain(value: str) -> str:
    """Return a value to compare: without quotes, also of a text that is divided into several, and in lower case."""
    return value.replace('" "', "").replace('"', "").rstrip(".").strip().lower()


def _same_text(wanted: str, actual: str) -> bool:
    """Compare the version of a text, `v=DMARC1`, and for SPF what it includes."""
    version, *more = wanted.replace(";", " ").split()
    words = actual.replace(";", " ").split()
    return words[:1] == [version] and all(word in words for word in more if word.startswith("include:"))


def _same_host(wanted: str, actual: str) -> bool:
    """Compare the hosts of two MX records: the number before only orders several."""
    return wanted.split()[-1:] == actual.split()[-1:]


SAME: Mapping[str, Callable[[str, str], bool]] = {"TXT": _same_text, "MX": _same_host}


def is_in_zone(record: Record, at_name: Iterable[RecordSet]) -> bool:
    """Return whether the sets that a zone has at the record's name hold it."""
    return any(
        (record.aims_at_cdn and each.type == "A" and plain(each.alias) == plain(record.value))
        or (each.type == record.type and is_answered(record, each.values))
        for each in at_name
    )


def obstacles(record: Record, at_name: Iterable[RecordSet]) -> tuple[RecordSet, ...]:
    """Return the sets beside which the record can't be created. They may serve something else, so they are never changed."""
    return tuple(each for each in at_name if _excludes(record, each.type))


def _excludes(record: Record, kind: str) -> bool:
    """Return whether a set of this type excludes the record: beside a CNAME nothing else may be, and a type has one set."""
    if record.aims_at_cdn:
        return kind in ("A", "AAAA", "CNAME")
    return record.type == "CNAME" or kind in ("CNAME", record.type)


# ---- as texts, and as calls


def zone_file(records: Sequence[Record]) -> Iterator[str]:
    """Yield the records as lines of a zone file (RFC 1035, 5.1), under comments with their purposes."""
    width = max((len(record.name) for record in records), default=0) + 1
    purpose = ""
    for record in records:
        if record.purpose != purpose:
            purpose = record.purpose
            yield f"; {purpose}"
        dot = "" if record.type == "TXT" else "."
        yield f"{record.name + '.':<{width}} {SECONDS} IN {record.type:<5} {record.value.rstrip('.')}{dot}"


def changes(records: Iterable[Record]) -> list[dict[str, Any]]:
    """Return the changes by which Route 53 creates the records; it refuses all of them where one exists already."""
    return [{"Action": "CREATE", "ResourceRecordSet": each} for record in records for each in _sets(record)]


def _sets(record: Record) -> Iterator[dict[str, Any]]:
    if not record.aims_at_cdn:
        yield {"Name": record.name, "Type": record.type, "TTL": SECONDS, "ResourceRecords": [{"Value": record.value}]}
        return
    target = {"HostedZoneId": CDN_ZONE, "DNSName": record.value, "EvaluateTargetHealth": False}
    for kind in ("A", "AAAA"):
        yield {"Name": record.name, "Type": kind, "AliasTarget": target}
