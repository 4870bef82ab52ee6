"""Colours as arithmetic: contrast and tints of a tenant's brand (WCAG 2.2, relative luminance)."""

from __future__ import annotations

import re

DEFAULT_BRAND = "#07648d"
_HEX = re.compile(r"#[0-9a-fA-F]{6}")


def hex_colour(value: str) -> str:
    """The colour in lower case. Raises ValueError unless it is ``#`` and six hex digits."""
    if not _HEX.fullmatch(value):
        raise ValueError("A colour is # and six hexadecimal digits, such as #07648d.")
    return value.lower()


def _channels(value: str) -> tuple[int, int, int]:
    return int(value[1:3], 16), int(value[3:5], 16), int(value[5:7], 16)


def luminance(value: str) -> float:
    """Relative luminance, 0 (black) to 1 (white)."""
    linear = [
        part / 12.92 if (part := channel / 255) <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for channel in _channels(hex_colour(value))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str = "#ffffff") -> float:
    """Contrast ratio of two colours, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def tint(value: str, share: float) -> str:
    """The colour mixed with white; ``share`` 1 is the colour, 0 is white."""
    mixed = (round(255 - (255 - channel) * share) for channel in _channels(hex_colour(value)))
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


def lighter_companion(value: str, ratio: float = 2.2) -> str:
    """The lightest tint that still has this contrast on white; for the earlier of two bars."""
    share = next((s / 100 for s in range(5, 100, 5) if contrast(tint(value, s / 100)) >= ratio), 1)
    return tint(value, share)
