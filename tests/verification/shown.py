"""Files as customers show them, and as those build them who mean harm."""

import io
import random
import zipfile
import zlib
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont, PngImagePlugin

SECRET = b"PAYLOAD-THAT-MUST-NOT-SURVIVE"
JPEG, PNG, PDF = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"%PDF-"


def receipt(number: int = 1, *, shop: int = 1, size: tuple[int, int] = (1000, 1400)) -> Image.Image:
    """Draw a receipt; those of one shop have one form."""
    lines, form = random.Random(number), random.Random(shop)
    picture = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(picture)
    small, large = ImageFont.load_default(28), ImageFont.load_default(60)
    draw.rectangle((60, 60, 60 + form.randint(200, 500), 160), fill=(form.randint(0, 200),) * 3)
    draw.text((60, 200), f"Shop {shop}", font=large, fill="black")
    y = 320
    for _ in range(lines.randint(5, 16)):
        words = "".join(lines.choice("abcdefgh ijkl") for _ in range(lines.randint(10, 38)))
        draw.text((60, y), words, font=small, fill="black")
        draw.text((820, y), f"{lines.random() * 100:.2f}", font=small, fill="black")
        y += 45
    draw.line((60, y, 940, y), fill="black", width=4)
    draw.text((700, y + 20), f"{lines.random() * 500:.2f}", font=large, fill="black")
    return picture


def saved(picture: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    """Return a picture as a file."""
    written = io.BytesIO()
    picture.save(written, kind, **options)
    return written.getvalue()


def opened(data: bytes) -> Image.Image:
    """Return a file as a picture."""
    return Image.open(io.BytesIO(data))


def photo_with_place(*, orientation: int = 1) -> bytes:
    """A photo that says where, when and with what it was taken, with a comment, a colour profile and a thumbnail."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = SECRET.decode()
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0)})
    exif.get_ifd(0x8769)[0x9286] = b"ASCII\0\0\0" + SECRET
    return saved(receipt(), exif=exif, comment=SECRET, icc_profile=b"\0" * 128 + SECRET, quality=90)


def png_with_everything() -> bytes:
    """A PNG with texts, a time, EXIF and a whole PDF behind its end."""
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", SECRET.decode())
    info.add_itxt("XML:com.adobe.xmp", SECRET.decode(), zip=True)
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    return saved(receipt(), "PNG", pnginfo=info, exif=exif) + pdf_with_script()


def photo_with_archive() -> bytes:
    """A JPEG that is an archive too (GIFAR)."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("evil.class", SECRET * 50)
    return saved(receipt()) + written.getvalue()


def pdf(objects: Sequence[bytes], *, trailer: bytes = b"") -> bytes:
    """Return a PDF file of numbered objects, the first of which is its catalogue."""
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.7\n")
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer\n<< /Size %d /Root 1 0 R %s>>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, trailer, start))
    return out.getvalue()


def stream(data: bytes, *, more: bytes = b"") -> bytes:
    """Return a stream object."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), more, data)


def pdf_page(
    content: bytes = b"BT /F1 24 Tf 72 700 Td (Receipt 42) Tj ET", *, more: bytes = b"", hooks: bytes = b""
) -> list[bytes]:
    """Return the objects of a file of one page; further ones begin at number 6."""
    return [
        b"<< /Type /Catalog /Pages 2 0 R " + more + b">>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R %s"
        b" /Resources << /Font << /F1 5 0 R >> >> >>" % hooks,
        stream(content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]


def pdf_with_script() -> bytes:
    """A PDF that runs a script, launches a program, opens an address, and carries a file."""
    more = b"/OpenAction 6 0 R /Names << /EmbeddedFiles << /Names [(evil.exe) 9 0 R] >> >> "
    return pdf(
        [
            *pdf_page(more=more, hooks=b"/Annots [8 0 R] /AA << /O 6 0 R >>"),
            b"<< /S /JavaScript /JS (app.alert\\('" + SECRET + b"'\\)) /Next 7 0 R >>",
            b"<< /S /Launch /F (" + SECRET + b".exe) >>",
            b"<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (https://" + SECRET + b".test) >> >>",
            b"<< /Type /Filespec /F (evil.exe) /EF << /F 10 0 R >> >>",
            stream(SECRET * 20, more=b"/Type /EmbeddedFile"),
        ]
    )


def pdf_of_pages(pages: int) -> bytes:
    """A PDF of so many pages."""
    blank = Image.new("L", (200, 200), "white")
    return saved(blank, "PDF", save_all=True, append_images=[blank] * (pages - 1))


def locked_pdf() -> bytes:
    """A PDF that names an encryption which no empty password opens (standard handler, revision 2)."""
    encrypt = b"<< /Filter /Standard /V 1 /R 2 /Length 40 /P -44 /O <%s> /U <%s> >>" % (b"11" * 32, b"22" * 32)
    trailer = b"/Encrypt 6 0 R /ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>] "
    return pdf([*pdf_page(), encrypt], trailer=trailer)


def slow_pdf() -> bytes:
    """A PDF of a few kilobytes that takes minutes to draw: forms that call forms that call forms."""
    objects = pdf_page(b"/X0 Do")
    levels, calls = 9, 12
    objects[2] = objects[2].replace(b"/Font", b"/XObject << /X0 6 0 R >> /Font")
    for level in range(levels):
        body = b" ".join([b"/X%d Do" % (level + 1)] * calls) if level + 1 < levels else b"0 0 500 500 re f " * 200
        inner = b"/Resources << /XObject << /X%d %d 0 R >> >>" % (level + 1, 7 + level) if level + 1 < levels else b""
        objects.append(stream(body, more=b"/Type /XObject /Subtype /Form /BBox [0 0 600 900] " + inner))
    return pdf(objects)


def pdf_bomb() -> bytes:
    """A PDF of which a stream unpacks to 512 MiB, packed twice."""
    packer = zlib.compressobj(9)
    once = b"".join(packer.compress(b"\0" * 2**20) for _ in range(512)) + packer.flush()
    more = b"/Type /XObject /Subtype /Image /Width 23000 /Height 23000 /ColorSpace /DeviceGray /BitsPerComponent 8"
    twice = stream(zlib.compress(once, 9), more=more + b" /Filter [/FlateDecode /FlateDecode]")
    objects = pdf_page(b"q 500 0 0 500 0 0 cm /I0 Do Q")
    objects[2] = objects[2].replace(b"/Font", b"/XObject << /I0 6 0 R >> /Font")
    return pdf([*objects, twice])


def png_chunk(name: bytes, data: bytes) -> bytes:
    """Return one chunk of a PNG file."""
    return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")


def png_bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """A PNG of a few bytes that says it has so many dots; colours of eight bits."""
    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + bytes([8, 2, 0, 0, 0])
    return PNG + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", zlib.compress(b"\0" * 2**20)) + png_chunk(b"IEND", b"")


def png_text_bomb() -> bytes:
    """A small PNG with a compressed text of 200 MiB."""
    plain = saved(Image.new("RGB", (10, 10)), "PNG")
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b"a" * 2**20) for _ in range(200)) + packer.flush()
    text = png_chunk(b"zTXt", b"Comment\0\0" + packed)
    return plain[:33] + text + plain[33:]


def animated_png() -> bytes:
    """A PNG of three pictures, the first of which is a receipt."""
    others = [Image.new("RGB", (1000, 1400), colour) for colour in ("red", "blue")]
    return saved(receipt(), "PNG", save_all=True, append_images=others)
