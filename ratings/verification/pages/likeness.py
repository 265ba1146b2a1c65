"""
By what a page is known again: a coarse hash to find it by, and a finer one to tell bills of one form apart.

The coarse one is a perceptual hash by discrete cosine transform (C. Zauner, Implementation and Benchmarking of
Perceptual Image Hash Functions, 2010), over the 64 lowest frequencies without the constant ones, of the page without
its plain margin. The fine one tells at 24 times 24 places whether it gets darker or lighter to the right.
"""

import math
from dataclasses import dataclass

from PIL import Image, ImageFilter

SIDE = 32
FREQUENCIES = range(1, 9)
COSINES = [[math.cos(math.pi * (2 * x + 1) * u / (2 * SIDE)) for x in range(SIDE)] for u in FREQUENCIES]
GRID = 24
DETAIL_BYTES = GRID * GRID * 2 // 8
STEP = 6
THUMBNAIL = 512
MARGIN_DIFFERENCE = 48
FEWEST_MARKS = 24
"""A page on which fewer places of the grid differ is blank, and like every other blank page."""
SIGN = 1 << 63


@dataclass(frozen=True, slots=True)
class Likeness:
    """`phash` is a signed 64-bit number, `detail` 144 bytes."""

    phash: int
    detail: bytes


def likeness(picture: Image.Image) -> Likeness | None:
    """Return by what a page is known again, None for a page with next to nothing on it."""
    content = without_margin(picture)
    detail = _detail(content)
    if detail.bit_count() < FEWEST_MARKS:
        return None
    return Likeness(_phash(content), detail.to_bytes(DETAIL_BYTES, "big"))


def without_margin(picture: Image.Image) -> Image.Image:
    """Return a small grey picture cut to what differs from its edge, so that cropping a margin changes little."""
    grey = picture.convert("L")
    grey.thumbnail((THUMBNAIL, THUMBNAIL), Image.Resampling.BILINEAR)
    width, height = grey.size
    along = [(x, y) for x in range(width) for y in (0, height - 1)]
    along += [(x, y) for x in (0, width - 1) for y in range(height)]
    edge = sorted(_value(grey, place) for place in along)[len(along) // 2]
    differs = [255 * (abs(value - edge) > MARGIN_DIFFERENCE) for value in range(256)]
    box = grey.point(differs).filter(ImageFilter.MedianFilter(3)).getbbox()
    return grey.crop(box) if box else grey


def _value(grey: Image.Image, place: tuple[int, int]) -> int:
    value = grey.getpixel(place)
    assert isinstance(value, int)
    return value


def _phash(content: Image.Image) -> int:
    values = content.resize((SIDE, SIDE), Image.Resampling.LANCZOS).tobytes()
    lines = [values[start : start + SIDE] for start in range(0, SIDE * SIDE, SIDE)]
    across = [[math.sumprod(line, cosine) for cosine in COSINES] for line in lines]
    both = [math.sumprod(column, cosine) for column in zip(*across, strict=True) for cosine in COSINES]
    middle = sorted(both)[len(both) // 2]
    number = sum((value > middle) << place for place, value in enumerate(both))
    return number - 2 * SIGN if number & SIGN else number


def _detail(content: Image.Image) -> int:
    values = content.resize((GRID + 1, GRID), Image.Resampling.BOX).tobytes()
    number = 0
    for start in range(0, len(values), GRID + 1):
        for place in range(start, start + GRID):
            step = values[place] - values[place + 1]
            number = number << 2 | (step > STEP) << 1 | (step < -STEP)
    return number
