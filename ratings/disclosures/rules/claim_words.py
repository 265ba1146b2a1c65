"""
Words of claims that Directive (EU) 2024/825 is about, in English, German and French.

They point at a rule that a claim may fall under; whether it does is not for software to say.
"""

import re

GENERIC = re.compile(
    r"""
    \b(?:eco|environment(?:ally)?|climate|nature|planet|earth)[\s-]?friendl(?:y|ier)\b
    | \b(?:green(?:er|est)?|sustainable|sustainably|ecological|climate[\s-]safe|good\s+for\s+the\s+(?:planet|climate))\b
    | \benvironmentally\s+(?:correct|conscious|responsible)\b
    | \b(?:umwelt|klima|öko)(?:freundlich|schonend|bewusst|gerecht)\w*
    | \bnachhaltig\w* | \bökologisch\w* | \bgrün(?:e[rnms]?)?\b
    | \bécologiques?\b | \bécoresponsables?\b | \bdurables?\b | \bverte?s?\b
    | \brespectueu(?:x|se)s?\s+(?:de\s+l.environnement|du\s+climat)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
NEUTRAL = re.compile(
    r"""
    \b(?:carbon|climate|co2|co₂|ghg)[\s-]?(?:neutral(?:ity)?|negative|positive|compensated|reduced|free)\b
    | \b(?:net[\s-]zero|zero[\s-](?:carbon|emissions?))\b
    | \b(?:klima|co2-?|co₂-?)[\s-]?(?:neutral\w*|positiv\w*|negativ\w*|kompensiert\w*|reduziert\w*)
    | \bneutre\w*\s+en\s+carbone\b | \bneutralité\s+(?:carbone|climatique)\b | \bcompensée?s?\s+en\s+(?:carbone|co2)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
OFFSET = re.compile(
    r"\boffset\w*|\bcarbon[\s-]credits?\b|\bcompensat\w+|\bkompensier\w*|\bkompensation\w*|\bausgleich\w*|\bcompens(?:é|er|ation)\w*",
    re.IGNORECASE,
)
FUTURE = re.compile(
    r"\b(?:by|until|before|from|bis|ab|d.ici(?:\s+à)?|en|dès|avant)\s+(?:the\s+year\s+|zum\s+jahr\s+)?(20[2-9]\d)\b",
    re.IGNORECASE,
)
PERFORMANCE = re.compile(
    r"\bnet[\s-]?zero|neutral|\bzero\b|\bcut\b|\breduc\w+|\bhalv\w+|emission|netto[\s-]null|reduzier|senken|neutr|réduir|carbon|climat|klima",
    re.IGNORECASE,
)
LEGAL_DUTY = re.compile(
    r"\b(?:as|where)?\s*(?:required|prescribed|mandated)\s+by\s+law\b|\bcompl(?:y|ies|iant)\s+with\s+(?:all\s+)?(?:the\s+)?"
    r"(?:laws?|regulations?|legal)|\bgesetzlich\s+vorgeschrieben\w*|\bconformes?\s+à\s+la\s+(?:loi|réglementation)\b",
    re.IGNORECASE,
)
WHOLE = re.compile(
    r"\b(?:entire|whole|all(?:\s+of)?\s+our|100\s?%|completely|fully)\b|\bgesamte?[nsmr]?\b|\bvollständig\w*|\bkomplett\w*|"
    r"\bentièrement\b|\btoute?s?\s+(?:notre|nos|la|les)\b|\bintégralement\b",
    re.IGNORECASE,
)


def is_generic(quote: str) -> bool:
    """
    Say whether a claim praises without saying what for.

    >>> [is_generic(quote) for quote in ("Eco-friendly delivery", "Umweltfreundlich unterwegs", "120 g a parcel")]
    [True, True, False]
    """
    return GENERIC.search(quote) is not None


def speaks_of_neutrality(quote: str) -> bool:
    """
    Say whether a claim speaks of no, less or better than no effect on the climate.

    >>> [speaks_of_neutrality(quote) for quote in ("CO2-neutral shipping", "klimaneutraler Versand", "fast shipping")]
    [True, True, False]
    """
    return NEUTRAL.search(quote) is not None


def speaks_of_offsets(quote: str) -> bool:
    """
    Say whether a claim speaks of offsetting.

    >>> speaks_of_offsets("neutral thanks to carbon credits"), speaks_of_offsets("neutral")
    (True, False)
    """
    return OFFSET.search(quote) is not None


def promised_year(quote: str) -> int | None:
    """
    Return the year for which a claim promises something about emissions.

    >>> promised_year("Net zero by 2040"), promised_year("Klimaneutral bis 2035"), promised_year("Founded in 1990")
    (2040, 2035, None)
    """
    found = FUTURE.search(quote)
    return int(found[1]) if found and PERFORMANCE.search(quote) else None


def speaks_of_the_whole(quote: str) -> bool:
    """
    Say whether a claim is about all of a product or business.

    >>> speaks_of_the_whole("Our entire range is recycled"), speaks_of_the_whole("Our cap is recycled")
    (True, False)
    """
    return WHOLE.search(quote) is not None


def boasts_of_a_duty(quote: str) -> bool:
    """
    Say whether a claim names as its merit what the law asks of everybody.

    >>> boasts_of_a_duty("Free of CFCs, as required by law"), boasts_of_a_duty("Free of plastics")
    (True, False)
    """
    return LEGAL_DUTY.search(quote) is not None
