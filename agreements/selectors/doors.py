"""What a signer's pages show beside the agreement; reads only what a link may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from agreements.models import (
    Agreement,
    AgreementQuestion,
    AgreementState,
    Commitment,
    CommitmentState,
    Signature,
    Signer,
)
from agreements.rules.content import day_named
from agreements.rules.dates import countersign_due
from agreements.services.clock import today
from agreements.services.documents import LINK_COLUMNS
from config.templatetags.formatting import us_date


@dataclass(frozen=True)
class NextStep:
    """What happens after signing: who does what, and when."""

    title: str
    words: str


def standing_signature(signer: Signer) -> Signature:
    """The signature that stands."""
    found = Signature.objects.filter(signer=signer, taken_back_at=None)
    signature: Signature = found.only(*LINK_COLUMNS).get()
    return signature


def own_questions(signer: Signer) -> QuerySet[Any, Any]:
    """What this signer asked, with the answers."""
    rows = AgreementQuestion.objects.filter(signer=signer).exclude(text="")
    return rows.values("text", "answer", "answered_at", "created_at")


def door_commitments(agreement: Agreement) -> list[dict[str, Any]]:
    """Both sides' promises with their dates, once the agreement is complete.

    is_throughout: a promise that stands all along, until its date. is_past: its day is over and
    nobody has marked it yet.
    """
    day = today(agreement.convener)
    sides = agreement.frozen["responsibilities"].items()
    throughout = {(side, one["text"]) for side, ones in sides for one in ones if not one["when"]}
    rows = Commitment.objects.filter(agreement=agreement).order_by("due_on", "id")
    return [
        row
        | {
            "is_throughout": (row["side"], row["text"]) in throughout,
            "is_past": row["state"] == CommitmentState.OPEN and row["due_on"] < day,
        }
        for row in rows.values("side", "text", "detail", "due_on", "state")
    ]


def next_steps(agreement: Agreement) -> list[NextStep]:
    """From the convener's signature to the first day, with what the convener does first; what is
    past is not said to come."""
    content, day = agreement.frozen, today(agreement.convener)
    short = content["convener"]["short_name"]
    is_complete = agreement.state == AgreementState.COMPLETE
    steps = [] if is_complete else [_signature_step(agreement, short, day)]
    once = [one for one in content["responsibilities"]["convener"] if one["when"][:3] == "By "]
    ahead = [one for one in once if (day_named(one["when"]) or day) >= day]
    for first in sorted(ahead, key=lambda one: str(day_named(one["when"])))[:1]:
        words = _sentence(first["when"], first["detail"])
        steps.append(NextStep(f"{short}: {first['text']}", words))
    starts_on = date.fromisoformat(content["starts_on"])
    ends_on = date.fromisoformat(content["ends_on"])
    return [*steps, _term_step(starts_on, ends_on, day)]


def _term_step(starts_on: date, ends_on: date, today: date) -> NextStep:
    first, last = f"{starts_on:%A}, {us_date(starts_on)}", us_date(ends_on)
    if today <= starts_on:
        return NextStep("It begins", f"{first}. It ends by itself on {last}.")
    if today <= ends_on:
        return NextStep("It ends", f"By itself on {last}. It began {first}.")
    return NextStep("It is over", f"It began {first}. It ended by itself on {last}.")


def _signature_step(agreement: Agreement, short: str, today: date) -> NextStep:
    if agreement.partner_signed_at is None:
        return NextStep("Your second signer signs", "We asked them by mail.")
    signed_on = agreement.partner_signed_at.astimezone(ZoneInfo(agreement.convener.time_zone))
    due = countersign_due(signed_on.date())
    when = f"By {us_date(due)}."
    if due < today:
        when = f"It was promised by {us_date(due)} and is late."
    return NextStep(f"{short} signs", f"{when} You get the complete copy the same day.")


def _sentence(*parts: str) -> str:
    return " ".join(f"{part.rstrip('.')}." for part in parts if part)
