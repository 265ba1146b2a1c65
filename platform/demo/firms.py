"""The companies of the demo world, as companies.toml describes them."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from pathlib import Path

from stdnum.iso7064 import mod_97_10

from ratings.companies.commands import Particulars
from ratings.companies.rules import slug_of

FILE = Path(__file__).parent / "companies.toml"
LANGUAGES_OF = {
    "GB": {"en": 100},
    "IE": {"en": 100},
    "DE": {"de": 92, "en": 8},
    "AT": {"de": 95, "en": 5},
    "FR": {"fr": 95, "en": 5},
    "BE": {"fr": 65, "en": 20, "de": 15},
    "CH": {"de": 60, "fr": 32, "en": 8},
    "LU": {"fr": 50, "de": 35, "en": 15},
    "NL": {"en": 70, "de": 30},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Firm:
    """
    One company and how it does: `level` in mean stars, `trend` in stars gained over the time, `split` between proofs.

    `reviews` is an exact number of reviews; None where it takes its `share` of the rest.
    """

    number: int
    name: str
    sector: str
    code: str
    country: str
    form: str
    level: float
    share: int = 0
    trend: float = 0.0
    split: float = 0.0
    reviews: int | None = None
    is_claimed: bool = True

    @property
    def domain(self) -> str:
        """Return a domain that belongs to nobody (RFC 2606)."""
        return f"{slug_of(self.name)}.example"

    def particulars(self) -> Particulars:
        """Return what the platform is told when the page is opened."""
        return Particulars(
            name=self.name,
            country=self.country,
            website=f"https://www.{self.domain}/",
            sector=self.code,
            lei=invented_lei(self.number) if self.number % 2 else "",
            register_code="" if self.number % 2 else "DEMO",
            register_number="" if self.number % 2 else f"{self.country} {4000 + 37 * self.number}",
            legal_form=self.form,
        )


def invented_lei(number: int) -> str:
    """
    Return a LEI whose check digits fit, of an issuer that does not exist.

    >>> invented_lei(1)
    'DEMO0000000000000155'
    """
    stem = f"DEMO{number:014d}"
    return stem + mod_97_10.calc_check_digits(stem)


def all_firms() -> list[Firm]:
    """Return all companies, one of each sector in turn, so that the first few are a mixture, too."""
    sectors = tomllib.loads(FILE.read_text(encoding="utf-8"))["sector"]
    rows = [[(name, sector["code"], row) for row in sector["company"]] for name, sector in sectors.items()]
    mixed: Sequence[tuple[str, str, dict[str, object]]] = [
        one for one in chain.from_iterable(zip_longest(*rows)) if one is not None
    ]
    return [_firm(number, *one) for number, one in enumerate(mixed, 1)]


def _firm(number: int, sector: str, code: str, row: dict[str, object]) -> Firm:
    known = {"claimed": "is_claimed"}
    given = {known.get(key, key): value for key, value in row.items()}
    return Firm(number=number, sector=sector, code=code, **given)  # type: ignore[arg-type]
