"""What a row's words mean by the names of our fields: scopes, methods, categories, gases, boundaries."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ratings.disclosures.rules.disclosure import Boundary
from ratings.disclosures.rules.targets import Scope, read_scope
from ratings.kernel.refusals import Invalid

CATEGORY_WORDS = {
    1: r"purchased goods and services",
    2: r"capital goods",
    3: r"fuel (and )?energy related( activities)?( not (included )?in scope 1( and | or )(scope |s)?2)?",
    4: r"upstream transport(ation)?( and (distribution|delivery))?|transport(ation and delivery)? \(?upstream\)?",
    5: r"waste( generated)? (in|from|by) (business )?operations|waste generated",
    6: r"business travel",
    7: r"(employee )?commuting",
    8: r"upstream leased assets|leased assets \(?upstream\)?",
    9: r"downstream transport(ation)?( and (distribution|delivery))?|transport \(?downstream\)?",
    10: r"processing of sold products",
    11: r"use of (sold products|products sold)",
    12: r"(disposal/)?end of life treatments?( of sold products?)?|disposal of products sold",
    13: r"downstream leased assets",
    14: r"franchises?",
    15: r"investments?",
}
CATEGORY_PATTERNS = {number: re.compile(words) for number, words in CATEGORY_WORDS.items()}
NUMBERED = re.compile(r"(?:cat(?:egory)? (\d{1,2}): )?(.*?)(?: \(category (\d{1,2})\))?")
GASES = {
    "carbon dioxide": "co2",
    "co2": "co2",
    "methane": "ch4",
    "ch4": "ch4",
    "nitrous oxide": "n2o",
    "n2o": "n2o",
    "hydrofluorocarbons": "hfcs",
    "hfc": "hfcs",
    "hfcs": "hfcs",
    "perfluorocarbons": "pfcs",
    "pfcs": "pfcs",
    "sulfur hexafluoride": "sf6",
    "sulfur hexaflouride": "sf6",
    "sf6": "sf6",
    "nf3": "nf3",
}
WHOLE = frozenset({"", "total"})
WHOLE_SCOPE3 = WHOLE | {"combined", "all"}
METHODS = {"location": "location", "location based": "location", "market": "market", "market based": "market"}
BOUNDARIES = {"equity": Boundary.EQUITY_SHARE, "operated": Boundary.OPERATIONAL_CONTROL}


@dataclass(frozen=True, slots=True)
class Named:
    """A field's name, the boundary that the figure is drawn by, and whether it is about CO2 alone."""

    name: str
    boundary: Boundary | None = None
    is_co2_alone: bool = False


def plain(text: str) -> str:
    """Return words in one spelling."""
    words = text.casefold().replace("-", " ").replace("&", " and ").replace("₂", "2").replace("*", "")
    return " ".join(words.split())


def category_number(text: str) -> int | None:
    """
    Return the one category of scope 3 that words or a number name; None for several, for parts and for none.

    >>> [category_number(text) for text in ("11", "Business Travel", "Cat 3: Fuel and energy-related activities")]
    [11, 6, 3]
    >>> [category_number(text) for text in ("End-products in use (Category 11)", "4, 9", "Cat 3: Franchises")]
    [11, None, None]
    """
    words = plain(text)
    if words.isdigit():
        return int(words) if 1 <= int(words) <= len(CATEGORY_WORDS) else None
    parts = NUMBERED.fullmatch(words)
    assert parts is not None
    named = next((number for number, pattern in CATEGORY_PATTERNS.items() if pattern.fullmatch(parts[2])), None)
    said = parts[1] or parts[3]
    if said is None:
        return named
    if named not in {None, int(said)} or (named is None and parts[1]):
        return None
    return int(said) if int(said) in CATEGORY_WORDS else None


def name_of(scope: Scope, submetric: str, boundary: str) -> Named:
    """
    Return what a figure of a scope is; Invalid for a part of it, which must not stand for the whole.

    >>> name_of(Scope.S2, "Location-based*", "").name, name_of(Scope.S3, "Investments", "").name
    ('scope2_location', 'scope3.15')
    >>> name_of(Scope.S1_S2, "market", "equity")
    Named(name='combined.S1+S2.market', boundary=<Boundary.EQUITY_SHARE: 'equity_share'>, is_co2_alone=False)
    """
    part, where = plain(submetric), plain(boundary)
    if "biogenic" in f"{part} {where}":
        return _biogenic(scope, part, where)
    drawn = _boundary(where)
    if "net" in {part, where}:
        raise Invalid("net-figure", _("A net figure has something subtracted; gross figures are asked for."))
    if scope is Scope.S3:
        return Named(_of_scope3(part), drawn)
    if scope is Scope.S1 and part in GASES:
        return Named(f"scope1.gases.{GASES[part]}", drawn, GASES[part] == "co2")
    return Named(_of_whole(scope, part), drawn)


def _biogenic(scope: Scope, part: str, where: str) -> Named:
    """Biogenic CO2 is outside the scopes, and is kept apart."""
    if where not in WHOLE | {"biogenic"}:
        raise _of_a_part(where)
    if scope is Scope.S3:
        return Named(f"biogenic_co2.{_of_scope3(part)}", is_co2_alone=True)
    return Named(f"biogenic_co2.{scope}", is_co2_alone=True)


def _boundary(where: str) -> Boundary | None:
    if where in WHOLE or where == "net":
        return None
    if where not in BOUNDARIES:
        raise _of_a_part(where)
    return BOUNDARIES[where]


def _of_a_part(where: str) -> Invalid:
    return Invalid("part-of-company", _("“%(part)s” is a part of the company, not the whole.") % {"part": where[:80]})


def _of_scope3(part: str) -> str:
    if part in WHOLE_SCOPE3:
        return "scope3"
    number = category_number(part)
    if number is None:
        raise Invalid("no-one-category", _("“%(part)s” is no single category of scope 3.") % {"part": part[:80]})
    return f"scope3.{number}"


def _of_whole(scope: Scope, part: str) -> str:
    method = METHODS.get(part)
    if (part not in WHOLE and method is None) or (scope is Scope.S1 and method):
        raise Invalid("part-of-scope", _("“%(part)s” is a part of the scope, not the whole.") % {"part": part[:80]})
    if scope is Scope.S1:
        return "scope1"
    if scope is Scope.S2:
        return f"scope2_{method or 'unspecified'}"
    return f"combined.{scope}" + (f".{method}" if method else "")


def scope_and_categories(text: str) -> tuple[Scope, tuple[int, ...]]:
    """
    Return the scopes of a target, and the categories of scope 3 where it names some; Invalid for what is none.

    >>> scope_and_categories("s1+s2 "), scope_and_categories("scope 3-+Purchased Goods and services, capital goods")
    ((<Scope.S1_S2: 'S1+S2'>, ()), (<Scope.S3: 'S3'>, (1, 2)))
    """
    found = read_scope(text)
    if found is not None:
        return found, ()
    head, _dash, rest = text.strip().partition("-")
    numbers = [category_number(part.strip(" +")) for part in rest.split(",")]
    if read_scope(head) is Scope.S3 and all(numbers):
        return Scope.S3, tuple(number for number in numbers if number)
    raise Invalid("scope-unread", _("“%(scope)s” names no scopes that we know.") % {"scope": text.strip()[:80]})
