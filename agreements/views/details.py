"""One agreement with everything around it, and its files."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from agreements.models import (
    Agreement,
    AgreementEvent,
    AgreementQuestion,
    AgreementState,
    Commitment,
    QuestionKind,
    Responsibility,
    Side,
)
from agreements.rules.content import read_content, when_words
from agreements.rules.dates import answer_due, countersign_due
from agreements.selectors.agreements import agreement_or_404, signer_lines
from agreements.selectors.signatories import note_naming, wrongly_addressed
from agreements.services.clock import is_past_sign_by, today
from agreements.services.documents import render_document, text_job
from agreements.services.events import check_events
from agreements.services.notices import file_name
from agreements.services.redrafts import CLOSED, newest_copy
from agreements.services.sending import current_content, missing_to_send
from agreements.views.pages import under_agreements
from config.access import requires, role_may
from config.templatetags.formatting import us_date
from partnerships.services.outreach import outreach_findings

S = AgreementState


@requires("agreements.view")
@require_GET
def agreement_detail(request: Any, agreement_id: UUID) -> HttpResponse:
    """State, people, promises, questions and the log."""
    agreement = agreement_or_404(request, agreement_id)
    questions = AgreementQuestion.objects.filter(agreement=agreement)
    questions = questions.select_related("signer", "answered_by")
    waiting = [question for question in questions if question.answered_at is None]
    lines = signer_lines(agreement)
    note_naming(questions, [line.signer for line in lines])
    may = _rights(request, agreement)
    context = under_agreements(request, agreement.partnership) | {
        "agreement": agreement,
        "reading": read_content(current_content(agreement)),
        "lines": lines,
        "questions": questions,
        "waiting": waiting,
        "to_answer": waiting[0] if waiting and may["send"] else None,
        "events": AgreementEvent.objects.filter(agreement=agreement).order_by("-sequence"),
        "may": may,
        "lead": " ".join([*_waiting_words(waiting), _lead(agreement)]),
    }
    if agreement.state == S.DRAFT:
        context["sides"] = _draft_sides(agreement)
        context["missing"] = missing_to_send(agreement)
        context["findings"] = outreach_findings(agreement.partnership)
        return render(request, "agreements/agreement_draft.html", context)
    context["copy"] = newest_copy(agreement) if agreement.state in CLOSED else None
    context["chain"] = check_events(agreement)
    context["commitments"] = Commitment.objects.filter(agreement=agreement).select_related(
        "agreement__organization", "responsibility"
    )
    context["today"] = today(request.convener)
    context["other_style"] = "outline" if context["to_answer"] else ""
    return render(request, "agreements/agreement_detail.html", context)


def _rights(request: Any, agreement: Agreement) -> dict[str, bool]:
    """What the acting member may do with the agreement as it stands."""
    role, state = request.membership.role, agreement.state
    may_send = role_may(role, "agreements.send")
    goes_on = not agreement.partnership.is_closed
    # One that was declined needs more time before anybody can be asked again.
    is_too_late = state == S.DECLINED and is_past_sign_by(agreement)
    return {
        "write": role_may(role, "agreements.write"),
        "send": may_send,
        "sign": (
            state == S.PARTNER_SIGNED
            and role_may(role, "agreements.sign")
            and request.membership.may_sign
        ),
        "void": state in (S.SENT, S.PARTNER_SIGNED, S.EXPIRED)
        and role_may(role, "agreements.void"),
        "redraft": goes_on
        and state in (S.SENT, S.PARTNER_SIGNED)
        and role_may(role, "agreements.void"),
        "again": goes_on and state in CLOSED and role_may(role, "agreements.write"),
        "extend": may_send and (state in (S.SENT, S.EXPIRED) or is_too_late),
        "reopen": goes_on and may_send and state == S.DECLINED and not is_too_late,
        "correct": may_send and state == S.SENT,
        "mark": role_may(role, "commitments.mark"),
    }


def _waiting_words(waiting: list[AgreementQuestion]) -> list[str]:
    """That somebody waits for an answer of ours, and since when it is due; or nothing."""
    if not waiting:
        return []
    first, others = waiting[0], len(waiting) - 1
    label = first.get_kind_display()
    due = us_date(answer_due(timezone.localdate(first.created_at)))
    if first.kind == QuestionKind.NOT_ME:
        words = f"The mail to {first.signer.name} reached the wrong person; correct it by {due}."
    else:
        words = f"{first.signer.name} {label[:1].lower()}{label[1:]}; our answer is due {due}."
    more = f"{others} more {'waits' if others == 1 else 'wait'} for an answer." if others else ""
    return [words, more] if more else [words]


def _lead(agreement: Agreement) -> str:
    """One sentence that answers “is it all right?”."""
    name = agreement.organization.name
    match agreement.state:
        case S.DRAFT:
            return f"A draft for {name}. Nobody outside has seen it."
        case S.SENT if wrongly_addressed(agreement):
            return f"{name} has not signed yet."
        case S.SENT:
            return f"{name} has it and has not signed yet."
        case S.PARTNER_SIGNED:
            assert agreement.partner_signed_at is not None
            due = us_date(countersign_due(timezone.localdate(agreement.partner_signed_at)))
            return f"{name} signed. Our signature makes it complete; we promised it by {due}."
        case S.COMPLETE:
            return f"Complete with {name}. Both sides’ promises are below."
        case S.DECLINED:
            return f"{name} said: not right now. Nobody asks again unless they want it."
        case S.EXPIRED:
            return f"{name} did not sign in time. You can give more time."
    return f"{agreement.state_words}. It has no effect."


def _draft_sides(agreement: Agreement) -> list[dict[str, Any]]:
    promises = Responsibility.objects.filter(agreement=agreement).order_by("order", "created_at")
    return [
        {
            "side": side,
            "title": title,
            "rows": [
                (row, when_words(row, agreement.starts_on, agreement.ends_on))
                for row in promises
                if row.side == side
            ],
        }
        for side, title in (
            (Side.PARTNER, f"What {agreement.organization.name} would do"),
            (Side.CONVENER, "What we would do"),
        )
    ]


@requires("agreements.view")
@require_GET
def agreement_text(request: Any, agreement_id: UUID) -> HttpResponse:
    """The unsigned full text as a PDF; a draft's is made on the spot."""
    agreement = agreement_or_404(request, agreement_id)
    return pdf_response(text_bytes(agreement), "full-text.pdf")


@requires("agreements.view")
@require_GET
def agreement_file(request: Any, agreement_id: UUID) -> HttpResponse:
    """The sealed file, byte for byte as it was mailed."""
    agreement = agreement_or_404(request, agreement_id)
    if not agreement.sealed_file:
        raise Http404("There is no sealed file yet.")
    with default_storage.open(agreement.sealed_file) as stored:
        return pdf_response(stored.read(), file_name(agreement), attach=True)


def text_bytes(agreement: Agreement) -> bytes:
    """The full text: the stored file, or rendered now while no worker has made it."""
    if agreement.text_file:
        with default_storage.open(agreement.text_file) as stored:
            return bytes(stored.read())
    return render_document(text_job(agreement))


def pdf_response(data: bytes, name: str, *, attach: bool = False) -> HttpResponse:
    """A PDF that no cache keeps."""
    kind = "attachment" if attach else "inline"
    response = HttpResponse(data, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'{kind}; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
