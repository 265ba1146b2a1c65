"""What a shown file may be, and what opening it may cost. Sizes in bytes, pictures in pixels, times in seconds."""

LARGEST_FILE = 10 * 2**20
MOST_PAGES = 10
MOST_PIXELS = {"JPEG": 50_000_000, "PNG": 20_000_000}
MOST_PIXELS_PROGRESSIVE = 24_000_000
"""A progressive JPEG is held whole before its first line is drawn."""
LONGEST_SIDE = 30_000

PAGE_PIXELS = 4_000_000
PAGE_SIDE = 6_000
PAGE_DOTS_PER_INCH = 200
QUALITY = 85

MEMORY = 280 * 2**20
CPU_SECONDS = 8
WALL_SECONDS = 15
LARGEST_ANSWER = 48 * 2**20

MAGIC = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG", b"%PDF-": "PDF"}


def kind_of(data: bytes) -> str:
    """
    Return what a file is by its first bytes, never by its name or by what is said about it; empty for others.

    >>> kind_of(b"%PDF-1.7"), kind_of(b"GIF89a"), kind_of(b"")
    ('PDF', '', '')
    """
    return next((kind for magic, kind in MAGIC.items() if data.startswith(magic)), "")


def scale_to_fit(width: float, height: float) -> float:
    """
    Return by how much a picture is made smaller to fit a page's pixels and longest side; 1 where it fits.

    >>> scale_to_fit(4000, 4000), scale_to_fit(100, 100)
    (0.5, 1.0)
    """
    return float(min(1.0, (PAGE_PIXELS / (width * height)) ** 0.5, PAGE_SIDE / max(width, height)))
