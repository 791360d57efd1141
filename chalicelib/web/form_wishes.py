"""The wishes in a form: which posts a reader wants, how often, and in which language."""

import re
from collections.abc import Sequence

from msgspec.structs import replace

from chalicelib.newsletter.rules.preferences import OFTEN, Wishes, is_slug, nearest
from chalicelib.web.forms import Form, refuse

MOST_TOPICS = 100  # categories, and as many authors


def wishes_in(form: Form, languages: Sequence[str], previous: Wishes) -> Wishes:
    """Return the wishes in the form; where a JSON object omits one, the earlier or default wish stays.

    A page's form can express an empty checkbox only by omitting it, so there an omitted wish is not wished. But authors stay if
    not even an empty field of them is sent: a site's own page may not show them, and who saves it would get all posts.
    """
    stays = previous if form.json else replace(previous, all_languages=False, categories=())
    return Wishes(
        lang=language_in(form, languages) or stays.lang,
        all_languages=bool(form.fields.get("all_languages", stays.all_languages)),
        categories=slugs_in(form, "categories", stays.categories),
        often=often_in(form) or stays.often,
        authors=slugs_in(form, "authors", stays.authors),
    )


def language_in(form: Form, languages: Sequence[str]) -> str:
    """Return the language that the form asks for, as the site writes it."""
    asked = form.text("language")
    code = nearest(asked, languages)
    if asked and not code:
        refuse("language", f"one of {', '.join(languages)}")
    return code


def often_in(form: Form) -> str:
    asked = form.text("often").lower()
    if asked and asked not in OFTEN:
        refuse("often", f"one of {', '.join(OFTEN)}")
    return asked


def slugs_in(form: Form, name: str, otherwise: tuple[str, ...]) -> tuple[str, ...]:
    """Return the topics in a field, each once, in order; they need not exist yet."""
    value = form.fields.get(name, otherwise)
    topics = value if isinstance(value, tuple) else ()
    if len(topics) > MOST_TOPICS:
        refuse(name, f"up to {MOST_TOPICS}")
    if not all(map(is_slug, topics)):
        refuse(name, "not a slug, which is the last part of an address")
    return tuple(sorted(set(topics)))


def preferred_language(accept_language: str, languages: Sequence[str]) -> str:
    """Return the site's language that the browser's `Accept-Language` prefers; empty where it names none of them."""
    asked = [entry.strip().partition(";") for entry in accept_language[:1000].split(",")]
    ranked = sorted(((weight(rest), code.strip()) for code, _, rest in asked), key=lambda entry: -entry[0])
    return next((language for liked, code in ranked if liked > 0 and (language := nearest(code, languages))), "")


def weight(parameters: str) -> float:
    match = WEIGHT.fullmatch(parameters.strip())
    return float(match[1]) if match else float(not parameters.strip())


WEIGHT = re.compile(r"q\s*=\s*([01](?:\.[0-9]{0,3})?)")
