"""What a request tells of its device; only the order of offers depends on it, and nothing of it is kept."""

import re
from collections.abc import Mapping

PHONE = re.compile(r"Mobi|Android|iPhone|iPod", re.IGNORECASE)


def is_phone(headers: Mapping[str, str]) -> bool:
    """
    Tell whether a phone asks, by its client hint or else by the name that its browser goes by.

    >>> is_phone({"Sec-CH-UA-Mobile": "?1"}), is_phone({"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1)"})
    (True, True)
    >>> is_phone({"Sec-CH-UA-Mobile": "?0", "User-Agent": "Android"}), is_phone({})
    (False, False)
    """
    hint = headers.get("Sec-CH-UA-Mobile", "")
    if hint in ("?0", "?1"):
        return hint == "?1"
    return PHONE.search(headers.get("User-Agent", "")) is not None
