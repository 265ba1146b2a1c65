"""From the text of a file to its JSON documents: one object, a list of them, or JSON lines."""

import json
from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from ratings.kernel.refusals import Invalid


def documents_of(text: str) -> Iterator[tuple[str, object]]:
    """
    Yield each document with its place in the file; Invalid for what is no JSON. Numbers come as Decimal.

    >>> list(documents_of('{"year": 2024}')), list(documents_of('[{"a": 1.50}, {"a": 2}]'))
    ([('1', {'year': Decimal('2024')})], [('1', {'a': Decimal('1.50')}), ('2', {'a': Decimal('2')})])
    >>> list(documents_of('{"a": 1}\\n\\n{"a": 2}\\n'))
    [('line 1', {'a': Decimal('1')}), ('line 3', {'a': Decimal('2')})]
    """
    try:
        whole = _parsed(text)
    except json.JSONDecodeError as error:
        if error.msg != "Extra data" or not text.lstrip().startswith("{"):
            raise _no_json(str(error)) from error
        yield from _lines(text)
        return
    if isinstance(whole, dict) and set(whole) == {"disclosures"}:
        whole = whole["disclosures"]
    if isinstance(whole, list):
        yield from ((str(number), one) for number, one in enumerate(whole, 1))
    else:
        yield "1", whole


def _lines(text: str) -> Iterator[tuple[str, object]]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                yield f"line {number}", _parsed(line)
            except json.JSONDecodeError as error:
                raise _no_json(f"line {number}: {error}") from error


def _parsed(text: str) -> object:
    try:
        return json.loads(
            text,
            parse_float=Decimal,
            parse_int=Decimal,
            parse_constant=_refuse_constant,
            object_pairs_hook=_without_doubles,
        )
    except RecursionError as error:
        raise _no_json(_("it is nested too deeply")) from error


def _refuse_constant(name: str) -> object:
    raise _no_json(_("%(name)s is no number; leave the field out") % {"name": name})


def _without_doubles(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _value in pairs]
        double = next(name for name in names if names.count(name) > 1)
        raise _no_json(_("%(name)s stands twice in one object") % {"name": double})
    return found


def _no_json(why: str) -> Invalid:
    return Invalid("not-json", _("This is no JSON: %(why)s.") % {"why": why})
