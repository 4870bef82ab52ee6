"""An agreement as a PDF: the unsigned full text, and the signed document with its certificate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from django.conf import settings
from django.urls import reverse

from agreements.models import Agreement, AgreementEvent, AgreementState, Signature
from agreements.rules.content import read_content
from agreements.services.clock import now
from agreements.services.sending import current_content
from config.hashchain import content_hash
from config.pdf import render_template_pdf

TEMPLATE = "agreements/pdf/agreement.html"
#: What a link may read of a signature.
LINK_COLUMNS = (
    "id",
    "convener_id",
    "agreement_id",
    "signer_id",
    "side",
    "name",
    "title",
    "signed_at",
)
BRANDS = {"blue-cool": "#07648d", "indigo-cool": "#3f57a6", "blue": "#005ea2"}


@dataclass(frozen=True)
class DocumentJob:
    """Everything that rendering needs, read in a scope and used outside of it."""

    context: dict[str, Any]
    title: str
    author: str
    made_at: datetime


def count_pages(pdf: bytes) -> int:
    """Pages of a PDF that we made."""
    from pyhanko.pdf_utils.reader import PdfFileReader  # slow to load; few processes read a PDF

    return int(PdfFileReader(BytesIO(pdf)).root["/Pages"]["/Count"])


def text_job(agreement: Agreement) -> DocumentJob:
    """The full text as it was frozen (or stands in the draft), without signatures."""
    return _job(agreement, [], [], agreement.sent_at or now())


def signed_job(agreement: Agreement, made_at: datetime) -> DocumentJob:
    """The document with the signatures that stand, and the certificate page with the log."""
    signatures = list(
        Signature.objects.filter(agreement=agreement, taken_back_at=None).select_related("signer")
    )
    events = list(AgreementEvent.objects.filter(agreement=agreement).order_by("sequence"))
    return _job(agreement, signatures, events, made_at)


def receipt_job(agreement: Agreement) -> DocumentJob:
    """What a link's holder may have before the agreement is complete: text and signatures.

    Reads only the columns that a link may see.
    """
    standing = Signature.objects.filter(agreement=agreement, taken_back_at=None)
    signatures = list(standing.only(*LINK_COLUMNS))
    return _job(agreement, signatures, [], agreement.sent_at or now())


def render_document(job: DocumentJob) -> bytes:
    """The PDF. Takes part of a second; call it outside a transaction where a worker does."""
    return render_template_pdf(
        TEMPLATE,
        job.context,
        title=job.title,
        authors=[job.author],
        made_at=job.made_at,
    )


def _job(
    agreement: Agreement,
    signatures: list[Any],
    events: list[Any],
    made_at: datetime,
) -> DocumentJob:
    content = current_content(agreement)
    convener = agreement.convener
    context = {
        "title": agreement.title,
        "reading": read_content(content),
        "content": content,
        "content_sha256": agreement.content_sha256 or content_hash(content),
        "is_frozen": agreement.content is not None,
        "is_complete": agreement.state == AgreementState.COMPLETE,
        "signatures": signatures,
        "events": [_event(event) for event in events],
        "head": events[-1].link if events else "",
        "code": agreement.verification_code,
        "verify_url": settings.BASE_URL + reverse("agreements:verify"),
        "zone": convener.time_zone,
        "publisher": convener.name,
        "kind": content["form"],
        "foot": f"{content['label']} {agreement.title}",
        "brand": BRANDS[convener.brand],
        "is_sample": convener.is_sample,
        "completed_at": agreement.completed_at,
    }
    return DocumentJob(context, agreement.title, convener.name, made_at)


def _event(event: AgreementEvent) -> dict[str, Any]:
    return {**event.payload, "at": event.at, "link": event.link}
