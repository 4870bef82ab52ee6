"""Static files in production: hashed names, compressed, with vendored releases left unedited."""

from __future__ import annotations

from collections.abc import Callable
from re import Match
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hash and compress every file; tolerate what a vendored release names but we do not ship.

    A release names source maps that only a browser's developer tools ask for. Shipping them would
    add 3 MB, editing them out would fork the release, so those references stay as written.
    A missing file named by a stylesheet of our own still stops `collectstatic`.
    """

    def url_converter(self, name: str, *args: Any, **kwargs: Any) -> Callable[[Match[str]], str]:
        """Return Django's converter, which for vendored files keeps an unknown reference."""
        convert = super().url_converter(name, *args, **kwargs)
        if not name.startswith("vendor/"):
            return convert

        def convert_or_keep(reference: Match[str]) -> str:
            try:
                return convert(reference)
            except ValueError:
                return reference["matched"]

        return convert_or_keep
