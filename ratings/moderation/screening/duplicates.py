"""Near-duplicates: MinHash over character 5-grams, found through bands, without comparing all with all."""

import re
from collections.abc import Sequence
from decimal import Decimal

from rensa import RMinHash

from ratings.moderation.screening.detection import Signal, Text

GRAM = 5
PERMUTATIONS = 64
SEED = 20260101
ROWS_PER_BAND = 4
SHORTEST = 60
"""Shorter texts are alike by chance."""


def digest(text: str) -> list[int]:
    """
    Return the MinHash of a text's character 5-grams, or nothing for one too short to compare.

    >>> len(digest("The parcel came on time and the staff at the counter were friendly to us.")), digest("Good.")
    (64, [])
    """
    plain = re.sub(r"\W+", " ", text.lower()).strip()
    if len(plain) < SHORTEST:
        return []
    sketch = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
    sketch.update([plain[i : i + GRAM] for i in range(len(plain) - GRAM + 1)])
    return list(sketch.digest())


def bands(minhash: Sequence[int]) -> list[int]:
    """
    Return 16 signed 32-bit numbers, one for each band of four: two texts that share one are worth comparing.

    >>> len(bands(list(range(64)))), bands([])
    (16, [])
    """
    found = []
    for start in range(0, len(minhash), ROWS_PER_BAND):
        mixed = start + 1
        for value in minhash[start : start + ROWS_PER_BAND]:
            mixed = (mixed * 0x9E3779B1 + value) & 0xFFFFFFFF
        found.append(mixed - 2**31)
    return found


def similarity(one: Sequence[int], other: Sequence[int]) -> Decimal:
    """
    Return the estimated Jaccard similarity of two texts from their MinHashes, 0 to 1 in steps of 1/64.

    >>> similarity([1, 2, 3, 4], [1, 2, 3, 5])
    Decimal('0.75')
    """
    if not one or not other:
        return Decimal(0)
    return Decimal(sum(a == b for a, b in zip(one, other, strict=True))) / len(one)


class NearDuplicates:
    """A text much like another author's."""

    name = "near_duplicates"
    version = "1"

    def detect(self, text: Text) -> list[Signal]:
        """Return one signal with the similarity as its strength, where there is any."""
        if not text.similarity:
            return []
        return [
            Signal(
                kind="near_duplicate",
                strength=round(text.similarity, 3),
                explanation=f"Another author's review is {text.similarity:.0%} the same.",
                detector=self.name,
                version=self.version,
            )
        ]
