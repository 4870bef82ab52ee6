"""Read, agree, done: the three steps of signing without an account."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from agreements.models import SignerState
from agreements.selectors.doors import (
    door_commitments,
    next_steps,
    own_questions,
    standing_signature,
)
from agreements.services.signing import (
    ContentChanged,
    Evidence,
    TakenBackOften,
    sign_agreement,
    take_signature_back,
)
from agreements.views.codes import agree_form, take_back_form
from agreements.views.device import device_name, device_or_new, keep_device
from agreements.views.door import SigningDoor, signer_door
from config.network import network_address
from config.state import IllegalMove
from partnerships.services.links import bind_device

STANDS = "this signature cannot be taken back any more."


@require_GET
@signer_door("the signer reads the agreement, opened from its mail")
def sign_read(request: HttpRequest, door: SigningDoor) -> HttpResponse:
    """Step 1; where the agreement is past that, the page that says so."""
    if door.signer.state == SignerState.SIGNED:
        return door.to("sign-done")
    if not door.is_open:
        return door.page(request, "sign_closed")
    return door.page(request, "sign_read", questions=own_questions(door.signer))


@require_POST
@signer_door("the signer goes on to signing; marks the device")
def sign_continue(request: HttpRequest, door: SigningDoor) -> HttpResponse:
    """From reading to signing; the first device that comes here is the link's device."""
    device = device_or_new(request)
    bind_device(door.link, device)
    return keep_device(door.to("sign-agree"), device)


@require_http_methods(["GET", "POST"])
@signer_door("the signer consents and signs")
def sign_agree(request: HttpRequest, door: SigningDoor) -> HttpResponse:
    """Step 2. A second press, or one too late, changes nothing and says what stands."""
    if not door.may_answer:
        return door.to("sign-done" if door.signer.state == SignerState.SIGNED else "sign-read")
    form = agree_form(request, door, request.POST if request.method == "POST" else None)
    device = device_or_new(request)
    if form.is_valid() and door.accepts(form, device):
        bind_device(door.link, device)
        values = form.cleaned_data
        evidence = Evidence(
            values["name"],
            values["title"],
            values["content_sha256"],
            network_address(request),
            device_name(request),
        )
        try:
            sign_agreement(door.agreement, door.link.recipient_email, evidence, actor=door.actor)
        except ContentChanged:
            messages.warning(request, "Nothing is signed: please read the agreement once more.")
            return keep_device(door.to("sign-read"), device)
        except IllegalMove:
            return keep_device(door.to("sign-read"), device)
        return keep_device(door.to("sign-done"), device)
    return door.page(request, "sign_agree", form=form)


@require_GET
@signer_door("the signer sees that the signature is recorded")
def sign_done(request: HttpRequest, door: SigningDoor) -> HttpResponse:
    """Step 3."""
    if door.signer.state != SignerState.SIGNED:
        return door.to("sign-read")
    return door.page(
        request,
        "sign_done",
        signature=standing_signature(door.signer),
        steps=next_steps(door.agreement),
        commitments=door_commitments(door.agreement),
    )


@require_http_methods(["GET", "POST"])
@signer_door("the signer takes the signature back")
def sign_take_back(request: HttpRequest, door: SigningDoor) -> HttpResponse:
    """Possible until the convener has signed."""
    form = take_back_form(request, door, request.POST if request.method == "POST" else None)
    if not door.may_take_back:
        if form.is_bound and door.signer.state == SignerState.SIGNED:
            return door.too_late(request, "sign_take_back", form, STANDS)
        return door.to("sign-read")
    device = device_or_new(request)
    if form.is_valid() and door.accepts(form, device):
        try:
            take_signature_back(
                door.agreement,
                door.link.recipient_email,
                reason=form.cleaned_data["reason"],
                actor=door.actor,
            )
        except IllegalMove:
            return door.too_late(request, "sign_take_back", form, STANDS)
        except TakenBackOften as refusal:
            answer = door.too_late(request, "sign_take_back", form, str(refusal))
            return keep_device(answer, device)
        messages.success(request, "Your signature is taken back. We are told.")
        return keep_device(door.to("sign-read"), device)
    return door.page(request, "sign_take_back", form=form)
