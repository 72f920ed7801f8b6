"""A portrait and a presentation for invented people: drawn here, since nobody sat for them."""

import zlib
from collections.abc import Sequence

_SIDE = 240
_PAGE = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 960 540] /Contents 4 0 R"
    b" /Resources << /Font << /F 5 0 R >> >> >>"
)
_HEAD = b"\x89PNG\r\n\x1a\n"


def portrait(background: int, clothes: int, hair: int) -> bytes:
    """A PNG of somebody without a face; colours as 0xRRGGBB."""
    palette = b"".join(colour.to_bytes(3) for colour in (background, clothes, 0xE8C9A8, hair))
    rows = b"".join(b"\0" + bytes(_colour(x, y) for x in range(_SIDE)) for y in range(_SIDE))
    size = _SIDE.to_bytes(4)
    return _HEAD + b"".join(
        _chunk(name, body)
        for name, body in (
            (b"IHDR", size + size + b"\x08\x03\0\0\0"),
            (b"PLTE", palette),
            (b"IDAT", zlib.compress(rows, 9)),
            (b"IEND", b""),
        )
    )


def slides(title: str, lines: Sequence[str]) -> bytes:
    """A PDF of one page with a title and some lines."""
    told = [f"BT /F 30 Tf 60 430 Td ({_escaped(title)}) Tj ET"]
    told += [
        f"BT /F 20 Tf 60 {360 - 40 * number} Td ({_escaped(line)}) Tj ET" for number, line in enumerate(lines)
    ]
    content = "\n".join(told).encode("cp1252", "replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (sv-SE) >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        _PAGE,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    return _pdf(objects)


def _pdf(objects: Sequence[bytes]) -> bytes:
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += table
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _colour(x: int, y: int) -> int:
    """Which of the palette: ground, shoulders, face, hair."""
    middle = _SIDE // 2
    if _within(x - middle, y - 100, 42, 52):
        return 3 if y < 78 else 2
    if _within(x - middle, y - 92, 54, 60):
        return 3
    return 1 if _within(x - middle, y - 260, 100, 105) else 0


def _within(across: int, down: int, wide: int, high: int) -> bool:
    return (across / wide) ** 2 + (down / high) ** 2 <= 1


def _chunk(name: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4) + name + body + zlib.crc32(name + body).to_bytes(4)
