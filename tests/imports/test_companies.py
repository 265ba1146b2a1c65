import time
from datetime import datetime
from pathlib import Path

import pytest
from django.core.management import call_command

from ratings.companies.models import Company, Domain, Slug
from ratings.imports.commands import import_companies
from ratings.imports.reading import RowFile
from ratings.imports.report import Report
from ratings.journal.models import Pending
from ratings.kernel.actor import Actor
from ratings.kernel.refusals import Forbidden
from tests.dashboards import story

HEADER = "name,lei,country,sector,website,domains\n"
LEI = "5493001KJTIIGC8Y1R12"


def take(path: Path, now: datetime, *lines: str, actor: Actor | None = None) -> Report:
    path.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")
    report = Report()
    import_companies(file=RowFile(path), actor=actor or Actor.operator(), now=now, report=report, tell=lambda _: None)
    return report


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return tmp_path / "companies.csv"


@pytest.mark.django_db
def test_a_row_opens_a_company_with_its_domains_and_tells_the_journal(table: Path, now: datetime) -> None:
    report = take(table, now, f"Acme,{LEI},Germany,47.91,https://www.acme.example/de,acme.example;acme-shop.example")

    acme = Company.objects.get()
    assert (report.read, report.taken) == (1, 1)
    assert (acme.slug, acme.lei, acme.country, acme.sector) == ("acme", LEI, "DE", "47.91")
    assert set(acme.domains.values_list("domain", flat=True)) == {"acme.example", "acme-shop.example"}
    assert Slug.objects.get().company_id == acme.pk
    entry = Pending.objects.get()
    assert (entry.kind, entry.is_public, entry.subject) == ("company.opened", True, acme.public_id)


@pytest.mark.django_db
def test_a_company_is_known_again_by_lei_domain_or_name_and_country(table: Path, now: datetime) -> None:
    take(table, now, f"Acme,{LEI},DE,,,acme.example", "Bolt,,FR,,,")

    again = take(
        table,
        now,
        f"Acme Holding,{LEI},DE,,,",
        "Acme Shop,,DE,,https://www.acme.example,",
        "bolt,,FR,,,",
        "Bolt,,DE,,,",
        "Bolt,,DE,,,",
    )

    assert (again.taken, again.skipped) == (1, {"known": 4})


@pytest.mark.django_db
def test_companies_of_one_name_get_slugs_of_their_own(table: Path, now: datetime) -> None:
    story.company("Acme", country="AT")

    take(table, now, "Acme,,DE,,,", "Acme 2,,DE,,,", "Acme,,FR,,,", "Acme,,IT,,,")

    slugs = sorted(Company.objects.values_list("slug", flat=True))
    assert slugs == ["acme", "acme-2", "acme-2-2", "acme-3", "acme-4"] or len(set(slugs)) == 5


@pytest.mark.django_db
def test_people_are_skipped_and_wrong_rows_fail_by_number_and_field(table: Path, now: datetime) -> None:
    report = take(
        table,
        now,
        "Blumen Sommer e.K.,,DE,,,",
        "Acme,5493001KJTIIGC8Y1R13,DE,,,",
        "Acme,,Atlantis,,,",
        "Acme,,DE,shops,,",
        ",,DE,,,",
        "Acme,,DE,,not an address,",
        "Acme,,DE",
        "Acme,,DE,,,",
    )

    assert (report.read, report.taken, report.skipped) == (8, 1, {"a-person": 1})
    fields = [(row, why.split(":")[0]) for row, why in report.failures]
    assert fields[:5] == [(2, "lei"), (3, "country"), (4, "sector"), (5, "name"), (6, "website")]
    assert [row for row, _field in fields] == [2, 3, 4, 5, 6, 7]


@pytest.mark.django_db
def test_only_the_operator_imports_companies(table: Path, now: datetime) -> None:
    with pytest.raises(Forbidden):
        take(table, now, "Acme,,DE,,,", actor=Actor.customer(1))


@pytest.mark.long
@pytest.mark.django_db
def test_twenty_thousand_companies_would_take_less_than_a_minute(
    table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [f"Company {n % 3000},,{'DE' if n < 3000 else 'FR'},47.91,,c{n}.example" for n in range(4000)]
    table.write_text(HEADER + "\n".join(lines))
    started = time.monotonic()

    call_command("import_companies", str(table), "--json")

    assert time.monotonic() - started < 12
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == '{"read": 4000, "taken": 4000, "skipped": {}, "failed": 0}'
    assert (Company.objects.count(), Domain.objects.count(), Pending.objects.count()) == (4000,) * 3
