"""What agreements put on Today."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils import timezone

from agreements.models import QuestionKind, Side
from agreements.rules.dates import answer_due, countersign_due
from agreements.selectors.today import waiting_rows
from config.access import role_may
from config.templatetags.formatting import us_date
from partnerships.registries import Harm, QueueItem
from stakeholders.models import limit_of


def agreement_items(request: Any, today: date) -> list[QueueItem]:
    """Everything about agreements that waits for somebody of the convener; one statement."""
    member = request.membership
    if not role_may(member.role, "agreements.view"):
        return []
    may_sign = member.may_sign and role_may(member.role, "agreements.sign")
    draw: dict[str, Callable[[str, Any, date], QueueItem]] = {
        "signature": partial(_signature, may_sign=may_sign),
        "question": partial(_question, may_answer=role_may(member.role, "agreements.send")),
        "sign_by": _sign_by,
        "promise": _promise,
        "renewal": _renewal,
        "write": _write,
    }
    slug = request.convener.slug
    return [draw[row.what](slug, row, today) for row in waiting_rows(member, today)]


def _url(slug: str, name: str, *args: Any) -> str:
    return reverse(f"agreements:{name}", args=[slug, *args])


def _signature(slug: str, row: Any, today: date, *, may_sign: bool) -> QueueItem:
    url = _url(slug, "agreement-detail", row.id)
    signed_on = timezone.localtime(row.moment).date()
    due = countersign_due(signed_on)
    if not row.who:
        return QueueItem(
            harm=Harm.LATE if due < today else Harm.AT_RISK,
            title=f"Find who signs the {row.organization} agreement",
            url=url,
            reason="Needs a signatory.",
            fact="Whoever was to sign for us left or may not sign any more.",
            button="See who may sign",
            button_url=reverse("partnerships:people", args=[slug]),
            due_on=due,
        )
    return QueueItem(
        harm=Harm.LATE if due < today else Harm.AT_RISK,
        title=f"Sign the {row.organization} agreement",
        url=url,
        reason="Waiting for us.",
        fact=f"The partner signed {us_date(signed_on)}; ours makes it complete.",
        button="Review and sign" if may_sign else f"See what {row.who} is to sign",
        button_url=_url(slug, "agreement-countersign", row.id) if may_sign else url,
        due_on=due,
        owner_id=row.membership_id,
    )


def _question(slug: str, row: Any, today: date, *, may_answer: bool) -> QueueItem:
    url = _url(slug, "agreement-detail", row.id)
    due = answer_due(timezone.localdate(row.moment))
    is_wrong_person = row.kind == QuestionKind.NOT_ME
    what, button = "Answer", "Answer"
    if is_wrong_person:
        what, button = "Correct the address of", "See what to do"
    elif not may_answer:
        button = "Read the question"
    return QueueItem(
        harm=Harm.LATE if due < today else Harm.AT_RISK,
        title=f"{what} {row.who}, {row.organization}",
        url=url,
        reason=f"{QuestionKind(row.kind).label}.",
        fact=f"“{row.words}”" if row.words else row.proposed,
        button=button,
        button_url=_url(slug, "question-answer", row.id, row.other_id) if may_answer else url,
        due_on=due,
        owner_id=row.membership_id,
    )


def _sign_by(slug: str, row: Any, today: date) -> QueueItem:
    url = _url(slug, "agreement-detail", row.id)
    return QueueItem(
        harm=Harm.AT_RISK,
        title=f"Help {row.organization} to sign",
        url=url,
        reason="The link stops soon.",
        fact=f"“{row.words}” was sent {us_date(row.moment)}.",
        button="Call or give more time",
        button_url=url,
        due_on=row.day,
    )


def _promise(slug: str, row: Any, today: date) -> QueueItem:
    ours = row.kind == Side.CONVENER
    url = _url(slug, "agreement-detail", row.id)
    promised = f"Promised to {row.organization}."
    return QueueItem(
        harm=Harm.LATE if ours else Harm.AT_RISK,
        title=row.words if ours else f"{row.organization}: {row.words}",
        url=url,
        reason="Our own missed promise." if ours else "A partner’s promise is past due.",
        fact=promised if ours else "Ask how it stands before you mark it.",
        button="Update promise",
        button_url=url + "#promises",
        due_on=row.day,
    )


def _renewal(slug: str, row: Any, today: date) -> QueueItem:
    url = _url(slug, "agreement-detail", row.id)
    return QueueItem(
        harm=Harm.DUE,
        title=f"Decide what follows “{row.words}”",
        url=url,
        reason="The agreement ends by itself.",
        fact=f"{row.organization}: promised and delivered stand side by side.",
        button="Look at both sides",
        button_url=url + "#promises",
        due_on=row.day,
    )


def _write(slug: str, row: Any, today: date) -> QueueItem:
    due = limit_of(row.moment)
    start = _url(slug, "agreement-new", row.words)
    candidacy = reverse("stakeholders:candidacy-detail", args=[slug, row.words, row.id])
    return QueueItem(
        harm=Harm.AT_RISK if due < today else Harm.DUE,
        title=f"Write the agreement for {row.organization}",
        url=candidacy,
        reason="Invited, and nothing is written to sign.",
        fact=f"{row.who}.",
        button="Write it",
        button_url=f"{start}?organization={row.other_id}",
        due_on=due,
        owner_id=row.membership_id,
        covers=candidacy,
    )
