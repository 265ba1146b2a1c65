"""Several disclosures checked together, so that each knows the others of its company; and findings as JSON."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from ratings.disclosures.checks import Finding, Known, Note, findings_of
from ratings.disclosures.rules.disclosure import Disclosure, Subject


def findings_together(disclosures: Sequence[Disclosure], *, today: date) -> Iterator[tuple[int, Finding]]:
    """Yield each finding with the place, from 0, of its disclosure; disclosures of one company know each other."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, disclosure in enumerate(disclosures):
        places[_identity(disclosure.company)].append(place)
    for place, disclosure in enumerate(disclosures):
        others = tuple(disclosures[other] for other in places[_identity(disclosure.company)] if other != place)
        for finding in findings_of(disclosure, Known(today=today, others=others)):
            yield place, finding


def _identity(company: Subject) -> str:
    """Return what tells companies apart: the identifier where there is one, else the name."""
    return (company.lei or company.isin or company.name).strip().casefold()


def finding_as_json(finding: Finding, disclosure: Disclosure, place: str) -> dict[str, object]:
    """Return a finding as the JSON object that documents it; numbers are texts, so that no digit is lost."""
    return {
        "disclosure": place,
        "id": disclosure.id,
        "company": disclosure.company.name,
        "year": disclosure.year,
        "number": finding.check.number,
        "check": finding.check.id,
        "version": finding.check.version,
        "title": str(finding.check.title),
        "tolerance": str(finding.check.tolerance),
        "result": str(finding.result),
        "finding": finding.words,
        "fields": list(finding.fields),
        "notes": [_note_as_json(note) for note in finding.notes],
    }


def _note_as_json(note: Note) -> dict[str, object]:
    return {
        "result": str(note.result),
        "finding": note.sentence,
        "fields": list(note.fields),
        "numbers": dict(note.numbers),
        "quote": note.quote,
    }
