"""Trimming: the files of wheels that no function reads. Each row has the reason."""

from collections.abc import Sequence
from fnmatch import fnmatch
from pathlib import Path

LEFT_OUT: Sequence[str] = (
    "*.dist-info/*",  # no library asks for its own metadata or entry points when it works
    "bin/*",  # commands
    "*.pyi",  # types, for checkers
    "*/py.typed",  # the same
    "*.py[xd]",  # sources of Cython
    "*.pxi",  # the same
    "*.[ch]",  # sources of C
    "*/tests/*",  # tests
    "lxml/includes/*",  # headers, for compiling against lxml
    "lxml/isoschematron/*",  # an unused validator
    "lxml/objectify.*",  # another interface to trees; 1.5 MB
    "lxml/builder.*",  # a way to write trees
    "lxml/html/builder.*",  # the same
    "lxml/sax.*",  # a bridge to another parser
    "lxml/*doctest*",  # for tests
    "lxml/html/*diff*",  # comparing pages
    "dateutil/zoneinfo/*.tar.gz",  # time zones; ours are zoneinfo's, by tzdata
    "_yaml/*",  # the old name of a part of yaml
    *(f"pymdownx/{name}_db.py" for name in ("emoji1", "twemoji")),  # tables of emoji by other names than GitHub's
    "pymdownx/blocks/*",  # extensions that Markdown isn't given
    *(f"pymdownx/{name}.py" for name in ("arithmatex", "b64", "caret", "critic", "emoji", "fancylists", "keys", "magiclink")),
    *(f"pymdownx/{name}.py" for name in ("mark", "pathconverter", "progressbar", "smartsymbols", "snippets", "tabbed", "tilde")),
    "tzdata/zoneinfo/tzdata.zi",  # the sources of the time zones, which are read as they were compiled
    "pygments/formatters/[!_h]*",  # other ways to write code than HTML
    *(f"pygments/{name}.py" for name in ("cmdline", "sphinxext")),  # a command, and for documentation
    "boto3/data/*",  # of boto3's resources, another interface
    "boto3/examples/*",  # for documentation
    "botocore/data/*/examples-1.json*",  # of calls, for documentation
    "botocore/data/*/paginators-1*.json*",  # the functions ask for each page by its token
    "botocore/data/*/waiters-2.json*",  # nothing is waited for
    "babel/locale-data/LICENSE*",  # of the data, not of the zip
    "babel/messages/*frontend.*",  # commands
    "babel/messages/extract.*",  # finds phrases in sources; ours are in catalogues
    "babel/messages/jslexer.*",  # the same, in JavaScript
    "crawleruseragents/*test_*",  # tests
    "crawleruseragents/validate.*",  # the same
    "crawleruseragents/package*.json",  # of the same list for JavaScript
    "crawleruseragents/composer.json",  # and for PHP
    *(f"dns/{name}*" for name in ("dnssec", "zone", "versioned", "btree", "update", "e164", "grange")),  # what servers need
    *(
        f"dns/{name}*" for name in ("_trio", "quic/_trio", "quic/_async", "asyncres", "namedict", "tsigkey", "win32")
    ),  # other ways
    *(f"dns/rdtypes/{name}*" for name in ("IN/", "CH/", "ds", "dnskey", "eui", "rrsig", "tlsa")),  # records nobody asks for
    "dns/rdtypes/ANY/[ABEGHIKLUWXZ]*",  # the same
    *(
        f"dns/rdtypes/ANY/{name}*"
        for name in ("CA", "CD", "CE", "CS", "DL", "DNSKEY", "DS", "N[IS][NEDC]", "R", "S[IMPS]", "TK", "TL")
    ),
    "publicsuffixlist/*test*",  # tests
    "publicsuffixlist/update.py",  # fetches a newer list
    "urllib3/contrib/emscripten/*",  # Python in browsers
    "typing_extensions.py",  # msgspec looks for it, and does without
    "PIL/Pdf*",  # writing PDFs
    *(f"PIL/{name}*" for name in ("ImageGrab", "ImageQt", "ImageShow", "ImageTk", "ImageWin", "_imagingtk")),  # windows
    *(f"PIL/{name}I*" for name in ("Blp", "Dds", "Eps", "Fits", "Fli", "Fpx", "Icns", "Psd", "Qoi", "Spider")),  # other formats
    "uharfbuzz/_harfbuzz_test*",  # tests
    "budoux/main.py",  # a command
    "budoux/evaluate_model.py",  # the same
)
"""Patterns of paths; `*` crosses folders."""

MODELS = "botocore/data/"
SERVICES = ("dynamodb", "lambda", "s3", "sesv2", "sqs", "ssm")
"""The services that functions call (`cloud.aws.RETRIES`). boto3 brings models of some four hundred, in 26 MB.

Lambda has a boto3, too, but changes its version at any time. Ours is the one that was tested; trimmed, it is as fast to load."""


def trim(folder: Path) -> None:
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and (is_of_another_service(name) or any(fnmatch(name, pattern) for pattern in LEFT_OUT)):
            path.unlink()


def is_of_another_service(name: str) -> bool:
    """Return whether this is a model of a service that no function calls; files beside the models are for all services."""
    service, _, file = name.removeprefix(MODELS).partition("/")
    return name.startswith(MODELS) and bool(file) and service not in SERVICES
