"""Files behind a link: the full text before signing, the copy afterwards."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from agreements.models import AgreementState, SignerState
from agreements.selectors.doors import door_commitments, next_steps
from agreements.services.documents import receipt_job, render_document
from agreements.services.notices import file_name
from agreements.views.details import pdf_response, text_bytes
from agreements.views.door import SigningDoor, signer_door
from partnerships.models import LinkPurpose

SIGNED_STATES = (AgreementState.SENT, AgreementState.PARTNER_SIGNED, AgreementState.COMPLETE)


def _copy(door: SigningDoor) -> HttpResponse:
    """The sealed file byte for byte; before there is one, the text with the signatures so far."""
    agreement = door.agreement
    if agreement.sealed_file:
        with default_storage.open(agreement.sealed_file) as stored:
            return pdf_response(stored.read(), file_name(agreement), attach=True)
    if door.signer.state != SignerState.SIGNED or agreement.state not in SIGNED_STATES:
        raise Http404("There is no copy.")
    name = f"signed-not-complete-{agreement.verification_code}.pdf"
    return pdf_response(render_document(receipt_job(agreement)), name, attach=True)


@require_GET
@signer_door("the full text that is signed, as a PDF")
def sign_text(request: HttpRequest, door: SigningDoor) -> HttpResponse:
    """The frozen content as a PDF."""
    return pdf_response(text_bytes(door.agreement), "full-text.pdf")


@require_GET
@signer_door("the signer's own copy")
def sign_copy(request: HttpRequest, door: SigningDoor) -> HttpResponse:
    """The copy, from the signing door."""
    return _copy(door)


@require_GET
@signer_door("the page of a signed copy, opened from its mail", LinkPurpose.COPY)
def copy_read(request: HttpRequest, door: SigningDoor) -> HttpResponse:
    """What was signed, the copy, and both sides' promises with dates."""
    has_copy = bool(door.agreement.sealed_file) or (
        door.signer.state == SignerState.SIGNED and door.agreement.state in SIGNED_STATES
    )
    waits = has_copy and door.agreement.state != AgreementState.COMPLETE
    return door.page(
        request,
        "copy_read",
        has_copy=has_copy,
        commitments=door_commitments(door.agreement),
        steps=next_steps(door.agreement) if waits else [],
    )


@require_GET
@signer_door("the signed copy, fetched later", LinkPurpose.COPY)
def copy_file(request: HttpRequest, door: SigningDoor) -> HttpResponse:
    """The copy, from the copy door."""
    return _copy(door)
