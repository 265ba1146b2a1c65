"""The catalogues are complete, compiled, and say what the source says."""

import re
from pathlib import Path

import polib
import pytest
from django.conf import settings

LANGUAGES = ["de", "fr"]


def catalogue(language: str, ending: str = "po") -> str:
    return str(Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / f"django.{ending}")


def words_of(entry: polib.POEntry | polib.MOEntry) -> tuple[str, ...]:
    return (entry.msgstr,) if entry.msgstr else tuple(entry.msgstr_plural[n] for n in sorted(entry.msgstr_plural))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_a_catalogue_is_translated(language: str) -> None:
    assert [entry.msgid for entry in polib.pofile(catalogue(language)) if not entry.translated()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_that_of_the_text(language: str) -> None:
    written = {(entry.msgctxt, entry.msgid): words_of(entry) for entry in polib.pofile(catalogue(language))}
    compiled = {(entry.msgctxt, entry.msgid): words_of(entry) for entry in polib.mofile(catalogue(language, "mo"))}

    assert compiled == written


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_gaps_of_its_source(language: str) -> None:
    gap = re.compile(r"%\((\w+)\)s|\{(\w+)\}")
    for entry in polib.pofile(catalogue(language)):
        sources = (entry.msgid, entry.msgid_plural or entry.msgid)
        for words, source in zip(words_of(entry), sources, strict=False):
            assert set(gap.findall(words)) == set(gap.findall(source)), entry.msgid
