"""Small honest files of every kind, and ways to make them dishonest."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

PDF = (
    b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\nxref\n0 1\n"
    b"trailer\n<< /Root 1 0 R >>\nstartxref\n50\n%%EOF\n"
)


def pdf_of_packed_objects(
    objects: bytes, more: bytes = b"/Filter /FlateDecode", name: bytes = b"/ObjStm"
) -> bytes:
    """A PDF whose objects lie in an object stream, as most programs write it."""
    inside = b"7 0 8 40 " + objects
    packed = zlib.compress(inside) if b"Flate" in more else inside
    stream = b"<< /Type " + name + b" /N 2 /First 9 " + more + b" >>\nstream\n" + packed + b"\nendstream\n"
    return PDF.replace(b"xref\n0", b"5 0 obj\n" + stream + b"endobj\nxref\n0")


def relations(*links: tuple[str, str]) -> bytes:
    """A part's links to what is outside: kind and target."""
    of = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    each = "".join(
        f'<Relationship Id="r{number}" Type="{of}/{kind}" Target="{target}" TargetMode="External"/>'
        for number, (kind, target) in enumerate(links)
    )
    return f'<?xml version="1.0"?><Relationships>{each}</Relationships>'.encode()


TYPES = (
    b'<?xml version="1.0"?><Types><Override PartName="/ppt/presentation.xml" ContentType="application/'
    b'vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"/></Types>'
)


def pptx(parts: Mapping[str, bytes] = {}, types: bytes = TYPES) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {"[Content_Types].xml": types, "ppt/presentation.xml": b"<p/>", **parts}.items():
            # Of one moment: the same bytes each time.
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width: int = 4, height: int = 3, *more: bytes) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    pixels = zlib.compress(b"".join(b"\0" + b"\x2e\x7d\x5b" * width for _ in range(height)))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body


def jpeg(*more: bytes, width: int = 4, height: int = 3) -> bytes:
    """Shaped like a JPEG; what it shows does not matter to those who take it apart."""
    frame = segment(0xC0, struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00")
    scan = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x12\xff\x00\x34\xff\xd0\x56"
    jfif = segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0")
    return b"\xff\xd8" + jfif + b"".join(more) + frame + scan + b"\xff\xd9"


def exif(orientation: int, place: bytes = b"57.1056,12.2508") -> bytes:
    entries = struct.pack("<H", 1) + struct.pack("<HHIHH", 0x0112, 3, 1, orientation, 0) + b"\0\0\0\0"
    return segment(0xE1, b"Exif\0\0II*\0\x08\0\0\0" + entries + place)


def webp(*more: bytes) -> bytes:
    bits = struct.pack("<I", (4 - 1) | (3 - 1) << 14)
    picture = b"\x2f" + bits + b"\0"
    body = b"VP8L" + struct.pack("<I", len(picture)) + picture
    whole = b"WEBP" + body + b"".join(more)
    return b"RIFF" + struct.pack("<I", len(whole)) + whole
