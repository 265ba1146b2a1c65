"""The text that a mail's HTML shows. Time grows with its length and no faster, whatever it holds."""

import html
import re

LONGEST_HTML = 2**20
"""Characters. What comes after is not read."""
TAG = re.compile(r"<(/?[a-zA-Z][a-zA-Z0-9]{0,20})(?:[^<>\"']|\"[^\"]{0,2000}\"|'[^']{0,2000}')*+>")
UNSHOWN = {name: re.compile(rf"</{name}\s*>", re.IGNORECASE) for name in ("script", "style", "title")}
INLINE = frozenset(
    {"a", "abbr", "b", "big", "em", "font", "i", "img", "s", "small", "span", "strong", "sub", "sup", "u"}
)
CELLS = frozenset({"td", "th"})


def text_of_html(source: str) -> str:
    """
    Return what a reader sees, one line for each block, cells of a row with a space between.

    >>> text_of_html("<style>p{}</style><p>Order <b>12</b>3</p><tr><td>Mug</td><td>9 &euro;</td></tr><!-- x -->")
    'Order 123\\nMug 9 €'
    """
    source = " ".join(source[:LONGEST_HTML].split())
    pieces: list[str] = []
    place = 0
    while (start := source.find("<", place)) >= 0:
        pieces.append(source[place:start])
        place, mark = _after_tag(source, start)
        pieces.append(mark)
    pieces.append(source[place:])
    lines = (" ".join(line.split()) for line in html.unescape("".join(pieces)).split("\n"))
    return "\n".join(line for line in lines if line)


def _after_tag(source: str, start: int) -> tuple[int, str]:
    """Return where what begins with this `<` ends, and what stands for it in the text."""
    if source.startswith("<!", start) or source.startswith("<?", start):
        mark = "-->" if source.startswith("<!--", start) else ">"
        return _after(source.find(mark, start), mark, source), ""
    found = TAG.match(source, start)
    if found is None:
        return start + 1, "<"
    name = found[1].lstrip("/").lower()
    if found[1].lower() in UNSHOWN:
        closing = UNSHOWN[name].search(source, start)
        return (closing.end() if closing else len(source)), "\n"
    return found.end(), "" if name in INLINE else " " if name in CELLS else "\n"


def _after(place: int, mark: str, source: str) -> int:
    return len(source) if place < 0 else place + len(mark)
