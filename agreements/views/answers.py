"""What a signer may do instead of signing."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from agreements.forms.doors import PaperForm, QuestionForm, SomeoneElseForm
from agreements.models import QuestionKind, SignerState
from agreements.services.declining import decline_agreement
from agreements.services.questions import (
    QuestionInput,
    TooManyQuestions,
    ask_question,
    say_not_me,
)
from agreements.views.codes import decline_form
from agreements.views.device import device_or_new, keep_device
from agreements.views.door import SigningDoor, signer_door
from config.forms import MakesOneRow
from config.state import IllegalMove
from partnerships.models import normalise_email

ANSWERED = "this agreement cannot be answered any more."


def _ask(
    request: HttpRequest,
    door: SigningDoor,
    page: str,
    form: MakesOneRow,
    values: QuestionInput,
    done: str,
) -> HttpResponse:
    email = door.link.recipient_email
    try:
        ask_question(door.agreement, email, values, actor=door.actor, row_id=form.row_id)
    except TooManyQuestions as refusal:
        form.add_error(None, str(refusal))
        return door.page(request, page, form=form)
    messages.success(request, done)
    return door.to("sign-read")


@require_http_methods(["GET", "POST"])
@signer_door("the signer asks a question")
def sign_question(request: HttpRequest, door: SigningDoor) -> HttpResponse:
    """A question, or a change that the signer would like."""
    form = QuestionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        values = QuestionInput(QuestionKind.QUESTION, form.cleaned_data["text"])
        done = f"{door.agreement.contact_name} gets your question and answers by mail."
        return _ask(request, door, "sign_question", form, values, done)
    return door.page(request, "sign_question", form=form)


@require_http_methods(["GET", "POST"])
@signer_door("the signer says who should sign instead")
def sign_someone_else(request: HttpRequest, door: SigningDoor) -> HttpResponse:
    """Names somebody else; the link itself is never passed on."""
    form = SomeoneElseForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and normalise_email(form.cleaned_data["email"]) == normalise_email(
        door.signer.email
    ):
        form.add_error("email", "This is your own address. Who should sign instead of you?")
    if form.is_valid():
        given = form.cleaned_data
        values = QuestionInput(
            QuestionKind.SOMEONE_ELSE, given["text"], given["name"], given["email"]
        )
        done = f"Thank you. {door.agreement.contact_name} sends {given['name']} a link."
        return _ask(request, door, "sign_someone_else", form, values, done)
    return door.page(request, "sign_someone_else", form=form)


@require_http_methods(["GET", "POST"])
@signer_door("the signer wants the agreement on paper")
def sign_paper(request: HttpRequest, door: SigningDoor) -> HttpResponse:
    """What signing electronically means, and how to have it on paper instead."""
    form = PaperForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        values = QuestionInput(QuestionKind.PAPER, form.cleaned_data["text"])
        done = f"{door.agreement.contact_name} sends it on paper."
        return _ask(request, door, "sign_paper", form, values, done)
    return door.page(request, "sign_paper", form=form)


@require_http_methods(["GET", "POST"])
@signer_door("the signer says not right now")
def sign_decline(request: HttpRequest, door: SigningDoor) -> HttpResponse:
    """Not for us right now, with a reason."""
    form = decline_form(request, door, request.POST if request.method == "POST" else None)
    if not door.may_answer:
        is_own = door.signer.state == SignerState.DECLINED
        if is_own or not form.is_bound:
            return door.to("sign-read")
        return door.too_late(request, "sign_decline", form, ANSWERED)
    device = device_or_new(request)
    if form.is_valid() and door.accepts(form, device):
        try:
            decline_agreement(
                door.agreement,
                door.link.recipient_email,
                reason=form.cleaned_data["reason"],
                actor=door.actor,
            )
        except IllegalMove:
            return door.too_late(request, "sign_decline", form, ANSWERED)
        return keep_device(door.to("sign-read"), device)
    return door.page(request, "sign_decline", form=form)


@require_http_methods(["GET", "POST"])
@signer_door("the mail reached the wrong person")
def sign_not_me(request: HttpRequest, door: SigningDoor) -> HttpResponse:
    """GET asks once; POST closes the link and tells the convener."""
    if request.method == "GET":
        return door.page(request, "sign_not_me")
    try:
        say_not_me(door.agreement, door.link.recipient_email, door.link, actor=door.actor)
    except TooManyQuestions as refusal:
        messages.info(request, str(refusal))
        return door.to("sign-read")
    return render(request, "agreements/sign_not_me_done.html", door.context())
