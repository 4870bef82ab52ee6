"""What agreements put on Today."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from agreements.models import (
    Agreement,
    AgreementQuestion,
    AgreementState,
    CommitmentState,
    Side,
    Signer,
)
from agreements.rules.dates import add_working_days, countersign_due
from agreements.selectors.agreements import NEAR_DAYS, visible_agreements
from agreements.selectors.commitments import visible_commitments
from config.access import role_may
from config.templatetags.formatting import us_date
from partnerships.registries import Harm, QueueItem

#: How long before the end of a term Today asks about renewal (R56).
RENEWAL_DAYS = 45
#: Most items of one kind; the lists behind the buttons show all.
MOST = 30


def agreement_items(request: Any, today: date) -> list[QueueItem]:
    """Everything about agreements that waits for somebody of the convener."""
    if not role_may(request.membership.role, "agreements.view"):
        return []
    slug = request.convener.slug
    found = visible_agreements(request.membership)
    return [
        *_waiting_for_us(slug, found, today),
        *_questions(slug, request, today),
        *_near_sign_by(slug, found, today),
        *_promises(slug, request, today),
        *_renewals(slug, found, today),
    ]


def _url(slug: str, name: str, *args: Any) -> str:
    return reverse(f"agreements:{name}", args=[slug, *args])


def _waiting_for_us(slug: str, found: Any, today: date) -> list[QueueItem]:
    rows = list(found.filter(state=AgreementState.PARTNER_SIGNED)[:MOST])
    signers = {
        signer.agreement_id: signer
        for signer in Signer.objects.filter(agreement__in=rows, side=Side.CONVENER)
    }
    items = []
    for row in rows:
        signed_on = row.partner_signed_at.date()
        due = countersign_due(signed_on)
        signer = signers[row.pk]
        items.append(
            QueueItem(
                harm=Harm.LATE if due < today else Harm.AT_RISK,
                title=f"Sign the {row.organization.name} agreement",
                url=_url(slug, "agreement-detail", row.pk),
                reason="Waiting for us.",
                fact=f"The partner signed {us_date(signed_on)}; ours makes it complete.",
                button="Review and sign",
                button_url=_url(slug, "agreement-countersign", row.pk),
                due_on=due,
                owner_id=signer.membership_id,
            )
        )
    return items


def _questions(slug: str, request: Any, today: date) -> list[QueueItem]:
    agreements = visible_agreements(request.membership)
    rows = AgreementQuestion.objects.filter(answered_at=None, agreement__in=agreements)
    items = []
    for row in rows.select_related("agreement__organization", "signer")[:MOST]:
        due = add_working_days(row.created_at.date(), 2)
        items.append(
            QueueItem(
                harm=Harm.LATE if due < today else Harm.AT_RISK,
                title=f"Answer {row.signer.name}, {row.agreement.organization.name}",
                url=_url(slug, "agreement-detail", row.agreement_id),
                reason=f"{row.get_kind_display()}.",
                fact=f"“{row.text[:120]}”" if row.text else row.proposed_name,
                button="Answer",
                button_url=_url(slug, "question-answer", row.agreement_id, row.pk),
                due_on=due,
            )
        )
    return items


def _near_sign_by(slug: str, found: Any, today: date) -> list[QueueItem]:
    rows = found.filter(
        state=AgreementState.SENT, sign_by__lte=today + timedelta(days=NEAR_DAYS)
    ).order_by("sign_by")
    return [
        QueueItem(
            harm=Harm.AT_RISK,
            title=f"Help {row.organization.name} to sign",
            url=_url(slug, "agreement-detail", row.pk),
            reason="The link stops soon.",
            fact=f"“{row.title}” was sent {us_date(row.sent_at)}.",
            button="Call or give more time",
            button_url=_url(slug, "agreement-detail", row.pk),
            due_on=row.sign_by,
        )
        for row in rows[:MOST]
    ]


def _promises(slug: str, request: Any, today: date) -> list[QueueItem]:
    rows = visible_commitments(request.membership).filter(
        state=CommitmentState.OPEN, due_on__lt=today
    )
    items = []
    for row in rows.order_by("due_on")[:MOST]:
        ours = row.side == Side.CONVENER
        name = row.agreement.organization.name
        items.append(
            QueueItem(
                harm=Harm.LATE if ours else Harm.AT_RISK,
                title=row.text if ours else f"{name}: {row.text}",
                url=_url(slug, "agreement-detail", row.agreement_id),
                reason="Our own missed promise." if ours else "A partner’s promise is past due.",
                fact=f"Promised to {name}." if ours else "Ask how it stands before you mark it.",
                button="Update promise",
                button_url=_url(slug, "agreement-detail", row.agreement_id) + "#promises",
                due_on=row.due_on,
            )
        )
    return items


def _renewals(slug: str, found: Any, today: date) -> list[QueueItem]:
    rows = found.filter(
        state=AgreementState.COMPLETE,
        ends_on__range=(today, today + timedelta(days=RENEWAL_DAYS)),
    ).order_by("ends_on")
    return [_renewal(slug, row) for row in rows[:MOST]]


def _renewal(slug: str, row: Agreement) -> QueueItem:
    return QueueItem(
        harm=Harm.DUE,
        title=f"Decide what follows “{row.title}”",
        url=_url(slug, "agreement-detail", row.pk),
        reason="The agreement ends by itself.",
        fact=f"{row.organization.name}: promised and delivered stand side by side.",
        button="Look at both sides",
        button_url=_url(slug, "agreement-detail", row.pk) + "#promises",
        due_on=row.ends_on,
    )
