"""HTML in, tagged PDF out: PDF/UA-1 by WeasyPrint, from the product's own files only.

A document may name two kinds of resources: the product's static files (``report.css`` or what
``{% static %}`` gives) and the images handed over with the call (``images/<name>``). Anything else
is an error, not a missing picture: no network, no file of the machine (``config.pdf_files``).
The renderer is slow to load and most processes never need it, so it is loaded with the first
document; a worker loads it before it forks.
"""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.template.loader import render_to_string

from config.colours import hex_colour
from config.text import printable

# A host that cannot exist (RFC 6761): relative addresses in a document resolve against it.
ORIGIN = "https://documents.invalid"
BASE_URL = f"{ORIGIN}/static/"
IMAGES = "/static/images/"
VARIANT = "pdf/ua-1"


class DocumentError(Exception):
    """The document cannot be made, or not accessibly; the message names what is wrong."""


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
    from weasyprint import HTML

    from config.pdf_files import OwnFiles, no_complaints
    from config.pdf_tags import complete_tags

    if not title.strip():
        raise DocumentError("A document needs a title.")
    options: dict[str, Any] = {
        "pdf_variant": VARIANT,
        "pdf_identifier": hashlib.sha256(html.encode("utf-8", "replace")).hexdigest()[:32].encode(),
    }
    moment = (made_at or datetime.now(UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    with no_complaints():
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
    """Loads fonts, renders once and freezes the heap; for each of a worker's processes."""
    link = '<link rel="stylesheet" href="report.css">'
    page = f"<html lang='en'><head>{link}</head><body><h1>Warm</h1></body></html>"
    render_pdf(page, title="Warm")
    gc.collect()
    gc.freeze()
