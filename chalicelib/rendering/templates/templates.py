"""Templates: view models become the text of a page.

The built-in templates are in `templates/`; a site's own template replaces the built-in template of the same name. `base.html` is
the template in force, `presswork/base.html` always the built-in template, so a template can extend the one that it replaces. A
site's own templates run in a sandbox (`rendering.templates.sandbox`).
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache, partial
from pathlib import Path
from traceback import walk_tb
from typing import Any

from jinja2 import BaseLoader, ChoiceLoader, DictLoader, FileSystemLoader, FunctionLoader, PrefixLoader, meta
from jinja2.exceptions import TemplateNotFound, TemplateSyntaxError

from chalicelib.content.limits import limit
from chalicelib.errors import Refusal
from chalicelib.rendering.language.phrases import Phrasebook
from chalicelib.rendering.templates.bytecode_cache import CompiledTemplates
from chalicelib.rendering.templates.sandbox import Sandbox, TrustedEnvironment, bounded

BUILT_IN = Path(__file__).resolve().parents[3] / "templates"
EXTRA = "extra.css"  # a stylesheet after the others, which is no template
OWN = "templates/"  # the folder of a site's own templates, which tracebacks name
STEPS = limit("steps of a page")
TRIAL_STEPS = limit("steps of a sample page")
TRIAL_IN_ALL = limit("steps of all sample pages")
LONGEST = limit("page of a template")


class TemplateFailed(Exception):
    """A site's own templates could not render a page. `line` is 0 if no line is known."""

    def __init__(self, template: str, found: str, line: int) -> None:
        super().__init__(template, found, line)
        self.template, self.found, self.line = template, found, line


class Templates:
    """The templates of a site: its own (named without their folder, `post.html`) and the built-in ones.

    Its extra stylesheet and its phrases are here, too.
    """

    def __init__(self, overrides: Mapping[str, str] | None = None, steps: int = STEPS, phrases: Phrasebook | None = None) -> None:
        own = dict(overrides or {})
        self.extra = own.pop(EXTRA, "")
        self.overrides = own
        self.phrases = phrases or Phrasebook()
        self._loader = _loader(self.overrides)
        self._sandbox = Sandbox(self._loader, steps, self.phrases)
        trusted = partial(TrustedEnvironment, self._loader, self.phrases, CompiledTemplates(BUILT_IN))
        self._environment = self._sandbox if self.overrides else trusted()

    def render(self, name: str, lang: str, **context: Any) -> str:
        """Return the text of a page, ending with one newline; the same arguments give the same text.

        Raises TemplateFailed only if the site has own templates: `Templates()` can then still render the page.
        """
        with self._blaming(name):
            self._sandbox.left = float(self._sandbox.steps)
            template = self._environment.get_template(name)
            if self.overrides:
                text = "".join(bounded(template.generate(lang=lang, **context), LONGEST))
            else:
                text = template.render(lang=lang, **context)
            return text.strip("\n") + "\n"

    def check(self, name: str, text: str) -> None:
        """Refuse `text` as the site's own template `name` if it doesn't parse, or if a page that uses it fails with a sample."""
        from chalicelib.rendering.templates.template_samples import SAMPLES  # noqa: PLC0415 - few sites have templates of their own

        proposed = Templates({**self.overrides, name: text}, TRIAL_STEPS, self.phrases)
        try:
            with proposed._blaming(name):
                proposed._sandbox.get_template(name)
            left = float(TRIAL_IN_ALL)
            for page in (page for page in SAMPLES if name in proposed.reached(page)):
                for lang, context in SAMPLES[page]:
                    proposed._sandbox.steps = min(TRIAL_STEPS, int(left))
                    proposed.render(page, lang, **context)
                    left -= proposed._sandbox.steps - proposed._sandbox.left
        except TemplateFailed as failed:
            fault, line = (failed.found, failed.line) if failed.template == name else (f"{failed.template}: {failed.found}", 0)
            raise Refusal("template", fault, line) from failed

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

    def reached(self, page: str) -> set[str]:
        """Return all templates that `page` may load, itself included. A computed name may be any of the site's own templates."""
        reached: set[str] = set()
        ahead = {page}
        while ahead:
            name = ahead.pop()
            reached.add(name)
            ahead |= self._references(name) - reached
        return reached

    def _references(self, name: str) -> frozenset[str]:
        try:
            source, _, _ = self._loader.get_source(self._sandbox, name)
            names = _referenced(source)
        except (TemplateNotFound, TemplateSyntaxError):
            return frozenset()  # rendering gives a better message
        named = frozenset(name for name in names if name is not None)
        return named | frozenset(self.overrides) if None in names else named


@lru_cache(maxsize=256)
def _referenced(source: str) -> tuple[str | None, ...]:
    """Return the templates that this template names; None means a computed name."""
    return tuple(meta.find_referenced_templates(Sandbox(DictLoader({}), TRIAL_STEPS, Phrasebook()).parse(source)))


def _loader(overrides: Mapping[str, str]) -> BaseLoader:
    def own(name: str) -> tuple[str, str, None] | None:
        return (overrides[name], OWN + name, None) if name in overrides else None

    built_in = FileSystemLoader(BUILT_IN)
    return ChoiceLoader([PrefixLoader({"presswork": built_in}), FunctionLoader(own), built_in])


def _message(error: Exception) -> str:
    if isinstance(error, TemplateNotFound):
        return f"there is no template {error.name!r}"
    return str(error) or type(error).__name__
