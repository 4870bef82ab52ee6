"""Reading agreements for pages: lists by what they wait for, and one with all around it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Case, Exists, OuterRef, Prefetch, Q, QuerySet, Value, When
from django.shortcuts import get_object_or_404
from django.utils import timezone

from agreements.models import (
    Agreement,
    AgreementEvent,
    AgreementQuestion,
    AgreementState,
    Signature,
    Signer,
    SignerState,
)
from agreements.rules.dates import countersign_due
from agreements.selectors.signatories import wrongly_addressed
from config.names import words_without_title
from config.templatetags.formatting import us_date
from partnerships.models import Message
from partnerships.selectors.memberships import visible_partnerships

NEAR_DAYS = 5
#: What the list is asked by: the key in the address, and its words.
WAITS = (
    ("us", "Waiting for us"),
    ("question", "With a question"),
    ("partner", "Waiting for a partner"),
    ("draft", "Drafts"),
    ("complete", "Complete"),
    ("closed", "Closed"),
)
#: What is said in the history and moves nothing.
_NO_MOVES = ("asked", "reminded", "asked_back", "answered", "sealed")
_CLOSED = (AgreementState.DECLINED, AgreementState.VOIDED, AgreementState.EXPIRED)
#: The same, as tests of what `with_waiting` read, in the order in which they press.
_TESTS: dict[str, Q] = {
    "us": Q(state=AgreementState.PARTNER_SIGNED),
    "question": Q(has_question=True),
    "partner": Q(state=AgreementState.SENT),
    "draft": Q(state=AgreementState.DRAFT),
    "complete": Q(state=AgreementState.COMPLETE),
    "closed": Q(state__in=_CLOSED),
}


def visible_agreements(membership: Any) -> QuerySet[Agreement]:
    """The agreements of the partnerships that a member may see."""
    found: QuerySet[Agreement] = Agreement.objects.filter(
        partnership__in=visible_partnerships(membership)
    )
    return found.select_related("partnership", "organization")


def agreement_or_404(request: Any, agreement_id: UUID) -> Agreement:
    """The agreement if the acting member may see it; otherwise Http404."""
    found = visible_agreements(request.membership).select_related("convener")
    return get_object_or_404(found, pk=agreement_id)


def signer_or_404(agreement: Agreement, signer_id: UUID) -> Signer:
    """One of the agreement's signers; otherwise Http404."""
    return get_object_or_404(Signer.objects.filter(agreement=agreement), pk=signer_id)


def moved_words(agreement: Agreement) -> str:
    """Who moved it last and how, as its history says it, for somebody who came too late."""
    moves = AgreementEvent.objects.filter(agreement=agreement).exclude(payload__verb__in=_NO_MOVES)
    last = moves.order_by("-sequence").first()
    if last is None:
        return f"it is “{Agreement.objects.get(pk=agreement.pk).state_words}” now."
    return f"meanwhile {last.payload['actor']} {last.payload['words']}."


def filter_waiting(found: QuerySet[Agreement], waits: str) -> QuerySet[Agreement]:
    """Agreements by what they wait for; an unknown key filters nothing."""
    return found.filter(_TESTS[waits]) if waits in _TESTS else found


def by_waiting(found: QuerySet[Agreement]) -> QuerySet[Agreement]:
    """What waits for us first, then for a partner, drafts, complete and closed; newest first."""
    places = [When(test, then=Value(place)) for place, test in enumerate(_TESTS.values())]
    return found.order_by(Case(*places, default=Value(len(places))), "-created_at", "pk")


def with_waiting(found: QuerySet[Agreement]) -> QuerySet[Agreement]:
    """Adds what a list's rows show: signers, and whether a question is open."""
    questions = AgreementQuestion.objects.filter(agreement=OuterRef("pk"), answered_at=None)
    standing = Signer.objects.exclude(state=SignerState.REPLACED).order_by("order")
    return found.annotate(has_question=Exists(questions)).prefetch_related(
        Prefetch("signers", queryset=standing, to_attr="standing_signers")
    )


@dataclass(frozen=True)
class AgreementRow:
    """One agreement in a list. mark: a key of the template tags' marks; words: beside it."""

    agreement: Agreement
    mark: str
    words: str
    note: str


def agreement_row(agreement: Any, today: date) -> AgreementRow:
    """How a list shows an agreement that `with_waiting` read."""
    mark, words, note = _standing(agreement, today)
    return AgreementRow(agreement, mark, words, note)


def _standing(agreement: Any, today: date) -> tuple[str, str, str]:
    waiting = [signer for signer in agreement.standing_signers if signer.state == "sent"]
    names = ", ".join(signer.name for signer in waiting)
    match agreement.state:
        case AgreementState.DRAFT:
            return "not_started", "Draft", ""
        case AgreementState.SENT:
            by = f"Until {us_date(agreement.sign_by)}"
            if agreement.has_question:
                return "risk", "Has a question", by
            near = (agreement.sign_by - today).days <= NEAR_DAYS
            return "risk" if near else "under_way", f"Waiting for {names or 'the partner'}", by
        case AgreementState.PARTNER_SIGNED:
            due = countersign_due(timezone.localdate(agreement.partner_signed_at))
            return "late" if due < today else "risk", "Waiting for us", f"Due {us_date(due)}"
        case AgreementState.COMPLETE:
            if agreement.ends_on < today:
                return "not_started", "Ended", f"On {us_date(agreement.ends_on)}"
            return "reached", "Complete", f"Until {us_date(agreement.ends_on)}"
    return "not_started", agreement.state_words, us_date(agreement.closed_at)


@dataclass(frozen=True)
class SignerLine:
    """A signer as the agreement's page shows them, with the last mail that asked them.

    is_wrong_address: somebody there said that it is not for them.
    """

    signer: Signer
    signature: Signature | None
    mail: Message | None
    is_wrong_address: bool

    @property
    def is_other_name(self) -> bool:
        """Whether somebody signed under another name than that of the person who was asked; with or
        without “Dr.” it is the same."""
        if self.signature is None:
            return False
        names = self.signature.name, self.signer.name
        typed, asked = (words_without_title(name) for name in names)
        return typed != asked


def signer_lines(agreement: Agreement) -> list[SignerLine]:
    """Every signer with the signature that stands and the last mail; four queries."""
    signatures = {
        signature.signer_id: signature
        for signature in Signature.objects.filter(agreement=agreement, taken_back_at=None)
    }
    mails = {
        mail.to_email: mail
        for mail in Message.objects.filter(
            subject_id=agreement.pk, kind__in=("agreement_sign", "agreement_countersign")
        ).order_by("created_at")
    }
    wrong = wrongly_addressed(agreement)
    return [
        SignerLine(signer, signatures.get(signer.pk), mails.get(signer.email), signer.pk in wrong)
        for signer in Signer.objects.filter(agreement=agreement)
    ]
