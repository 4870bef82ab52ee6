"""Making periods."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from config.duplicates import refusing_duplicate
from config.tenancy.scopes import current_convener_id
from metrics.models import Period, PeriodKind
from partnerships.models import Convener
from partnerships.services.audit import Actor, record_event
from partnerships.services.transitions import lock


def school_year(start_year: int) -> dict[str, Any]:
    """The facts of a school year: July 1 to June 30, as in federal Perkins V program years."""
    return {
        "kind": PeriodKind.SCHOOL_YEAR,
        "label": f"{start_year}-{(start_year + 1) % 100:02d}",
        "starts_on": date(start_year, 7, 1),
        "ends_on": date(start_year + 1, 6, 30),
    }


def calendar_year(year: int) -> dict[str, Any]:
    """The facts of a calendar year."""
    return {
        "kind": PeriodKind.CALENDAR_YEAR,
        "label": str(year),
        "starts_on": date(year, 1, 1),
        "ends_on": date(year, 12, 31),
    }


@transaction.atomic
def create_period(*, actor: Actor, **facts: Any) -> Period:
    """A new period. Raises ValidationError when there is one of that label, of whatever kind: who
    chooses a period sees its label alone."""
    lock(Convener(pk=current_convener_id()))  # whoever makes one at the same time waits here
    if same := Period.objects.filter(label=facts["label"]).first():
        taken = f"This name is taken by another period ({same.get_kind_display().lower()})."
        raise ValidationError({"label": taken})
    with refusing_duplicate("period_label_once", label="This period exists already."):
        period: Period = Period.objects.create(**facts)
    record_event(
        actor, "created", period, after={name: str(value) for name, value in facts.items()}
    )
    return period


def find_or_make_period(**facts: Any) -> Period:
    """The period of that kind and label."""
    period, _ = Period.objects.get_or_create(
        kind=facts["kind"], label=facts["label"], defaults=facts
    )
    return period


def ensure_school_years(today: date) -> None:
    """The running school year and the one before: what a first figure is most often about."""
    start = today.year if today.month >= 7 else today.year - 1
    for year in (start - 1, start):
        find_or_make_period(**school_year(year))
