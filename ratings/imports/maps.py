"""MAP.toml: which columns of somebody's export mean what. Read strictly, so that a slip is not a lost column."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from ratings.companies.rules import clean_country
from ratings.imports.rules import RULES, Scale, is_shape
from ratings.kernel.refusals import Invalid
from ratings.reviews.models import SERVICE_DIMENSIONS

SHIPPED = Path(__file__).parent / "maps"
SECTIONS = ("columns", "scale", "dates", "verified", "reply", "company")


@dataclass(frozen=True, slots=True)
class Dates:
    """A column of dates, and the shapes that they are tried in, in order."""

    column: str
    shapes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewMap:
    """Where an export keeps what we take; empty strings stand for columns that it has not."""

    ids: tuple[str, ...]
    is_id_made: bool
    title: str
    text: str
    language: str
    scales: Mapping[str, Scale]
    published: Dates
    experienced: Dates
    updated: Dates | None
    verified: str
    verified_values: frozenset[str]
    reply_text: str
    reply_published: Dates | None
    company_name: str
    company_lei: str
    company_domain: str
    company_country: str
    default_country: str

    def columns(self) -> list[str]:
        """Return every column that the map names, each once."""
        dated = [self.published, self.experienced, self.updated, self.reply_published]
        named = [
            *self.ids,
            self.title,
            self.text,
            self.language,
            *(scale.column for scale in self.scales.values()),
            *(dates.column for dates in dated if dates),
            self.verified,
            self.reply_text,
            self.company_name,
            self.company_lei,
            self.company_domain,
            self.company_country,
        ]
        return list(dict.fromkeys(column for column in named if column))

    def needed(self) -> list[str]:
        """Return the columns without which no row can be taken."""
        found = [*self.ids, self.text, self.scales["overall"].column, self.published.column, self.experienced.column]
        return [*found, self.verified, self.company_name]


def wrong(where: str, what: str) -> Invalid:
    """Return the refusal of one key of a map."""
    return Invalid("wrong-map", _("The map's key %(key)s %(what)s") % {"key": where, "what": what})


class Section:
    """One table of a map; every key is asked for once, and what nobody asked for is refused."""

    def __init__(self, name: str, table: object) -> None:
        if not isinstance(table, dict):
            raise wrong(name, _("must be a table: write [%(name)s].") % {"name": name})
        self.name = name
        self._rest: dict[str, Any] = dict(table)

    def _take(self, key: str, *, required: bool) -> Any:
        if key not in self._rest and required:
            raise wrong(f"{self.name}.{key}", _("is missing."))
        return self._rest.pop(key, None)

    def text(self, key: str, *, required: bool = False) -> str:
        """Return a text, empty where it is absent and may be."""
        value = self._take(key, required=required)
        if value is None:
            return ""
        if not isinstance(value, str) or not value.strip():
            raise wrong(f"{self.name}.{key}", _("must be text in quotes."))
        return value

    def texts(self, key: str, *, required: bool = True) -> tuple[str, ...]:
        """Return a list of texts."""
        value = self._take(key, required=required)
        if value is None:
            return ()
        if not isinstance(value, list) or not value or not all(isinstance(item, str) for item in value):
            raise wrong(f"{self.name}.{key}", _('must be a list of texts, such as ["a", "b"].'))
        return tuple(value)

    def number(self, key: str) -> int:
        """Return a whole number."""
        value = self._take(key, required=True)
        if type(value) is not int:
            raise wrong(f"{self.name}.{key}", _("must be a whole number."))
        return value

    def ids(self) -> tuple[tuple[str, ...], bool]:
        """Return the column of the row's id, or those that one is made of, and whether it is made."""
        if isinstance(self._rest.get("id"), list):
            return self.texts("id"), True
        return (self.text("id", required=True),), False

    def section(self, key: str, *, required: bool) -> "Section | None":
        """Return a table within this one."""
        value = self._take(key, required=required)
        return None if value is None else Section(f"{self.name}.{key}", value)

    def keys(self) -> list[str]:
        """Return the keys that nobody has asked for yet."""
        return list(self._rest)

    def end(self, known: Sequence[str]) -> None:
        """Refuse the keys that nobody has asked for."""
        for key in self._rest:
            raise wrong(f"{self.name}.{key}", _("is not known; there are: %(keys)s.") % {"keys": ", ".join(known)})


def find_map(name: str) -> Path:
    """Return the path of a map, by path or by the name of one that is shipped. Raises Invalid."""
    path = Path(name)
    shipped = SHIPPED / f"{path.name.removesuffix('.toml')}.toml"
    if path.is_file():
        return path
    if shipped.is_file() and path.parent == Path():
        return shipped
    names = ", ".join(sorted(one.stem for one in SHIPPED.glob("*.toml")))
    raise Invalid(
        "no-map", _("There is no map %(name)s; give a file or one of: %(names)s.") % {"name": name, "names": names}
    )


