"""The convener's own signature, and answers to the partner's questions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from agreements.forms.decisions import AnswerForm, CountersignForm, FoundOutForm
from agreements.models import AgreementQuestion, AgreementState, QuestionKind, Signer
from agreements.rules.consent import CONSENT_TEXT, authority_text
from agreements.rules.content import read_content
from agreements.selectors.agreements import agreement_or_404, signer_lines
from agreements.selectors.signatories import note_naming
from agreements.services.countersigning import countersign_agreement
from agreements.services.questions import answer_question
from agreements.services.signing import ContentChanged, Evidence
from agreements.views.device import device_name
from agreements.views.pages import under_agreement
from config.access import requires, role_may
from config.network import network_address
from config.state import IllegalMove
from partnerships.services.audit import Actor


@requires("agreements.sign")
@require_http_methods(["GET", "POST"])
def agreement_countersign(request: Any, agreement_id: UUID) -> HttpResponse:
    """Read once more, then sign for the convener."""
    agreement = agreement_or_404(request, agreement_id)
    back = ("agreements:agreement-detail", request.convener.slug, agreement.pk)
    if agreement.state != AgreementState.PARTNER_SIGNED:
        done = agreement.state == AgreementState.COMPLETE
        words = "it is signed by both sides." if done else "the partner has not signed."
        messages.info(request, f"Nothing changed: {words}")
        return redirect(*back)
    member = request.membership
    if not member.may_sign:
        raise PermissionDenied("Signing for the convener needs an authorised signatory.")
    form = CountersignForm(
        request.POST if request.method == "POST" else None,
        authority=authority_text(request.convener.name),
        consent=CONSENT_TEXT,
        initial={"content_sha256": agreement.content_sha256, "title": member.title},
    )
    if form.is_valid():
        evidence = Evidence(
            form.cleaned_data["name"],
            form.cleaned_data["title"],
            form.cleaned_data["content_sha256"],
            network_address(request),
            device_name(request),
        )
        try:
            countersign_agreement(agreement, evidence, actor=Actor.of_request(request))
        except IllegalMove as refusal:
            messages.info(request, f"Nothing changed: {refusal}")
            return redirect(*back)
        except ContentChanged:
            form.add_error(None, "The page was not up to date. Read it again, then sign.")
        else:
            messages.success(
                request, "Complete. The sealed copy goes to everybody who signed by mail."
            )
            return redirect(*back)
    context = under_agreement(request, agreement) | {
        "agreement": agreement,
        "form": form,
        "reading": read_content(agreement.frozen),
        "lines": signer_lines(agreement),
    }
    status = 422 if form.is_bound else 200
    return render(request, "agreements/agreement_countersign.html", context, status=status)


@requires("agreements.send")
@require_http_methods(["GET", "POST"])
def question_answer(request: Any, agreement_id: UUID, question_id: UUID) -> HttpResponse:
    """Answers a signer by mail."""
    agreement = agreement_or_404(request, agreement_id)
    back = ("agreements:agreement-detail", request.convener.slug, agreement.pk)
    questions = AgreementQuestion.objects.filter(agreement=agreement)
    questions = questions.select_related("signer", "answered_by")
    question = get_object_or_404(questions, pk=question_id)
    is_wrong_person = question.kind == QuestionKind.NOT_ME
    form_class = FoundOutForm if is_wrong_person else AnswerForm
    form = form_class(request.POST if request.method == "POST" else None)
    if form.is_valid():
        answer = form.cleaned_data["answer"]
        try:
            mailed = answer_question(question, answer, actor=Actor.of_request(request))
        except IllegalMove as refusal:
            question = questions.get(pk=question_id)
            if question.answer == answer:
                messages.info(request, f"Nothing changed: {refusal}")
                return redirect(*back)
            form.refuse_late(f"{question.answered_by.name} answered meanwhile.")
        else:
            sent = f"Your answer goes to {question.signer.email}."
            messages.success(request, sent if mailed else "Kept. No mail went out.")
            return redirect(*back)
    if question.proposed_email:
        note_naming([question], Signer.objects.filter(agreement=agreement))
    context = under_agreement(request, agreement)
    context |= {"agreement": agreement, "question": question, "form": form}
    context["may_redraft"] = role_may(request.membership.role, "agreements.void")
    if is_wrong_person:
        context["heading"] = f"The mail to {question.signer.name} reached the wrong person"
        context |= {"send_label": "Keep the note", "style": "outline"}
    else:
        context["heading"] = f"Answer {question.signer.name}"
        context |= {"send_label": "Send the answer", "style": ""}
    status = 422 if form.is_bound else 200
    return render(request, "agreements/question_answer.html", context, status=status)
