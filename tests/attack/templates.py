"""The attack by templates: random programs that run on, use up the memory, or reach what they are not given.

Each is checked as an upload is, in a process with bounds of its own: a template that is accepted has stayed within its steps, and
one that hangs in a single step of C, or takes the machine's memory, is killed there and counts as a breach.
"""

import multiprocessing
import resource
import warnings
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from random import Random

from jinja2 import DictLoader

from chalicelib.content.limits import limit
from chalicelib.errors import Refusal
from chalicelib.rendering.language.phrases import Phrasebook
from chalicelib.rendering.templates.sandbox import Sandbox
from chalicelib.rendering.templates.templates import Templates
from tests.attack.running import Result

SECONDS, MEMORY = 20, 1 << 30  # of processor time and bytes for a template, in its process
OF_JINJA = Sandbox(DictLoader({}), 1, Phrasebook())
DIRECT = 0.5  # of the cases; most longer programs fail at their first step
FILTERS = tuple(sorted(OF_JINJA.filters))
TESTS = tuple(sorted(OF_JINJA.tests))
GLOBALS = tuple(sorted(OF_JINJA.globals))
NAMES = ("post", "posts", "site", "page", "big", "x", "loop", "self", "caller", "varargs", "kwargs", "lang", "context", *GLOBALS)
SECRETS = (
    *(
        "__class__",
        "__mro__",
        "__subclasses__",
        "__globals__",
        "__builtins__",
        "__init__",
        "__code__",
        "gi_frame",
        "gi_code",
        "f_back",
    ),
    *("cr_frame", "ag_frame", "mro", "_fail_with_undefined_error", "_TemplateReference__context", "environment", "func_globals"),
    *(
        "format_map",
        "format",
        "__getattribute__",
        "__reduce__",
        "tb_frame",
        "__dict__",
        "__self__",
        "__wrapped__",
        "root_render_func",
    ),
)
OPERATORS = ["+", "-", "*", "/", "%", "~", "**", "//", "==", "<", "in", "and", "or"]
METHODS = [
    "join",
    "replace",
    "split",
    "format",
    "ljust",
    "zfill",
    "expandtabs",
    "strip",
    "lstrip",
    "rstrip",
    "find",
    "rfind",
    "count",
    "get",
]
INCLUDED = ("x", "'post.html'", "'base.html'", "['a', 'post.html']", "self", "'../x'")
LARGE = (
    "9999999",
    "10**7",
    "2**40",
    "'a'*99999",
    "['a']*99999",
    "range(99999)",
    "'%9999999d'",
    "'x'*9**5",
    "range(10**9)",
    "range(0, 60000 * (2**61 - 1), 2**61 - 1)",  # numbers of one hash
    "range(0, 60000 * (2**61 - 1), 2**61 - 1) | batch(2)",
    "range(0, 60000 * (2**61 - 1), 2**61 - 1) | map('list')",
    "'b'*999999 ~ 'a'*99999",  # looked through for each letter
    "'ɡ'*99999 ~ 'š'",
    "'š'*99999",
    "['Σ'*99]*9999",
    "9**9**9",
)
LONGEST = limit("template")
SMALL = ("1", "'a'", "[]", "{}", "none", "true", "'<b>'", "'{{ x }}'", "-1", "1.5", "'post.html'", "('a','b')", "{'a': 1}")


def attack(random: Random, number: int) -> Result:
    """Check each template, and see whether it ends, and what it can reach."""
    result = Result()
    with _Checker() as checker:
        for _ in range(number):
            source = made(random)
            how = checker.check(source)
            if how.startswith("!"):
                result.breach(how[1:], source)
            else:
                result.end(how)
    return result


def made(random: Random) -> str:
    """Return one template that isn't refused for its length."""
    return next(source for source in iter(lambda: _any(random), None) if len(source.encode()) <= LONGEST)


def _any(random: Random) -> str:
    """Return a page that runs a few statements, or gives something large to a filter, a test or a global."""
    if random.random() < DIRECT:
        value = random.choice(("", " | list", " | string", " ~ ''")).join((f"({random.choice(LARGE)}", ")"))
        values = ", ".join(random.choice((*LARGE, *SMALL)) for _ in range(random.choice((0, 0, 0, 1, 2))))
        called = f"({values})" if values else ""
        return random.choice(
            (
                f"{{{{ {value} | {random.choice(FILTERS)}{called} }}}}",
                f"{{{{ {value} | {random.choice(FILTERS)}{called} | {random.choice(FILTERS)} }}}}",
                f"{{{{ {value} is {random.choice(TESTS)}{called} }}}}",
                f"{{{{ ({value}).{random.choice(METHODS)}{called or '()'} }}}}",
                f"{{{{ {random.choice(GLOBALS)}({values or value}) }}}}",
                f"{{% for x in {value} | {random.choice(FILTERS)}{called} %}}{{{{ x }}}}{{% endfor %}}",
            )
        )
    big = f"{{% set big = {random.choice(LARGE)} %}}" if random.random() < 0.7 else ""
    return big + "".join(random.choice(STATEMENTS)(random, 0) for _ in range(random.choice((1, 2, 3, 5))))


def expression(random: Random, depth: int) -> str:
    if depth > 4:
        return random.choice((*SMALL, *NAMES))
    return random.choice(EXPRESSIONS)(random, depth + 1)


def _call(random: Random, depth: int) -> str:
    values = ", ".join(expression(random, depth + 2) for _ in range(random.choice((0, 1, 1, 2))))
    return f"({values})" if values else ""


