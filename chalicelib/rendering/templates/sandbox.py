"""Jinja2 as templates run in it: trusted for the built-in templates, a sandbox for a site's own.

A site's own templates come from outside, as posts do. The sandbox keeps them away from Python, they may take a limited number of
steps, and the size of each result is checked before it is made (`template_costs`). Both environments give the same text.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, wraps
from typing import Any

from jinja2 import BaseLoader, ChainableUndefined, Environment, StrictUndefined, Template, nodes, pass_context, pass_eval_context
from jinja2.bccache import BytecodeCache
from jinja2.environment import TemplateModule
from jinja2.exceptions import SecurityError
from jinja2.nodes import EvalContext
from jinja2.runtime import Context, markup_join, str_join
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer
from msgspec import Struct

from chalicelib.rendering.language.phrases import Phrasebook
from chalicelib.rendering.per_site_cache import once_for_each_site
from chalicelib.rendering.templates import template_costs
from chalicelib.rendering.templates.template_filters import FILTERS, gettext_functions, kept_gettext, plurals_function
from chalicelib.rendering.templates.template_keys import of_lookup, of_pairs
from chalicelib.rendering.templates.template_limits import check_operator
from chalicelib.rendering.templates.template_weights import WIDEST, effort, is_lazy, read
from chalicelib.rendering.view_models.shown import ViewModel


class Unknown(StrictUndefined):
    """An unknown name: the message lists the known names."""

    @property
    def _undefined_message(self) -> str:
        if isinstance(self._undefined_obj, Struct):
            names = ", ".join(self._undefined_obj.__struct_fields__)
            return f"{type(self._undefined_obj).__name__} has no {self._undefined_name!r}, but {names}"
        return super()._undefined_message


class TemplateEnvironment(Environment):
    """Jinja2 with our filters and phrases, and without random results. HTML is escaped; unknown names are refused."""

    def __init__(self, loader: BaseLoader, phrases: Phrasebook, **options: Any) -> None:
        super().__init__(
            loader=loader,
            undefined=Unknown,
            autoescape=lambda name: not (name or "").endswith(".txt"),  # plain text of mails; all other templates make HTML
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            extensions=["jinja2.ext.i18n"],
            **options,
        )
        self.install_gettext_callables(*gettext_functions(phrases), newstyle=True)  # type: ignore[attr-defined]  # by the extension
        self.filters |= FILTERS
        self.globals["plurals"] = plurals_function(phrases)
        del self.filters["random"], self.globals["lipsum"]

    def getitem(self, obj: Any, argument: Any) -> Any:
        return _lenient(obj, argument, super().getitem(obj, argument))


ALIKE = frozenset(
    {
        "boxes.html",
        "classic.html",
        "colophon.html",
        "fields.html",
        "followers.html",
        "frame.html",
        "fronts.html",
        "latest_letter.html",
        "menu.html",
        "parts.html",
        "post_parts.html",
        "words.html",
        "comments.html",
        "related.html",
        "series_parts.html",
    }
)
"""The templates whose macros and values are the same for all pages of a language; what they need of a page are arguments."""


class KeptTemplate(Template):
    """A built-in template: what others import from one of `ALIKE` is made once for each site and language."""

    def make_module(self, vars: dict[str, Any] | None = None, *rest: Any, **named: Any) -> TemplateModule:
        if self.name not in ALIKE or vars is None:
            return super().make_module(vars, *rest, **named)
        return self._alike(vars["site"], vars["lang"])

    @cached_property
    def _alike(self) -> Callable[[Any, str], TemplateModule]:
        make = super().make_module
        return once_for_each_site(lambda site, lang: make({"site": site, "lang": lang}))


class TrustedEnvironment(TemplateEnvironment):
    """Jinja2 for the built-in templates only, without the cost of the sandbox."""

    template_class = KeptTemplate

    def __init__(self, loader: BaseLoader, phrases: Phrasebook, compiled: BytecodeCache) -> None:
        super().__init__(loader, phrases, bytecode_cache=compiled)
        self.globals |= dict.fromkeys(("_", "gettext"), kept_gettext(phrases))

    def getattr(self, obj: Any, attribute: str) -> Any:
        try:
            return getattr(obj, attribute)
        except AttributeError:
            return _lenient(obj, attribute, super().getattr(obj, attribute))


def _lenient(owner: Any, name: Any, value: Any) -> Any:
    """Return an empty value for a missing key of a mapping, because front matter may have any keys; else the value found."""
    return ChainableUndefined(obj=owner, name=name) if type(value) is Unknown and isinstance(owner, Mapping) else value


class Sandbox(TemplateEnvironment, ImmutableSandboxedEnvironment):
    """Jinja2 for a site's own templates: steps are counted, and `left` is the number of steps left for the page."""

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "%", "**"})

    def __init__(self, loader: BaseLoader, steps: int, phrases: Phrasebook) -> None:
        super().__init__(loader, phrases, finalize=self._weighed)
        self.steps = steps
        self.left = float(steps)
        for acts, rows in ((self.filters, template_costs.FILTERS), (self.tests, template_costs.TESTS)):
            self._watch(acts, rows)  # type: ignore[arg-type]
        self.named = {id(value): name for name, value in self.globals.items() if name in template_costs.GLOBALS}
        self.filters |= {
            "_stepped": self._stepped,
            "_passed": self._passed,
            "_weighed": self._weighed,
            "_together": self._together,
            "_table": self._table,
        }
        self.concat = self._concat  # type: ignore[method-assign]  # instead of Jinja2's "".join

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, ViewModel) and attribute in obj.__struct_fields__:  # the frequent case, slow in the sandbox
            return getattr(obj, attribute)
        return _lenient(obj, attribute, super().getattr(obj, attribute))

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Return a value by its name or number, as filters look up attributes; they copy and compare the values."""
        self._pay(of_lookup(obj, argument))
        value = super().getitem(obj, argument)
        self._pay(effort(value))
        return value

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805 (as in Jinja2: `self` is free)
        name, row, owner = template_costs.row_of_call(__obj, __self.named)
        for steps in template_costs.steps(name, row, (*owner, *args), kwargs):
            __self._pay(steps)
        return __self._weighed(super().call(__context, __obj, *args, **kwargs))

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        self._pay(check_operator(operator, left, right))
        return super().call_binop(context, operator, left, right)

    def _load_template(self, *args: Any, **kwargs: Any) -> Template:
        self._pay(A_TEMPLATE)
        return super()._load_template(*args, **kwargs)

    def _generate(self, source: nodes.Template, *args: Any, **kwargs: Any) -> str:
        return super()._generate(WeighedSyntax().visit(source), *args, **kwargs)

    def _watch(self, acts: dict[str, Callable[..., Any]], rows: Mapping[str, template_costs.Cost]) -> None:
        """Let each act pay by its row; remove those without one."""
        watched = {name: self._watched(name, acts[name], row) for name, row in rows.items() if name in acts}
        acts.clear()
        acts.update(watched)

    def _watched(self, name: str, act: Callable[..., Any], row: template_costs.Cost) -> Callable[..., Any]:
        """Return a filter or a test that pays for its steps before it runs."""
        given = int(hasattr(act, "jinja_pass_arg"))  # the number of arguments that Jinja2 adds

        @wraps(act)
        def watched(*args: Any, **named: Any) -> Any:
            for steps in template_costs.steps(name, row, args[given:], named):
                self._pay(steps)
            return self._weighed(act(*args, **named))

        return watched

    def _weighed(self, value: Any) -> Any:
        """Pay for the size of the value, and return it; what makes its items only when they are asked for becomes a list."""
        plain = read(value) if is_lazy(value) else value
        self._pay(effort(plain))
        return plain

    @pass_eval_context
    def _together(self, eval_ctx: EvalContext, parts: Sequence[Any]) -> str:
        """Return the result of `~`."""
        return markup_join(parts) if eval_ctx.autoescape else str_join(parts)

    def _concat(self, pieces: Iterable[str]) -> str:
        """Join the output of a macro, a block or a `set`."""
        return "".join(bounded(map(self._weighed, pieces), WIDEST))

    def _table(self, pairs: Sequence[tuple[Any, Any]]) -> dict[Any, Any]:
        """Return the table of a literal."""
        self._pay(of_pairs(pairs))
        return self._weighed(dict(pairs))  # type: ignore[no-any-return]

    def _stepped(self, items: Iterable[Any], steps: float) -> Iterator[Any]:
        """Pay for each turn of a loop."""
        for item in items:
            self._pay(steps)
            yield item

    @pass_context  # so Jinja2 doesn't run it while it compiles
    def _passed(self, _context: Context, steps: float) -> None:
        """Pay for what is run once: a template, a block, or a call of a macro."""
        self._pay(steps)

    def _pay(self, steps: float) -> None:
        self.left -= steps
        if self.left < 0:
            raise SecurityError("the template takes too many steps")


A_TEMPLATE = 15  # steps of loading a template
A_PART, A_VALUE = 0.1, 0.5  # steps of running a part of a template, and of one that calls Python, or writes a value
APART = nodes.For | nodes.Macro | nodes.CallBlock | nodes.Block
"""What runs more often than the template around it, or not at all, and so pays for its own parts."""


def steps_of(parts: Iterable[nodes.Node]) -> float:
    """Return the steps of running these parts of a template once, as they are written, without what pays apart."""
    steps, ahead = 0.0, list(parts)
    while ahead:
        part = ahead.pop()
        written = part.nodes if isinstance(part, nodes.Output) else ()
        steps += A_VALUE if isinstance(part, nodes.Getattr | nodes.Getitem | nodes.Call | nodes.Filter | nodes.Test) else A_PART
        steps += A_VALUE * sum(not isinstance(value, nodes.TemplateData) for value in written)
        ahead += [] if isinstance(part, APART) else part.iter_child_nodes()
    return steps


class WeighedSyntax(NodeTransformer):
    """Adds a filter that pays wherever a template makes or iterates a value without a call, and for each run of a part of it."""

    def visit_Template(self, node: Any) -> nodes.Node:  # noqa: N802
        passed = _filtered(nodes.Const(steps_of(node.body), lineno=node.lineno), "_passed")
        self.generic_visit(node)
        node.body.insert(0, nodes.ExprStmt(passed, lineno=node.lineno))
        return node  # type: ignore[no-any-return]

    visit_Macro = visit_CallBlock = visit_Block = visit_Template  # noqa: N815

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802
        steps = nodes.Const(1 + steps_of([*node.body, *filter(None, [node.test])]), lineno=node.lineno)
        self.generic_visit(node)
        node.iter = _filtered(node.iter, "_stepped", steps)
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        return _filtered(_filtered(nodes.List(node.nodes, lineno=node.lineno), "_weighed"), "_together")

    def visit_List(self, node: nodes.List) -> nodes.Node:  # noqa: N802
        return _filtered(self.generic_visit(node), "_weighed")

    def visit_Dict(self, node: nodes.Dict) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        pairs = [nodes.Tuple([pair.key, pair.value], "load", lineno=pair.lineno) for pair in node.items]
        return _filtered(nodes.List(pairs, lineno=node.lineno), "_table")

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


def _filtered(node: nodes.Node, name: str, *args: nodes.Expr) -> nodes.Filter:
    return nodes.Filter(node, name, [*args], [], None, None, lineno=node.lineno)


def bounded(written: Iterable[str], most: int) -> Iterator[str]:
    """Yield the pieces of a text; refuse it if it becomes longer than `most` characters."""
    length = 0
    for piece in written:
        length += len(piece)
        if length > most:
            raise SecurityError("the page gets too long")
        yield piece
