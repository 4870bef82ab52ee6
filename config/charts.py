"""Charts: a Vega-Lite specification in, a safe SVG out. No domain words, no storage.

The SVG carries a title and a description and neither script, style attribute nor outside
reference, so it may stand inline in a page under the strict content policy, in ``<img>`` or in a
PDF. Its table belongs beneath it: the drawing is one image to a screen reader. An ``<img>`` sees
none of the page's fonts: what is served as a file of its own carries them (``with_fonts``).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

import vl_convert

from config import fonts
from config.text import printable

VEGA_LITE = "6.4"
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
# Part of the key: a change of the drawing below must not find a drawing made before it.
DRAWING = "2"

_UNSAFE = re.compile(r"\sstyle=|\son\w+=|<(script|style|foreignObject|iframe|use|image)\b", re.I)
_OUTSIDE = re.compile(r"(?:href|src)=|url\((?!#)|<!", re.I)
_ROOT = re.compile(r"<svg [^>]*>")
_WEIGHT = re.compile(r'font-weight="(\d+)"')
_CLIP = re.compile(r"(id=\"|url\(#)([A-Za-z][\w-]*)")


class ChartError(ValueError):
    """The specification cannot be drawn safely; the message says why."""


def chart_key(spec: Mapping[str, Any]) -> str:
    """The name a drawing is stored under: SHA-256 of the canonical specification, in hex."""
    try:
        text = json.dumps(
            _clean(spec), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
        )
    except (TypeError, ValueError) as error:
        raise ChartError(f"The specification is not plain data: {error}") from error
    return hashlib.sha256(f"{DRAWING} {VEGA_LITE} {text}".encode()).hexdigest()


def render_chart(spec: Mapping[str, Any]) -> str:
    """The SVG of a specification with ``title`` and ``description`` under ``usermeta``.

    Raises ChartError for a specification that reads outside data, cannot be drawn, or whose
    drawing would not be safe in a page.
    """
    meta = spec.get("usermeta", {})
    if not meta.get("title") or not meta.get("description"):
        raise ChartError("A chart needs a title and a description.")
    _refuse_outside_data(spec)
    key = chart_key(spec)
    _register_fonts()
    try:
        svg = vl_convert.vegalite_to_svg(_clean(spec), vl_version=VEGA_LITE, allowed_base_urls=[])
    except ValueError as error:
        raise ChartError(f"The chart cannot be drawn: {error}") from error
    return _labelled(_checked(svg), key, meta["title"], meta["description"])


def with_fonts(svg: str) -> str:
    """A drawing as a file of its own: with the faces it is written in, for use in ``<img>``.

    Not for inline use: the strict content policy of a page refuses the style sheet.
    """
    root = _ROOT.match(svg)
    if root is None:
        return svg  # an empty drawing has no words
    weights = {"400", *_WEIGHT.findall(svg)} & fonts.FACE_OF_WEIGHT.keys()
    style = f"<style>{fonts.embedded_faces(tuple(sorted(weights)))}</style>"
    return root.group() + style + svg[root.end() :]


def _clean(part: Any) -> Any:
    """The specification without signs XML cannot carry: one of them ends the whole process."""
    if isinstance(part, str):
        return printable(part)
    if isinstance(part, Mapping):
        return {_clean(key): _clean(value) for key, value in part.items()}
    if isinstance(part, list | tuple):
        return [_clean(value) for value in part]
    return part


@cache
def _register_fonts() -> None:
    vl_convert.register_font_directory(fonts.font_directory().name)


def _refuse_outside_data(part: Any) -> None:
    """Data stands in the specification; an address in it would be read by this process."""
    if isinstance(part, Mapping):
        if "url" in part or part.get("type") == "image":
            raise ChartError("A chart reads no address: its data stands in the specification.")
        for inner in part.values():
            _refuse_outside_data(inner)
    elif isinstance(part, list | tuple):
        for inner in part:
            _refuse_outside_data(inner)


def _checked(svg: str) -> str:
    markup = re.sub(r">[^<]*<", "><", svg)
    if _UNSAFE.search(markup) or _OUTSIDE.search(markup):
        raise ChartError("The drawing contains script, style or an outside reference.")
    return svg


def _labelled(svg: str, key: str, title: str, description: str) -> str:
    """Adds the accessible name; identifiers become unique, for several charts on one page."""
    prefix = f"chart-{key[:12]}"
    svg = _CLIP.sub(rf"\g<1>{prefix}-\g<2>", svg)
    root = _ROOT.match(svg)
    if root is None:
        raise ChartError("The drawing is not an SVG.")
    names = f' role="img" aria-labelledby="{prefix}-title {prefix}-description">'
    words = (
        f'<title id="{prefix}-title">{escape(printable(title))}</title>'
        f'<desc id="{prefix}-description">{escape(printable(description))}</desc>'
    )
    return root.group()[:-1] + names + words + svg[root.end() :]