def read_map(path: Path) -> ReviewMap:
    """Return the map that a file holds. Raises Invalid, which names the key that is wrong."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Invalid(
            "wrong-map", _("The map %(path)s is not TOML: %(why)s.") % {"path": path, "why": error}
        ) from error
    for name in table:
        if name not in SECTIONS:
            raise wrong(name, _("is not known; there are: %(keys)s.") % {"keys": ", ".join(SECTIONS)})
    return map_of(table)


def map_of(table: Mapping[str, Any]) -> ReviewMap:
    """Return the map that a parsed table describes. Raises Invalid."""
    columns = Section("columns", table.get("columns", {}))
    ids, is_id_made = columns.ids()
    dates = Section("dates", table.get("dates", {}))
    verified = Section("verified", table.get("verified", {}))
    reply = Section("reply", table.get("reply", {}))
    company = Section("company", table.get("company", {}))
    reply_text = reply.text("text", required="reply" in table)
    found = ReviewMap(
        ids=ids,
        is_id_made=is_id_made,
        title=columns.text("title"),
        text=columns.text("text", required=True),
        language=columns.text("language"),
        scales=_scales(table.get("scale", {})),
        published=_dates(dates, "published"),
        experienced=_dates(dates, "experienced"),
        updated=_dates(dates, "updated") if "updated" in dates.keys() else None,  # noqa: SIM118 - not a mapping
        verified=verified.text("column", required=True),
        verified_values=frozenset(verified.texts("values")),
        reply_text=reply_text,
        reply_published=_shaped(reply, "published") if reply_text else None,
        company_name=company.text("name", required=True),
        company_lei=company.text("lei"),
        company_domain=company.text("domain"),
        company_country=company.text("country"),
        default_country=_country(company.text("default_country")),
    )
    columns.end(("id", "title", "text", "language"))
    dates.end(("published", "experienced", "updated"))
    verified.end(("column", "values"))
    reply.end(("text", "published", "shapes"))
    company.end(("name", "lei", "domain", "country", "default_country"))
    return found


def _dates(section: Section, key: str) -> Dates:
    inner = section.section(key, required=True)
    assert inner is not None, "it was required"
    found = _shaped(inner, "column")
    inner.end(("column", "shapes"))
    return found


def _shaped(section: Section, key: str) -> Dates:
    column, shapes = section.text(key, required=True), section.texts("shapes")
    for shape in shapes:
        if not is_shape(shape):
            raise wrong(
                f"{section.name}.shapes",
                _("holds %(shape)s, which is no shape of a date; write iso-8601 or such as %%d/%%m/%%Y or %%o %%B %%Y.")
                % {"shape": repr(shape)},
            )
    return Dates(column, shapes)


def _country(value: str) -> str:
    try:
        return clean_country(value) if value else ""
    except Invalid as error:
        raise wrong("company.default_country", _("must be a country's two-letter code, such as DE.")) from error


def _scales(table: object) -> dict[str, Scale]:
    section = Section("scale", table)
    scales: dict[str, Scale] = {}
    for dimension in section.keys():  # noqa: SIM118 - not a mapping
        if dimension not in SERVICE_DIMENSIONS:
            section.end(SERVICE_DIMENSIONS)
        inner = section.section(dimension, required=True)
        assert inner is not None, "it was required"
        scales[dimension] = _scale(inner)
    if "overall" not in scales:
        raise wrong("scale.overall", _("is missing: a review has stars overall."))
    return scales


def _scale(section: Section) -> Scale:
    scale = Scale(
        column=section.text("column", required=True),
        lowest=section.number("lowest"),
        highest=section.number("highest"),
        rule=section.text("rule", required=True),
        none=frozenset(section.texts("none", required=False)),
    )
    section.end(("column", "lowest", "highest", "rule", "none"))
    if scale.rule not in RULES:
        raise wrong(f"{section.name}.rule", _("must be one of: %(rules)s.") % {"rules": ", ".join(RULES)})
    ends = RULES[scale.rule]
    if ends is not None and ends != (scale.lowest, scale.highest):
        raise wrong(
            f"{section.name}.rule",
            _("%(rule)s is for %(lowest)d to %(highest)d only; use linear.")
            % {"rule": scale.rule, "lowest": ends[0], "highest": ends[1]},
        )
    if scale.lowest >= scale.highest:
        raise wrong(f"{section.name}.highest", _("must be above lowest."))
    return scale
