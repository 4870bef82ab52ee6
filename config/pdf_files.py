"""What the PDF renderer may read, and what it must not pass over in silence."""

from __future__ import annotations

import logging
import mimetypes
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils._os import safe_join
from weasyprint.logger import LOGGER
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from config import fonts
from config.pdf import IMAGES, ORIGIN, DocumentError

#: Nobody is called. The renderer would read the machine's certificates anew for each document,
#: which takes a sixth of the time of a short one.
NOBODY = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class OwnFiles(URLFetcher):
    """Serves static files and the images of one document; everything else stops the rendering."""

    def __init__(self, images: Mapping[str, bytes]) -> None:
        super().__init__(ssl_context=NOBODY, allowed_protocols=("https",), allow_redirects=False)
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
def no_complaints() -> Iterator[None]:
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
