"""What words in files stand for: our codes, and the names that people give them in three languages."""

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import TextChoices
from django.utils import translation
from django_countries import countries

from applications.choices import Authority, Channel, Delivery, EventKind, FeeKind
from applications.models import Procedure
from applications.rules.imports import cases, happenings
from applications.rules.imports.columns import CASES, key_of
from portal.accounts.choices import Language
from scheduling.forms.citizenships import citizenships

Named = Iterable[tuple[str, str]]  # a code, and a name of it


def words_for_cases() -> cases.Words:
    return cases.Words(
        procedures=_known(_procedures()),
        countries=_known(_countries()),
        channels=_known(_choices(Channel)),
        languages=_known(_choices(Language)),
        is_email=is_email,
    )


def words_for_events() -> happenings.Words:
    kinds = [(kind, name) for kind, name in _choices(EventKind) if kind in happenings.KINDS]
    return happenings.Words(
        kinds=_known(kinds),
        coded={
            "how": _known(_choices(Delivery)),
            "fee": _known(_choices(FeeKind)),
            "authority": _known(_choices(Authority)),
        },
    )


def known_words(kind: str) -> dict[str, dict[str, str]]:
    """Return, of each field with codes, what its words stand for, each as `key_of` has it."""
    if kind == CASES:
        words = words_for_cases()
        return {
            "procedure": dict(words.procedures),
            "citizenship": dict(words.countries),
            "channel": dict(words.channels),
            "language": dict(words.languages),
        }
    said = words_for_events()
    return {"what": dict(said.kinds), **{name: dict(known) for name, known in said.coded.items()}}


def is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _known(named: Named) -> dict[str, str]:
    """Return codes by themselves and by their names; where two share a name, by neither."""
    found: dict[str, str] = {}
    shared: set[str] = set()
    for code, name in named:
        found[key_of(code)] = code
        if found.setdefault(key_of(name), code) != code:
            shared.add(key_of(name))
    return {key: code for key, code in found.items() if key and (key not in shared or key == key_of(code))}


def _procedures() -> Iterator[tuple[str, str]]:
    names = [f"name_{language}" for language, _name in settings.LANGUAGES]
    for code, *named in Procedure.objects.values_list("code", *names):
        for name in named:
            yield code, name or ""


def _countries() -> Iterator[tuple[str, str]]:
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            yield from citizenships()[1]
    for code, _name in citizenships()[1]:
        yield code, countries.alpha3(code) or code


def _choices(of: type[TextChoices]) -> Iterator[tuple[str, str]]:
    """Name each choice in each language; what stands in brackets beside a name is another name."""
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for choice in of:
                label = str(choice.label)
                yield choice.value, label
                before, _bracket, within = label.partition(" (")
                yield choice.value, before
                yield choice.value, within.rstrip(")")
