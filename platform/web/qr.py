"""QR codes as one path of an SVG, without script and style."""

from dataclasses import dataclass

from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_L

QUIET_ZONE = 4
LONGEST = 2000
"""Characters; what is longer makes squares that a telephone does not tell apart."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A square of `size` units, in which `path` is filled; it reads `text`."""

    size: int
    path: str
    text: str


def qr_of(text: str) -> Drawing | None:
    """
    Return the QR code of a text with the quiet zone around it (ISO/IEC 18004), None where it is too long for one.

    >>> drawing = qr_of("https://acme.example")
    >>> drawing.size, drawing.path[:8]
    (33, 'M4 4h7v1')
    """
    if len(text) > LONGEST:
        return None
    code = QRCode(error_correction=ERROR_CORRECT_L, border=QUIET_ZONE)
    code.add_data(text)
    rows = code.get_matrix()
    runs = (run for number, row in enumerate(rows) for run in _runs(number, row))
    return Drawing(size=len(rows), path="".join(runs), text=text)


def _runs(number: int, row: list[bool]) -> list[str]:
    """Return each row of dark squares as a rectangle."""
    runs, begin = [], None
    for place, is_dark in enumerate([*row, False]):
        if is_dark and begin is None:
            begin = place
        elif not is_dark and begin is not None:
            width = place - begin
            runs.append(f"M{begin} {number}h{width}v1h-{width}z")
            begin = None
    return runs
