"""Templates: view models become the text of a page.

The built-in templates are in `templates/`; a site's own template replaces the built-in template of the same name. `base.html` is
the template in force, `presswork/base.html` always the built-in template, so a template can extend the one that it replaces. A
site's own templates run in Jinja2's sandbox, because they come from outside, as posts do: it keeps them away from Python, they
may take a limited number of steps, and the size of each result is checked before it is made (`template_limits`).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from functools import lru_cache, wraps
from pathlib import Path
from traceback import walk_tb
from typing import Any
from urllib.parse import quote

from jinja2 import (
    BaseLoader,
    ChainableUndefined,
    ChoiceLoader,
    DictLoader,
    Environment,
    FileSystemLoader,
    FunctionLoader,
    PrefixLoader,
    StrictUndefined,
    Template,
    TemplateNotFound,
    TemplateSyntaxError,
    meta,
    nodes,
    pass_context,
    pass_eval_context,
)
from jinja2.exceptions import SecurityError
from jinja2.nodes import EvalContext
from jinja2.runtime import Context, markup_join, str_join
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer
from markupsafe import escape

from chalicelib.content.gate import leads
from chalicelib.content.limits import limit
from chalicelib.errors import Refusal
from chalicelib.rendering import template_limits
from chalicelib.rendering.phrases import Phrasebook, list_text, number_text
from chalicelib.rendering.template_samples import SAMPLES
from chalicelib.rendering.view_models import SHOWN

BUILT_IN = Path(__file__).resolve().parents[2] / "templates"
OWN = "templates/"  # the folder of a site's own templates, which tracebacks name
STEPS = limit("steps of a page")
TRIAL_STEPS = limit("steps of a sample page")
TRIAL_IN_ALL = limit("steps of all sample pages")
LONGEST = limit("page of a template")
KEPT = "/:?#[]@!$&'()*+,;=%~"  # characters besides letters and digits that stay in an external address


class TemplateFailed(Exception):
    """A site's own templates could not render a page. `line` is 0 if no line is known."""

    def __init__(self, template: str, found: str, line: int = 0) -> None:
        super().__init__(template, found, line)
        self.template = template
        self.found = found
        self.line = line


class Templates:
    """The templates of a site: its own (named without their folder, `post.html`) and the built-in ones; and its phrases."""

    def __init__(self, overrides: Mapping[str, str] | None = None, steps: int = STEPS, phrases: Phrasebook | None = None) -> None:
        self.overrides = dict(overrides or {})
        self.phrases = phrases or Phrasebook()
        self._loader = _loader(self.overrides)
        self._sandbox = Sandbox(self._loader, steps, self.phrases)
        self._environment = self._sandbox if self.overrides else TrustedEnvironment(self._loader, self.phrases)

    def render(self, name: str, lang: str, **context: Any) -> str:
        """Return the text of a page, ending with one newline; the same arguments give the same text.

        Raises TemplateFailed only if the site has own templates: `Templates()` can then still render the page.
        """
        with self._blaming(name):
            self._sandbox.left = float(self._sandbox.steps)
            template = self._environment.get_template(name)
            written = (
                _bounded(template.generate(lang=lang, **context)) if self.overrides else (template.render(lang=lang, **context),)
            )
            return "".join(written).strip("\n") + "\n"

    def check(self, name: str, text: str) -> None:
        """Refuse `text` as the site's own template `name` if it doesn't parse, or if a page that uses it fails with a sample."""
        proposed = Templates({**self.overrides, name: text}, TRIAL_STEPS, self.phrases)
        try:
            proposed._parse(name)
            left = float(TRIAL_IN_ALL)
            for page in filter(proposed._users(name).__contains__, SAMPLES):
                for lang, context in SAMPLES[page]:
                    proposed._sandbox.steps = min(TRIAL_STEPS, int(left))
                    proposed.render(page, lang, **context)
                    left -= proposed._sandbox.steps - proposed._sandbox.left
        except TemplateFailed as failed:
            found, line = (failed.found, failed.line) if failed.template == name else (f"{failed.template}: {failed.found}", 0)
            raise Refusal("template", found, line) from failed

    def _parse(self, name: str) -> Template:
        with self._blaming(name):
            return self._sandbox.get_template(name)

    @contextmanager
    def _blaming(self, name: str) -> Iterator[None]:
        try:
            yield
        except Exception as error:  # any error within a template is its failure
            if not self.overrides:
                raise
            raise self._failure(name, error) from error

    def _failure(self, name: str, error: Exception) -> TemplateFailed:
        """Return the failure of the innermost own template in the traceback, else of the page that was rendered."""
        if isinstance(error, TemplateSyntaxError):
            return TemplateFailed(error.name or name, str(error.message), error.lineno)
        frames = [(frame.f_code.co_filename, line) for frame, line in walk_tb(error.__traceback__)]
        own = [(file.removeprefix(OWN), line) for file, line in frames if file.startswith(OWN)]
        template, line = own[-1] if own else (name, 0)
        return TemplateFailed(template, _message(error), line)

    def _users(self, name: str) -> frozenset[str]:
        """Return the pages that may load the template `name`, itself included."""
        return frozenset(page for page in SAMPLES if name in self._reached(page))

    def _reached(self, page: str) -> frozenset[str]:
        """Return all templates that `page` may load. A computed name may be any of the site's own templates."""
        reached: set[str] = set()
        ahead = {page}
        while ahead:
            name = ahead.pop()
            reached.add(name)
            ahead |= self._references(name) - reached
        return frozenset(reached)

    def _references(self, name: str) -> frozenset[str]:
        try:
            source, _, _ = self._loader.get_source(self._sandbox, name)
            found = _referenced(source)
        except (TemplateNotFound, TemplateSyntaxError):
            return frozenset()  # rendering gives a better message
        named = frozenset(name for name in found if name is not None)
        return named | frozenset(self.overrides) if None in found else named


