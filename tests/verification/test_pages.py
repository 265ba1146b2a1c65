"""Shown files become plain pictures: nothing hidden survives, and no file costs more than a little memory and time."""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from ratings.verification.pages import CannotOpen, limits
from ratings.verification.pages.drawing import _child, pages_of
from tests.servers import ROOT
from tests.verification import shown

MEASURE = """
import resource, subprocess, sys
data = open(sys.argv[1], "rb").read()
command = [sys.executable, "-s", "-m", "ratings.verification.pages.child"]
child = subprocess.run(command, input=data, capture_output=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024, child.returncode)
"""


def refusal(data: bytes, **options: float) -> str:
    with pytest.raises(CannotOpen) as met:
        pages_of(data, **options)
    return met.value.code


HARMFUL = {
    "photo with place, comment and profile": shown.photo_with_place,
    "PNG with texts and a PDF behind its end": shown.png_with_everything,
    "JPEG that is an archive too": shown.photo_with_archive,
    "PDF with script, launch, address and file": shown.pdf_with_script,
    "animated PNG": shown.animated_png,
}


@pytest.mark.parametrize("make", HARMFUL.values(), ids=HARMFUL)
def test_nothing_but_the_dots_survives(make: Callable[[], bytes]) -> None:
    pages = pages_of(make())

    assert len(pages) == 1
    data = pages[0].data
    for trace in (
        shown.SECRET,
        b"Exif",
        b"GPS",
        b"ICC_PROFILE",
        b"PK\x03\x04",
        b"%PDF",
        b"JavaScript",
        b"xmp",
    ):
        assert trace not in data
    picture = shown.opened(data)
    picture.load()
    assert picture.format == "JPEG"
    assert not picture.getexif()
    assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert getattr(picture, "n_frames", 1) == 1
    assert data.endswith(b"\xff\xd9")


def test_a_photo_is_turned_as_its_camera_said() -> None:
    upright, turned = (shown.opened(pages_of(shown.photo_with_place(orientation=one))[0].data) for one in (1, 6))

    assert (upright.size, turned.size) == ((1000, 1400), (1400, 1000))


def _with_sixteen_bits(grey: Image.Image) -> Image.Image:
    return Image.frombytes("I;16", grey.size, b"".join(bytes([value, value]) for value in grey.tobytes()))


@pytest.mark.parametrize("mode", ["L", "1", "P", "LA", "RGBA", "I;16", "RGB"])
def test_png_of_every_kind_is_drawn_on_white(mode: str) -> None:
    grey = shown.receipt().convert("L")
    picture = grey.convert(mode) if mode != "I;16" else _with_sixteen_bits(grey)
    if mode in ("LA", "RGBA"):
        picture.putalpha(Image.new("L", picture.size, 0))
    (page,) = pages_of(shown.saved(picture, "PNG"))
    middle = shown.opened(page.data).getpixel((500, 30))

    assert isinstance(middle, tuple)
    assert min(middle) > 240


def test_a_cmyk_photo_is_drawn() -> None:
    (page,) = pages_of(shown.saved(shown.receipt().convert("CMYK")))

    assert shown.opened(page.data).mode == "RGB"


def test_a_pdf_is_drawn_page_by_page_up_to_ten() -> None:
    assert len(pages_of(shown.pdf_of_pages(10))) == 10
    assert refusal(shown.pdf_of_pages(11)) == "too-many-pages"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (shown.locked_pdf(), "encrypted"),
        (b"%PDF-1.7\nnothing of the kind", "damaged"),
        (shown.saved(shown.receipt())[:5000], "damaged"),
        (shown.JPEG + b"\0" * 100, "damaged"),
        (shown.PNG + b"\0" * 100, "damaged"),
        (shown.png_bomb(), "too-many-pixels"),
        (shown.png_bomb(31_000, 10), "too-many-pixels"),
        (shown.pdf([*shown.pdf_page()]).replace(b"[0 0 595 842]", b"[0 0 999999 842]"), "too-many-pixels"),
        (shown.pdf([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>"]), "damaged"),
    ],
)
def test_what_cannot_be_opened_is_refused_by_name(data: bytes, code: str) -> None:
    assert refusal(data) == code


def test_a_pdf_that_takes_minutes_is_stopped_after_seconds() -> None:
    began = time.monotonic()

    assert refusal(shown.slow_pdf(), seconds=3) == "too-demanding"
    assert time.monotonic() - began < 8


def large_photo(**options: Any) -> bytes:
    return shown.saved(Image.new("RGB", (8000, 6000), "red"), **options)


COSTLY = {
    "PNG bomb": shown.png_bomb,
    "PNG with a text of 200 MiB": shown.png_text_bomb,
    "PNG as large as is taken": lambda: shown.saved(Image.new("RGBA", (5000, 4000), (1, 2, 3, 100)), "PNG"),
    "PNG that says it is as large as is taken": lambda: shown.png_bomb(5000, 4000),
    "photo of 48 million dots": large_photo,
    "progressive photo": lambda: large_photo(progressive=True),
    "PDF bomb": shown.pdf_bomb,
    "PDF of ten pages": lambda: shown.pdf_of_pages(10),
}


@pytest.mark.parametrize("make", COSTLY.values(), ids=COSTLY)
def test_no_file_takes_more_than_300_mb(make: Callable[[], bytes], tmp_path: Path) -> None:
    file = tmp_path / "shown"
    file.write_bytes(make())

    said = subprocess.run(
        [sys.executable, "-c", MEASURE, str(file)], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    megabytes, _code = map(int, said.split())

    assert megabytes < 300


def test_the_child_gives_up_memory_time_and_files() -> None:
    code = (
        "import json, resource; from ratings.verification.pages import child; child.confine();"
        "kinds = ('RLIMIT_AS', 'RLIMIT_CPU', 'RLIMIT_FSIZE', 'RLIMIT_CORE');"
        "print(json.dumps({one: resource.getrlimit(getattr(resource, one)) for one in kinds}))"
    )
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert json.loads(said) == {
        "RLIMIT_AS": [limits.MEMORY] * 2,
        "RLIMIT_CPU": [limits.CPU_SECONDS] * 2,
        "RLIMIT_FSIZE": [0, 0],
        "RLIMIT_CORE": [0, 0],
    }
    assert limits.MEMORY < 300_000_000
    assert resource.getrlimit(resource.RLIMIT_AS)[0] != limits.MEMORY


def test_the_child_is_told_nothing_of_the_site(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "not for the child")

    with _child() as child:
        told = Path(f"/proc/{child.pid}/environ").read_bytes().split(b"\0")
        child.kill()

    assert {one.partition(b"=")[0] for one in told if one} <= {b"PATH", b"PYTHONPATH", b"PYTHONPYCACHEPREFIX"}
