"""Mending or ending what was sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from agreements.forms.decisions import (
    AddressForm,
    ReasonForm,
    ReopenForm,
    SignByForm,
    SignerForm,
)
from agreements.models import Agreement, AgreementState
from agreements.selectors.agreements import agreement_or_404, moved_words, signer_or_404
from agreements.services.clock import is_past_sign_by, today
from agreements.services.closing import void_agreement
from agreements.services.corrections import (
    AddressTaken,
    DateStands,
    correct_address,
    extend_sign_by,
    replace_signer,
)
from agreements.services.declining import SignByPassed, reopen_agreement
from agreements.services.drafts import SignerInput
from agreements.services.parties import OwnPerson
from agreements.views.pages import under_agreement
from config.access import requires
from config.forms import PlainForm
from config.state import IllegalMove
from config.templatetags.formatting import us_date
from partnerships.services.audit import Actor
from partnerships.services.outreach import PartnershipClosed
from partnerships.views.late import came_late

MORE_TIME = timedelta(days=14)


def _decide(
    request: Any,
    agreement: Agreement,
    form: PlainForm,
    page: Mapping[str, Any],
    act: Callable[[dict[str, Any]], Any],
) -> HttpResponse:
    """One decision: shows its page, or acts and goes back with a sentence that says what was.

    Where a colleague or the partner was faster, the page keeps what was typed.
    """
    back = ("agreements:agreement-detail", request.convener.slug, agreement.pk)
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except (AddressTaken, OwnPerson) as refusal:
            form.add_error("email", str(refusal))
        except (SignByPassed, PartnershipClosed) as refusal:
            form.add_error(None, str(refusal))
        except DateStands as refusal:
            messages.info(request, f"Nothing changed: {refusal}")
            return redirect(*back)
        except IllegalMove:
            if not came_late(request, form, agreement, moved_words(agreement)):
                return redirect(*back)
        else:
            messages.success(request, page["done"])
            return redirect(*back)
    context = under_agreement(request, agreement)
    context |= {"agreement": agreement, "form": form, **page}
    status = 422 if form.is_bound else 200
    return render(request, "agreements/decision.html", context, status=status)


def _data(request: Any) -> Any:
    return request.POST if request.method == "POST" else None


@requires("agreements.send")
@require_http_methods(["GET", "POST"])
def signer_correct(request: Any, agreement_id: UUID, signer_id: UUID) -> HttpResponse:
    """A signer's address was wrong."""
    agreement = agreement_or_404(request, agreement_id)
    signer = signer_or_404(agreement, signer_id)
    page = {
        "heading": f"Correct the address of {signer.name}",
        "sentence": f"Now: {signer.email}. The link that was sent there stops at once, and a new "
        "mail goes to the address you enter. The directory gets it, too.",
        "button": "Correct and send again",
        "done": "The address is corrected and a new mail is on its way.",
    }
    form = AddressForm(_data(request))
    actor = Actor.of_request(request)
    return _decide(
        request,
        agreement,
        form,
        page,
        lambda values: correct_address(signer, values["email"], actor=actor),
    )


@requires("agreements.send")
@require_http_methods(["GET", "POST"])
def signer_replace(request: Any, agreement_id: UUID, signer_id: UUID) -> HttpResponse:
    """Somebody else signs instead; filled in from what the signer proposed."""
    agreement = agreement_or_404(request, agreement_id)
    signer = signer_or_404(agreement, signer_id)
    proposed = signer.questions.exclude(proposed_email="").order_by("-created_at").first()
    initial = {"name": proposed.proposed_name, "email": proposed.proposed_email} if proposed else {}
    page = {
        "heading": f"Name somebody else instead of {signer.name}",
        "sentence": f"{signer.name} stays in the history. Their link stops at once, and a new "
        "one goes to the person you name.",
        "button": "Name and send",
        "done": "The new signer is named and a mail is on its way.",
    }
    form = SignerForm(_data(request), initial=initial)
    actor = Actor.of_request(request)
    return _decide(
        request,
        agreement,
        form,
        page,
        lambda values: replace_signer(
            signer, SignerInput(values["name"], values["email"], values["title"]), actor=actor
        ),
    )


@requires("agreements.send")
@require_http_methods(["GET", "POST"])
def agreement_extend(request: Any, agreement_id: UUID) -> HttpResponse:
    """More time to sign."""
    agreement = agreement_or_404(request, agreement_id)
    day = today(request.convener)
    page = {
        "heading": "Give more time to sign",
        "sentence": "Everybody who has not signed gets a new mail with the new date.",
        "button": "Set the new date",
        "done": "The new date is set. Those who have not signed get a new mail.",
    }
    if agreement.state == AgreementState.DECLINED:
        page["sentence"] = "No mail goes out yet. “Ask again” sends it, once they want it."
        page["done"] = "The new date is set. No mail went out: “Ask again” sends it."
    form = SignByForm(
        _data(request), today=day, ends_on=agreement.ends_on, initial={"sign_by": day + MORE_TIME}
    )
    actor = Actor.of_request(request)
    return _decide(
        request,
        agreement,
        form,
        page,
        lambda values: extend_sign_by(agreement, values["sign_by"], actor=actor),
    )


@requires("agreements.void")
@require_http_methods(["GET", "POST"])
def agreement_void(request: Any, agreement_id: UUID) -> HttpResponse:
    """Takes the agreement back; the signers read why."""
    agreement = agreement_or_404(request, agreement_id)
    page = {
        "heading": "Take the agreement back",
        "sentence": "Everybody who was asked to sign is told, with your reason. The link stops. "
        "You can write a new agreement later.",
        "button": "Take it back",
        "style": "danger",
        "done": "The agreement is taken back, and those who were asked are told.",
    }
    actor = Actor.of_request(request)
    return _decide(
        request,
        agreement,
        ReasonForm(_data(request)),
        page,
        lambda values: void_agreement(agreement, reason=values["reason"], actor=actor),
    )


@requires("agreements.send")
@require_http_methods(["GET", "POST"])
def agreement_reopen(request: Any, agreement_id: UUID) -> HttpResponse:
    """Asks again who said “not right now”, once somebody says how we know that they want it."""
    agreement = agreement_or_404(request, agreement_id)
    if request.method == "GET" and agreement.state != AgreementState.DECLINED:
        messages.info(request, "Nothing changed: nobody said “not right now”.")
        return redirect("agreements:agreement-detail", request.convener.slug, agreement.pk)
    is_late = is_past_sign_by(agreement)
    until = "" if is_late else f", with a link to sign until {us_date(agreement.sign_by)}"
    page = {
        "heading": f"Ask {agreement.organization.name} again?",
        "sentence": "We said that nobody asks again unless they want it. Call first; with their "
        f"yes everybody who has not signed gets a new mail{until}.",
        "said": agreement.closed_reason,
        "is_late": is_late,
        "button": "Ask again",
        "style": "outline",
        "done": "It is open again. Everybody who has not signed gets a new mail.",
    }
    actor = Actor.of_request(request)
    return _decide(
        request,
        agreement,
        ReopenForm(_data(request)),
        page,
        lambda values: reopen_agreement(agreement, reason=values["reason"], actor=actor),
    )
