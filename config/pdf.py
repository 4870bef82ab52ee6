"""HTML in, tagged PDF out: PDF/UA-1 by WeasyPrint, from the product's own files only.

A document may name two kinds of resources: the product's static files (``report.css`` or what
``{% static %}`` gives) and the images handed over with the call (``images/<name>``). Anything else
is an error, not a missing picture: no network, no file of the machine.
"""

from __future__ import annotations

import gc
import hashlib
import logging
import mimetypes
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils._os import safe_join
from weasyprint import HTML
from weasyprint.logger import LOGGER
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from config import fonts
from config.colours import hex_colour
from config.pdf_tags import complete_tags
from config.text import printable

# A host that cannot exist (RFC 6761): relative addresses in a document resolve against it.
ORIGIN = "https://documents.invalid"
BASE_URL = f"{ORIGIN}/static/"
IMAGES = "/static/images/"
VARIANT = "pdf/ua-1"


class DocumentError(Exception):
    """The document cannot be made, or not accessibly; the message names what is wrong."""


class OwnFiles(URLFetcher):
    """Serves static files and the images of one document; everything else stops the rendering."""

    def __init__(self, images: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=("https",), allow_redirects=False)
        self.images = images

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """The file behind an address. Raises FatalURLFetchingError for any other address."""
        parts = urlsplit(url)
        if f"{parts.scheme}://{parts.netloc}" != ORIGIN:
            raise FatalURLFetchingError(f"{url[:200]} is not one of the product's own files")
        path = unquote(parts.path)
        body = self._image(path) if path.startswith(IMAGES) else self._static(path)
        if body is None:
            raise FatalURLFetchingError(f"{path[:200]} does not exist")
        if path.endswith(".woff2"):
            return URLFetcherResponse(url, body, {"Content-Type": "font/ttf"})
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        return URLFetcherResponse(url, body, {"Content-Type": kind})

    def _image(self, path: str) -> bytes | None:
        return self.images.get(path.removeprefix(IMAGES))

    def _static(self, path: str) -> bytes | None:
        name = path.removeprefix(settings.STATIC_URL).lstrip("/")
        if name.endswith(".woff2") and Path(name).stem in fonts.FACES:
            return fonts.truetype(Path(name).stem)
        found = finders.find(name)
        if not found and settings.STATIC_ROOT:
            # In production {% static %} writes the collected file's hashed name.
            collected = Path(safe_join(str(settings.STATIC_ROOT), name))
            found = str(collected) if collected.is_file() else None
        return Path(found).read_bytes() if found else None


class _Complaints(logging.Handler):
    """Collects what the renderer reports as an error on one thread."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.thread = threading.get_ident()
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self.thread:
            self.messages.append(record.getMessage())


@contextmanager
def _no_complaints() -> Iterator[None]:
    """Turns what the renderer only logs (an image without alternative text) into an error."""
    complaints = _Complaints()
    LOGGER.addHandler(complaints)
    try:
        yield
    except FatalURLFetchingError as error:
        raise DocumentError(str(error)) from error
    finally:
        LOGGER.removeHandler(complaints)
    if complaints.messages:
        raise DocumentError("; ".join(complaints.messages))


def render_pdf(
    html: str,
    *,
    title: str,
    lang: str = "en",
    authors: Sequence[str] = (),
    description: str = "",
    made_at: datetime | None = None,
    images: Mapping[str, bytes] | None = None,
    base_url: str = BASE_URL,
) -> bytes:
    """A PDF/UA-1 document with embedded fonts.

    ``images`` maps a name to the bytes that ``<img src="images/NAME">`` shows. With the same
    input and the same ``made_at`` the bytes are the same. Raises DocumentError when a resource is
    not the product's own, does not exist, or an image has no alternative text.
    """
    if not title.strip():
        raise DocumentError("A document needs a title.")
    options: dict[str, Any] = {
        "pdf_variant": VARIANT,
        "pdf_identifier": hashlib.sha256(html.encode("utf-8", "replace")).hexdigest()[:32].encode(),
    }
    moment = (made_at or datetime.now(UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    with _no_complaints():
        source = HTML(string=html, base_url=base_url, url_fetcher=OwnFiles(images or {}))
        document = source.render(**options)
        metadata = document.metadata
        metadata.title, metadata.lang = printable(title), lang
        metadata.authors = [printable(author) for author in authors]
        metadata.description = printable(description) or None
        metadata.created = metadata.modified = moment
        return bytes(document.write_pdf(finisher=complete_tags, **options))


def render_template_pdf(template_name: str, context: Mapping[str, Any], **options: Any) -> bytes:
    """A template as PDF; ``title`` and ``lang`` come from the context unless given as options."""
    if context.get("brand"):
        hex_colour(context["brand"])  # it stands in the page's stylesheet
    options.setdefault("title", context.get("title", ""))
    options.setdefault("lang", context.get("lang", "en"))
    filled = {"lang": options["lang"], **context, "title": options["title"]}
    return render_pdf(render_to_string(template_name, filled), **options)


def warm_up() -> None:
    """Loads fonts, renders once and freezes the heap; for a worker's start, before it forks."""
    link = '<link rel="stylesheet" href="report.css">'
    page = f"<html lang='en'><head>{link}</head><body><h1>Warm</h1></body></html>"
    render_pdf(page, title="Warm")
    gc.collect()
    gc.freeze()