@lru_cache(maxsize=256)
def _referenced(source: str) -> tuple[str | None, ...]:
    """Return the templates that this template names; None stands for a computed name."""
    return tuple(meta.find_referenced_templates(Sandbox(DictLoader({}), TRIAL_STEPS, Phrasebook()).parse(source)))


SYNTAX: Mapping[str, Any] = {
    "autoescape": lambda name: not (name or "").endswith(".txt"),  # plain text of mails; all other templates make HTML
    "trim_blocks": True,
    "lstrip_blocks": True,
    "auto_reload": False,
    "extensions": ["jinja2.ext.i18n"],
}


def _set_up(environment: Environment, phrases: Phrasebook) -> None:
    """Install the phrases and filters that templates may use, and remove those with random results."""
    environment.install_gettext_callables(*_gettext_functions(phrases), newstyle=True)  # type: ignore[attr-defined]  # by the extension
    environment.filters |= {"href": href, "absolute": _absolute, "number": _number, "listed": _listed}
    for names, random in (environment.filters, "random"), (environment.globals, "lipsum"):
        names.pop(random)


class TrustedEnvironment(Environment):
    """Jinja2 for the built-in templates only: the same text as from the sandbox, without its cost."""

    def __init__(self, loader: BaseLoader, phrases: Phrasebook) -> None:
        super().__init__(loader=loader, undefined=Unknown, **SYNTAX)
        _set_up(self, phrases)

    def getattr(self, obj: Any, attribute: str) -> Any:
        try:
            return getattr(obj, attribute)
        except AttributeError:
            return _lenient(obj, attribute, super().getattr(obj, attribute))

    def getitem(self, obj: Any, argument: Any) -> Any:
        return _lenient(obj, argument, super().getitem(obj, argument))


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja2 for a site's own templates: HTML is escaped, unknown names are refused, steps are counted.

    `left` is the number of steps left for the page.
    """

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "%", "**"})

    def __init__(self, loader: BaseLoader, steps: int, phrases: Phrasebook) -> None:
        super().__init__(loader=loader, undefined=Unknown, finalize=self._weighed, **SYNTAX)
        self.steps = steps
        self.left = float(steps)
        _set_up(self, phrases)
        for acts in (self.filters, self.tests):
            acts.update({name: self._watched(name, act) for name, act in acts.items()})  # type: ignore[arg-type]
        self.filters |= {"_stepped": self._stepped, "_weighed": self._weighed, "_together": self._together}
        self.concat = self._concat  # type: ignore[method-assign]  # instead of Jinja2's "".join

    def getattr(self, obj: Any, attribute: str) -> Any:
        if attribute in SHOWN.get(type(obj), ()):  # the most frequent case, for which the sandbox is slow
            return getattr(obj, attribute)
        return _lenient(obj, attribute, super().getattr(obj, attribute))

    def getitem(self, obj: Any, argument: Any) -> Any:
        return _lenient(obj, argument, super().getitem(obj, argument))

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805 (as in Jinja2: `self` is free)
        __self._pay(1 + template_limits.call_cost(__obj, args, kwargs))
        return __self._weighed(super().call(__context, __obj, *args, **kwargs))

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        self._pay(template_limits.check_operator(operator, left, right))
        return super().call_binop(context, operator, left, right)

    def _load_template(self, *args: Any, **kwargs: Any) -> Template:
        self._pay(1)
        return super()._load_template(*args, **kwargs)

    def _generate(self, source: nodes.Template, *args: Any, **kwargs: Any) -> str:
        return super()._generate(WeighedSyntax().visit(source), *args, **kwargs)

    def _watched(self, name: str, act: Callable[..., Any]) -> Callable[..., Any]:
        """Return a filter or a test that pays for its steps before it runs."""
        given = int(hasattr(act, "jinja_pass_arg"))  # the number of arguments that Jinja2 adds

        @wraps(act)
        def watched(*args: Any, **named: Any) -> Any:
            before, (value, *rest) = args[:given], args[given:]
            self._pay(1 + template_limits.cost(name, value, tuple(rest), named))
            value = self._stepped(value) if isinstance(value, Iterator) else value
            return self._weighed(act(*before, value, *rest, **named))

        return watched

    def _weighed(self, value: Any) -> Any:
        """Pay for the size of the value, and return it."""
        self._pay(template_limits.weight(value) / template_limits.A_STEP)
        return value

    @pass_eval_context
    def _together(self, eval_ctx: EvalContext, parts: Sequence[Any]) -> str:
        """Return the result of `~`."""
        return markup_join(parts) if eval_ctx.autoescape else str_join(parts)

    def _concat(self, pieces: Iterable[str]) -> str:
        """Join the output of a macro, a block or a `set`."""
        return "".join(_bounded(map(self._weighed, pieces), template_limits.WIDEST))

    def _stepped(self, items: Iterable[Any]) -> Iterator[Any]:
        for item in items:
            self._pay(1)
            yield item

    def _pay(self, steps: float) -> None:
        self.left -= steps
        if self.left < 0:
            raise SecurityError("the template runs on and on: it takes too many steps")


class WeighedSyntax(NodeTransformer):
    """Adds a filter that pays for the value wherever a template makes or iterates a value without a call."""

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        node.iter = _filtered(node.iter, "_stepped")
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        return _filtered(_filtered(nodes.List(node.nodes, lineno=node.lineno), "_weighed"), "_together")

    def visit_List(self, node: nodes.List) -> nodes.Node:  # noqa: N802
        return _filtered(self.generic_visit(node), "_weighed")

    def visit_Dict(self, node: nodes.Dict) -> nodes.Node:  # noqa: N802
        return _filtered(self.generic_visit(node), "_weighed")

    def visit_Tuple(self, node: nodes.Tuple) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        return _filtered(node, "_weighed") if node.ctx == "load" else node

    def visit_Compare(self, node: nodes.Compare) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        node.expr = _filtered(node.expr, "_weighed")
        for compared in node.ops:
            compared.expr = _filtered(compared.expr, "_weighed")
        return node

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        node.node = _filtered(node.node, "_weighed") if isinstance(node.arg, nodes.Slice) else node.node
        return node


def _filtered(node: nodes.Node, name: str) -> nodes.Filter:
    return nodes.Filter(node, name, [], [], None, None, lineno=node.lineno)


class Unknown(StrictUndefined):
    """An unknown name: the message lists the known names."""

    @property
    def _undefined_message(self) -> str:
        if is_dataclass(self._undefined_obj):
            known = ", ".join(field.name for field in fields(self._undefined_obj))
            return f"{type(self._undefined_obj).__name__} has no {self._undefined_name!r}, but {known}"
        return super()._undefined_message


def href(address: str) -> str:
    """Return an address for a link, percent-encoded; nothing for an address that must not be followed."""
    if address.startswith("/") and not address.startswith("//"):
        return quote(address)
    return quote(address, safe=KEPT) if leads(address) else ""


@pass_context
def _absolute(context: Context, address: str) -> str:
    """Return an address as a whole URL."""
    return context["site"].url.rstrip("/") + href(address) if address.startswith("/") else href(address)


@pass_context
def _number(context: Context, number: int) -> str:
    return number_text(number, context["lang"])


@pass_context
def _listed(context: Context, items: Iterable[str]) -> str:
    text = list_text(tuple(items), context["lang"])
    return text if context.eval_ctx.autoescape else text.unescape()


def _gettext_functions(phrases: Phrasebook) -> tuple[Callable[..., str], Callable[..., str]]:
    """Return `_` and `ngettext` for templates: a phrase of a catalogue is plain text, unless the English phrase is markup."""

    @pass_context
    def gettext(context: Context, phrase: str) -> str:
        return _fit(context, phrases.gettext(context["lang"], phrase), phrase)

    @pass_context
    def ngettext(context: Context, one: str, many: str, number: int) -> str:
        text = phrases.ngettext(context["lang"], one, many, number)
        return _fit(context, text, many if text == many else one)

    return gettext, ngettext


def _fit(context: Context, text: str, phrase: str) -> str:
    is_markup = text == phrase or "<" in phrase or "&" in phrase
    return escape(text) if context.eval_ctx.autoescape and not is_markup else text


def _loader(overrides: Mapping[str, str]) -> BaseLoader:
    def own(name: str) -> tuple[str, str, None] | None:
        return (overrides[name], OWN + name, None) if name in overrides else None

    built_in = FileSystemLoader(BUILT_IN)
    return ChoiceLoader([PrefixLoader({"presswork": built_in}), FunctionLoader(own), built_in])


def _lenient(owner: Any, name: Any, found: Any) -> Any:
    """Return an empty value for a missing key of a mapping, because front matter may have any keys; else the value found."""
    return ChainableUndefined(obj=owner, name=name) if type(found) is Unknown and isinstance(owner, Mapping) else found


def _bounded(written: Iterable[str], most: int = LONGEST) -> Iterator[str]:
    length = 0
    for piece in written:
        length += len(piece)
        if length > most:
            raise SecurityError("the page grows too long")
        yield piece


def _message(error: Exception) -> str:
    if isinstance(error, TemplateNotFound):
        return f"there is no template {error.name!r}"
    return str(error) or type(error).__name__
