"""What a signer's pages show beside the agreement; reads only what a link may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from agreements.models import (
    Agreement,
    AgreementQuestion,
    AgreementState,
    Commitment,
    Signature,
    Signer,
)
from agreements.rules.dates import countersign_due
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

    is_throughout: a promise that stands all along, until its date.
    """
    sides = agreement.frozen["responsibilities"].items()
    throughout = {(side, one["text"]) for side, ones in sides for one in ones if not one["when"]}
    rows = Commitment.objects.filter(agreement=agreement).order_by("due_on", "id")
    return [
        row | {"is_throughout": (row["side"], row["text"]) in throughout}
        for row in rows.values("side", "text", "detail", "due_on", "state")
    ]


def next_steps(agreement: Agreement) -> list[NextStep]:
    """From the convener's signature to the first day, with what the convener does first."""
    content = agreement.frozen
    short = content["convener"]["short_name"]
    is_complete = agreement.state == AgreementState.COMPLETE
    steps = [] if is_complete else [_signature_step(agreement, short)]
    dated = [item for item in content["responsibilities"]["convener"] if _day_of(item["when"])]
    for first in sorted(dated, key=lambda item: str(_day_of(item["when"])))[:1]:
        words = _sentence(first["when"], first["detail"])
        steps.append(NextStep(f"{short}: {first['text']}", words))
    starts_on = date.fromisoformat(content["starts_on"])
    ends_on = date.fromisoformat(content["ends_on"])
    words = f"{starts_on:%A}, {us_date(starts_on)}. It ends by itself on {us_date(ends_on)}."
    return [*steps, NextStep("It begins", words)]


def _day_of(when: str) -> date | None:
    """The day that a promise names; None for one without."""
    if not when.startswith("By "):
        return None
    return datetime.strptime(when, "By %b %d, %Y").date()  # noqa: DTZ007  # a day has no zone


def _signature_step(agreement: Agreement, short: str) -> NextStep:
    if agreement.partner_signed_at is None:
        return NextStep("Your second signer signs", "We asked them by mail.")
    signed_on = agreement.partner_signed_at.astimezone(ZoneInfo(agreement.convener.time_zone))
    due = us_date(countersign_due(signed_on.date()))
    return NextStep(f"{short} signs", f"By {due}. You get the complete copy the same day.")


def _sentence(*parts: str) -> str:
    return " ".join(f"{part.rstrip('.')}." for part in parts if part)
