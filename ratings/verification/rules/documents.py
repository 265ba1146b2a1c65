"""When a page looks like one that was shown before, and how candidates for that are found through an index."""

from collections.abc import Sequence
from datetime import timedelta

BANDS = 4
BAND_BITS = 16
FARTHEST = 8
"""Bits of 64 by which the hashes of two pictures of one page differ at most."""
LEAST_IN_COMMON = 0.65
"""
Share of the marks of two fine hashes that both have. Measured on drawn receipts: 0.68 and more after saving anew,
scaling, brightening and cropping 5 %, up to 0.55 for other receipts of the same shop; photographs 0.70 and more.
"""
MOST_FILES = 5
MOST_A_DAY = 10
MOST_WAITING = 5
A_DAY = timedelta(days=1)


def bands_of(phash: int) -> list[int]:
    """
    Return the four 16-bit bands of a signed 64-bit hash, each marked with its place.

    >>> bands_of(-1)
    [65535, 131071, 196607, 262143]
    >>> bands_of(0x0001_0002_0003_0004)
    [4, 65539, 131074, 196609]
    """
    mask = (1 << BAND_BITS) - 1
    return [place << BAND_BITS | phash >> place * BAND_BITS & mask for place in range(BANDS)]


def probes_of(phash: int) -> list[int]:
    """
    Return the bands by which every hash within 7 bits is found: seven leave one of four bands one wrong bit at most.

    >>> len(probes_of(0))
    68
    """
    return [band ^ flip for band in bands_of(phash) for flip in (0, *(1 << bit for bit in range(BAND_BITS)))]


def distance(one: int, other: int) -> int:
    """
    Return by how many bits two signed hashes differ.

    >>> distance(-1, 0), distance(5, 4)
    (64, 1)
    """
    return ((one ^ other) & (1 << BANDS * BAND_BITS) - 1).bit_count()


def share_in_common(one: bytes, other: bytes) -> float:
    """
    Return how much of two fine hashes both have, 0 to 1 (Jaccard).

    >>> share_in_common(bytes([3]), bytes([1])), share_in_common(b"", b"")
    (0.5, 0.0)
    """
    first, second = int.from_bytes(one, "big"), int.from_bytes(other, "big")
    either = (first | second).bit_count()
    return (first & second).bit_count() / either if either else 0.0


def looks_like(*, phash: int, detail: bytes, candidates: Sequence[tuple[int, int, bytes]]) -> dict[int, int]:
    """Return the ids of the candidates (id, phash, detail) that a page looks like, with the distance in bits."""
    found = {file_id: distance(phash, other) for file_id, other, _detail in candidates}
    details = {file_id: other for file_id, _phash, other in candidates}
    return {
        file_id: bits
        for file_id, bits in found.items()
        if bits <= FARTHEST and share_in_common(detail, details[file_id]) >= LEAST_IN_COMMON
    }
