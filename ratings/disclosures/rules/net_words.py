"""Words that speak of emissions after something is taken off them, in English, German and French."""

import re

NET_WORDS = re.compile(
    r"""
    \bnet[\s-]?(?:zero|negative|positive|emissions?)\b
    | \b(?:carbon|climate|co2|co₂|ghg)[\s-]?(?:neutral(?:ity)?|negative|positive|free)\b
    | \bclimate[\s-]positive\b
    | \b(?:klima|co2-?|co₂-?|treibhausgas)[\s-]?(?:neutral\w*|positiv\w*|negativ\w*)
    | \bnetto[\s-]?null\b
    | \bneutre\w*\s+en\s+carbone\b | \bneutralité\s+(?:carbone|climatique)\b | \bcarboneutr\w+
    | \bz[ée]ro[\s-](?:émissions?\s+)?net(?:te)?s?\b | \bclimatiquement\s+neutre\w*
    """,
    re.IGNORECASE | re.VERBOSE,
)


def speaks_of_net(text: str) -> bool:
    """
    Say whether words speak of net emissions, neutrality or less.

    >>> [speaks_of_net(text) for text in ("Carbon neutral", "Net zero by 2040", "klimaneutral", "We cut by half")]
    [True, True, True, False]
    """
    return NET_WORDS.search(text) is not None
