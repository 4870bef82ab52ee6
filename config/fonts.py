"""Public Sans for everything that is not a browser: PDF pages and drawn charts.

The vendored release ships the family as WOFF2. The PDF renderer would unpack it again for every
document and the chart renderer cannot read it at all, so each file is unpacked once per process.
"""

from __future__ import annotations

import tempfile
from base64 import b64encode
from functools import cache
from io import BytesIO
from pathlib import Path

from django.contrib.staticfiles import finders

FONT_FOLDER = "vendor/uswds-3.14.0/fonts/public-sans"
FAMILY = "Public Sans"
FACES = ("PublicSans-Regular", "PublicSans-SemiBold", "PublicSans-Bold")
FACE_OF_WEIGHT = dict(zip(("400", "600", "700"), FACES, strict=True))
#: The signs a drawing carries itself: Latin with its accents, dashes, quotes and the ellipsis.
_CARRIED = [*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x2010, 0x2027)]


class FontMissing(RuntimeError):
    """A vendored font file is not among the product's static files."""


def unpack(packed: bytes) -> bytes:
    """The TrueType bytes inside WOFF2 bytes."""
    from fontTools.ttLib import woff2  # slow to load; few processes unpack fonts

    unpacked = BytesIO()
    woff2.decompress(BytesIO(packed), unpacked)
    return unpacked.getvalue()


@cache
def truetype(face: str) -> bytes:
    """TrueType bytes of one face, such as ``PublicSans-Bold``. Raises FontMissing."""
    found = finders.find(f"{FONT_FOLDER}/{face}.woff2")
    if not found:
        raise FontMissing(f"{FONT_FOLDER}/{face}.woff2 is not among the static files.")
    return unpack(Path(found).read_bytes())


@cache
def font_directory() -> tempfile.TemporaryDirectory[str]:
    """A folder with the faces as TrueType files; it goes away with the process."""
    directory = tempfile.TemporaryDirectory(prefix="fonts-")
    for face in FACES:
        (Path(directory.name) / f"{face}.ttf").write_bytes(truetype(face))
    return directory


@cache
def embedded_faces(weights: tuple[str, ...]) -> str:
    """CSS that declares the family's faces of these weights with the files inside it."""
    return "".join(
        f'@font-face{{font-family:"{FAMILY}";font-weight:{weight};'
        f"src:url(data:font/woff2;base64,{_packed(FACE_OF_WEIGHT[weight])})}}"
        for weight in weights
    )


@cache
def _packed(face: str) -> str:
    """One face as WOFF2 in base64, with the signs that drawings are written in."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    options = subset.Options(flavor="woff2", layout_features=["kern", "tnum"])
    chooser = subset.Subsetter(options)
    font = TTFont(BytesIO(truetype(face)))
    chooser.populate(unicodes=_CARRIED)
    chooser.subset(font)
    font.flavor = "woff2"
    packed = BytesIO()
    font.save(packed)
    return b64encode(packed.getvalue()).decode()


@cache
def _advances(face: str) -> tuple[dict[int, str], dict[str, int], int]:
    from fontTools.ttLib import TTFont

    font = TTFont(BytesIO(truetype(face)))
    widths = {glyph: advance for glyph, (advance, _) in font["hmtx"].metrics.items()}
    return font.getBestCmap(), widths, font["head"].unitsPerEm


def text_width(text: str, size: float, face: str = "PublicSans-Regular") -> float:
    """Width of one line in the unit of ``size``; a sign the family lacks counts as one em."""
    glyphs, widths, em = _advances(face)
    return sum(widths.get(glyphs.get(ord(sign), ""), em) for sign in text) * size / em
