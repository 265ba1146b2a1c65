"""
The process that opens a shown file: it reads it from its input, answers with pictures of the pages, and ends.

Decoders are where hostile files strike, so they run here: with little memory and time, no files to write, nothing of
the site's environment, and nothing to steal but the file itself. The answer is a length of four bytes, as much JSON
(`{"pages": [{"size", "phash", "detail"}]}` or `{"refusal": code}`), and the JPEG files one after the other.
"""

import contextlib
import io
import json
import resource
import sys
import warnings
from collections.abc import Iterator
from typing import Any, BinaryIO

import pypdfium2
from PIL import Image, ImageFile, PngImagePlugin
from pypdfium2 import raw

from ratings.verification.pages import CannotOpen, limits
from ratings.verification.pages.likeness import likeness

ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
POINTS_PER_INCH = 72
LONGEST_TEXT_CHUNK = 2**20
SIXTEEN_BITS = ("I", "I;16", "I;16B", "I;16L")


def confine() -> None:
    """Give up all but a little memory and time."""
    for kind, most in (
        (resource.RLIMIT_AS, limits.MEMORY),
        (resource.RLIMIT_CPU, limits.CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))
    Image.MAX_IMAGE_PIXELS = None  # judged here, by kind, before anything is decoded
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    PngImagePlugin.MAX_TEXT_CHUNK = PngImagePlugin.MAX_TEXT_MEMORY = LONGEST_TEXT_CHUNK
    warnings.simplefilter("ignore")


def pictures(data: bytes) -> Iterator[Image.Image]:
    """Draw a file's pages, one after the other. Raises CannotOpen."""
    kind = limits.kind_of(data)
    if kind == "PDF":
        yield from _drawn(data)
    elif kind:
        yield _photo(data, kind)
    else:
        raise CannotOpen("damaged")


def _photo(data: bytes, kind: str) -> Image.Image:
    with Image.open(io.BytesIO(data), formats=[kind]) as opened:
        _refuse_large(opened, kind)
        scale = limits.scale_to_fit(*opened.size)
        small = (max(1, round(opened.width * scale)), max(1, round(opened.height * scale)))
        opened.draft("RGB", small)  # a JPEG is made smaller while it is decoded
        opened.load()  # the first picture of several
        turn = TURNS.get(_orientation(opened))
        picture = _plain(opened, small)
    return picture if turn is None else picture.transpose(turn)


def _refuse_large(opened: Image.Image, kind: str) -> None:
    most = limits.MOST_PIXELS_PROGRESSIVE if opened.info.get("progressive") else limits.MOST_PIXELS[kind]
    if opened.width * opened.height > most or max(opened.size) > limits.LONGEST_SIDE:
        raise CannotOpen("too-many-pixels")


def _orientation(opened: Image.Image) -> int:
    """Return how a photo is to be turned, as its camera said (Exif 2.32, 4.6.4); 1 where that cannot be read."""
    with contextlib.suppress(Exception):
        return int(opened.getexif().get(ORIENTATION, 1))
    return 1


def _plain(opened: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Return the dots and nothing else: a new picture on white, into which only colours are copied."""
    if opened.mode in SIXTEEN_BITS:
        opened = opened.convert("I").point([value // 256 for value in range(2**16)], "L")
    has_holes = opened.mode in ("LA", "PA", "RGBA", "La", "RGBa") or "transparency" in opened.info
    mode = "RGBA" if has_holes else "RGB"
    dots = (opened if opened.mode == mode else opened.convert(mode)).resize(size, Image.Resampling.BOX)
    clean = Image.new("RGB", size, "white")
    clean.paste(dots, mask=dots.getchannel("A") if has_holes else None)
    return clean


def _drawn(data: bytes) -> Iterator[Image.Image]:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
        raise CannotOpen("encrypted" if locked else "damaged") from error
    if not len(document):
        raise CannotOpen("damaged")
    if len(document) > limits.MOST_PAGES:
        raise CannotOpen("too-many-pages")
    for page in document:
        yield _drawn_page(page)
        page.close()


def _drawn_page(page: Any) -> Image.Image:
    width, height = page.get_size()
    if not (1 <= width <= limits.LONGEST_SIDE and 1 <= height <= limits.LONGEST_SIDE):
        raise CannotOpen("too-many-pixels")
    dots = limits.PAGE_DOTS_PER_INCH / POINTS_PER_INCH
    scale = dots * limits.scale_to_fit(width * dots, height * dots)
    drawn: Image.Image = page.render(scale=scale, may_draw_forms=False).to_pil()
    return _plain(drawn, drawn.size)


def encoded(picture: Image.Image) -> tuple[dict[str, Any], bytes]:
    """Return what is said about a page, and its JPEG file."""
    like = likeness(picture)
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=limits.QUALITY)
    said = {"phash": like and like.phash, "detail": like and like.detail.hex()}
    return {"size": len(written.getvalue()), **said}, written.getvalue()


def answer(data: bytes, output: BinaryIO) -> None:
    """Write the answer to a file."""
    said: dict[str, Any]
    files: list[bytes] = []
    try:
        made = [encoded(picture) for picture in pictures(data)]
        said, files = {"pages": [about for about, _file in made]}, [file for _about, file in made]
    except CannotOpen as refusal:
        said = {"refusal": refusal.code}
    except MemoryError:
        said = {"refusal": "too-demanding"}
    except Exception:  # noqa: BLE001 - whatever a decoder stumbles over, the file is at fault
        said = {"refusal": "damaged"}
    header = json.dumps(said).encode()
    output.write(len(header).to_bytes(4, "big") + header + b"".join(files))
    output.flush()


if __name__ == "__main__":
    confine()
    answer(sys.stdin.buffer.read(limits.LARGEST_FILE + 1), sys.stdout.buffer)