EXPRESSIONS: Sequence[Callable[[Random, int], str]] = (
    lambda random, _: random.choice(LARGE),
    lambda random, _: random.choice(SMALL),
    lambda random, _: random.choice(NAMES),
    lambda random, _: random.choice(NAMES),
    lambda random, depth: f"({expression(random, depth)}) | {random.choice(FILTERS)}{_call(random, depth)}",
    lambda random, depth: f"({expression(random, depth)}) | {random.choice(FILTERS)}{_call(random, depth)}",
    lambda random, depth: f"({expression(random, depth)}) | map('{random.choice(FILTERS)}') | list",
    lambda random, depth: f"({expression(random, depth)}) | map(attribute='{random.choice(SECRETS)}') | list",
    lambda random, depth: f"({expression(random, depth)}) | attr('{random.choice(SECRETS)}')",
    lambda random, depth: f"({expression(random, depth)}).{random.choice(SECRETS)}",
    lambda random, depth: f"({expression(random, depth)})['{random.choice(SECRETS)}']",
    lambda random, depth: f"({expression(random, depth)}) is {random.choice(TESTS)}{_call(random, depth)}",
    lambda random, depth: f"({expression(random, depth)}) {random.choice(OPERATORS)} ({expression(random, depth)})",
    lambda random, depth: f"({expression(random, depth)}).{random.choice(METHODS)}{_call(random, depth) or '()'}",
    lambda random, depth: f"{random.choice(NAMES)}{_call(random, depth) or '()'}",
    lambda random, depth: f"[{expression(random, depth)}, {expression(random, depth)}]",
    lambda random, depth: f"({expression(random, depth)})[{random.choice(('0', '-1', ':', '::-1', ':9999999'))}]",
)


def statement(random: Random, depth: int) -> str:
    return random.choice(STATEMENTS)(random, depth + 1) if depth < 3 else f"{{{{ {expression(random, 2)} }}}}"


STATEMENTS: Sequence[Callable[[Random, int], str]] = (
    lambda random, depth: f"{{% for x in range(99999) %}}{statement(random, depth) * random.choice((1, 300))}{{% endfor %}}",
    lambda random, depth: f"{{{{ {expression(random, depth)} }}}}",
    lambda random, depth: f"{{{{ {expression(random, depth)} }}}}",
    lambda random, depth: f"{{% set x = {expression(random, depth)} %}}",
    lambda random, depth: f"{{% for x in {expression(random, depth)} %}}{statement(random, depth)}{{% endfor %}}",
    lambda random, depth: f"{{% for x in range(9) recursive %}}{{{{ loop([{expression(random, depth)}]) }}}}{{% endfor %}}",
    lambda random, depth: (
        f"{{% macro m(x) %}}{statement(random, depth)}{{{{ m({expression(random, depth)}) }}}}{{% endmacro %}}{{{{ m(1) }}}}"
    ),
    lambda random, _: f"{{% include {random.choice(INCLUDED)} %}}",
    lambda random, _: f"{{% import 'post.html' as p %}}{{{{ p.{random.choice(SECRETS)} }}}}",
    lambda random, depth: f"{{% if {expression(random, depth)} %}}{statement(random, depth)}{{% endif %}}",
    lambda random, depth: (
        f"{{% filter {random.choice(FILTERS)}{_call(random, depth)} %}}{statement(random, depth)}{{% endfilter %}}"
    ),
    lambda random, depth: (
        f"{{% set ns = namespace(a={expression(random, depth)}) %}}{{% set ns.a = ns.a ~ ns.a %}}{{{{ ns.a }}}}"
    ),
    lambda random, depth: f"{{% with a = {expression(random, depth)} %}}{statement(random, depth)}{{% endwith %}}",
    lambda random, depth: f"{{% call(x) self() %}}{statement(random, depth)}{{% endcall %}}",
)


class _Checker:
    """A process that checks templates one after the other; a new one, when the last one was killed."""

    def __enter__(self) -> "_Checker":
        self._start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._process.kill()
        self._process.join()

    def check(self, source: str) -> str:
        """Return how the check ended: accepted, refused, or with `!` before what must not happen."""
        self._ours.send(source)
        if self._ours.poll(4 * SECONDS):
            try:
                return str(self._ours.recv())
            except EOFError:
                pass  # it was killed by a bound; see below
        self._process.kill()
        self._process.join()
        self._start()
        return f"!it took more than {SECONDS} s, or more memory than a function has"

    def _start(self) -> None:
        spawn = multiprocessing.get_context("spawn")  # so that it has none of Chromium's threads and files
        self._ours, theirs = spawn.Pipe()
        self._process = spawn.Process(target=_serve, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()


def _serve(connection: Connection) -> None:
    """Check templates until the parent ends this process; a template that takes too much ends it, too."""
    warnings.simplefilter("ignore")  # of odd programs, which are meant to be odd
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    templates = Templates()
    while True:
        source = connection.recv()
        used = int(sum(resource.getrusage(resource.RUSAGE_SELF)[:2]))
        resource.setrlimit(resource.RLIMIT_CPU, (used + SECONDS, -1))
        connection.send(_checked(templates, source))


def _checked(templates: Templates, source: str) -> str:
    try:
        templates.check("post.html", source)
    except Refusal as refusal:
        return f"refused ({refusal.code})"
    except Exception as error:
        return f"!it raised {type(error).__name__}: {error}"
    return "accepted"
