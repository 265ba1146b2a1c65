"""Telling which language a text is in."""

from functools import cache
from typing import Protocol

from django.utils.module_loading import import_string

LANGUAGES = (
    "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr",
    "hu", "it", "lt", "lv", "mt", "nl", "pl", "pt", "ro", "sk", "sl", "sv",
)  # fmt: skip
"""The 24 official languages of the European Union: what we look for, nothing else."""

UNDETERMINED = "und"
"""The language of a text that nobody has named or looked at yet (BCP 47)."""


class Identifier(Protocol):
    """What we use of py3langid."""

    def set_languages(self, langs: list[str]) -> None: ...

    def classify(self, text: str) -> tuple[str, float]: ...


@cache
def _identifier() -> Identifier:
    # The model is 90 MB and a second's work: loaded by those who tell languages, never by the web server.
    model = import_string("py3langid.langid.LanguageIdentifier")
    identifier: Identifier = model.from_model_file("data/model.npz.xz", norm_probs=True)
    identifier.set_languages(list(LANGUAGES))
    return identifier


def detect_language(text: str) -> str:
    """
    Return the language that a text is most probably in, as a two-letter code out of LANGUAGES.

    >>> detect_language("The parcel came two days late, but the staff were kind."), detect_language("")
    ('en', 'en')
    """
    return _identifier().classify(text)[0] if text.strip() else "en"
