"""Reading check-ins for pages: the strip of answers by month, and each partner's schedule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef

from config.templatetags.formatting import us_date
from metrics.models import GIVEN, WAITING, CheckIn, CheckInSchedule
from metrics.rules.check_in_calendar import LOW_TEMPERATURE, due_date
from metrics.rules.mail_choice import MailChoice
from metrics.selectors.check_in_follow_ups import last_calls
from metrics.selectors.mail_choices import choices_of
from partnerships.models import FollowUp, Message, MessageState, normalise_email
from stakeholders.selectors.partners import partners_of

#: Where a check-in is whose question has not arrived.
QUESTION_WORDS = {
    MessageState.QUEUED: "Waiting to be sent",
    MessageState.SENDING: "Waiting to be sent",
    MessageState.HELD: "Not asked: the mail is held",
    MessageState.FAILED: "Not asked: the mail did not arrive",
    MessageState.BOUNCED: "Not asked: the mail did not arrive",
    MessageState.WITHDRAWN: "Not asked: the mail was taken back",
}
#: Of several contacts' months without an answer, the one that says most.
WORST = ("none", "open", "not_asked")
#: Months that the strip shows, with the current one.
STRIP_MONTHS = 6


@dataclass(frozen=True)
class StripCell:
    """One partner's month. kind: "answer", "none" (asked, no answer), "open" or "not_asked"."""

    kind: str
    temperature: int | None = None


@dataclass(frozen=True)
class StripRow:
    """One partner's months, oldest first."""

    name: str
    cells: list[StripCell]

    @property
    def asked(self) -> list[StripCell]:
        """Months with an answer or a silence."""
        return [cell for cell in self.cells if cell.kind in ("answer", "none")]

    @property
    def answers(self) -> list[int]:
        """Temperatures, oldest first."""
        return [cell.temperature for cell in self.cells if cell.temperature is not None]

    @property
    def is_quiet(self) -> bool:
        """Whether the last two questions got no answer (B12)."""
        last = self.asked[-2:]
        return len(last) == 2 and all(cell.kind == "none" for cell in last)

    @property
    def is_cooling(self) -> bool:
        """Whether answers fell in these months, to a low one or by two steps. Takes two answers."""
        if self.is_quiet or not self.answers:
            return False
        fall = max(self.answers) - self.answers[-1]
        return fall >= 2 or (fall > 0 and self._last_is_low)

    @property
    def is_low(self) -> bool:
        """Whether the last answer was low without a fall that would show: it is one, or all are."""
        return self._last_is_low and not self.is_quiet and not self.is_cooling

    @property
    def _last_is_low(self) -> bool:
        return bool(self.answers) and self.answers[-1] <= LOW_TEMPERATURE


def strip_months(today: date) -> list[date]:
    """The first days of the months shown, oldest first."""
    first = today.replace(day=1)
    return [due_date(first, 1, number) for number in range(1 - STRIP_MONTHS, 1)]


def check_in_strip(partnership: Any, today: date) -> dict[str, Any] | None:
    """Partner by month, the ones to worry about first; None before the first check-in.

    One query. Where a partner has several contacts, a month shows its lowest answer.
    """
    months = strip_months(today)
    questions = Message.objects.filter(subject_id=OuterRef("pk"), kind="check_in")
    has_arrived = Exists(questions.filter(state=MessageState.SENT)) | ~Exists(questions)
    found = (
        CheckIn.objects.filter(partnership=partnership, due_on__gte=months[0])
        .annotate(has_arrived=ExpressionWrapper(has_arrived, BooleanField()))
        .values_list("organization_name", "due_on", "state", "temperature", "has_arrived")
    )
    by_partner: dict[str, dict[date, list[StripCell]]] = defaultdict(lambda: defaultdict(list))
    for name, due_on, state, temperature, has_arrived in found:
        cell = _cell(state, temperature, has_arrived)
        by_partner[name][due_on.replace(day=1)].append(cell)
    if not by_partner:
        return None
    rows = [
        StripRow(name, [worst(cells.get(month, [])) for month in months])
        for name, cells in by_partner.items()
    ]
    rows.sort(key=_worry)
    return {"months": months, "rows": rows, "finding": strip_finding(rows)}


def _cell(state: str, temperature: int | None, has_arrived: bool) -> StripCell:
    if state in GIVEN:
        return StripCell("answer", temperature)
    if not has_arrived:
        return StripCell("not_asked")
    return StripCell("open" if state in WAITING else "none")


def worst(cells: Sequence[StripCell]) -> StripCell:
    """The cell of a month with several: the lowest answer, or what says most without one."""
    answers = [cell for cell in cells if cell.temperature is not None]
    if answers:
        return min(answers, key=lambda cell: cell.temperature or 0)
    kinds = {cell.kind for cell in cells}
    return StripCell(next((kind for kind in WORST if kind in kinds), "not_asked"))


def _worry(row: StripRow) -> tuple[int, int, str]:
    rank = 0 if row.is_cooling or row.is_low else 1 if row.is_quiet else 2
    return rank, row.answers[-1] if row.answers else 6, row.name


def strip_finding(rows: Iterable[StripRow]) -> str:
    """What the strip says, in one sentence."""
    rows = list(rows)
    if not any(row.asked for row in rows):
        return "Nobody has answered yet"
    said = (
        _who([row.name for row in rows if row.is_cooling], "is cooling", "are cooling"),
        _who([row.name for row in rows if row.is_low], "answered low", "answered low"),
        _who([row.name for row in rows if row.is_quiet], "has gone quiet", "have gone quiet"),
    )
    *before, last = [part for part in said if part] or ["No partner is cooling or quiet"]
    return f"{', '.join(before)}, and {last}" if before else last


def _who(names: list[str], one: str, many: str) -> str:
    if not names:
        return ""
    return f"{names[0]} {one}" if len(names) == 1 else f"{len(names)} partners {many}"


def state_words(check_in: CheckIn, mails: Sequence[Message]) -> str:
    """Where a check-in is, as its question's mail has it. mails: newest first."""
    if check_in.temperature and check_in.state in GIVEN:
        return f"{check_in.temperature} of 5, {check_in.get_temperature_display().lower()}"
    questions = [MessageState(mail.state) for mail in mails if mail.kind == "check_in"]
    if questions and MessageState.SENT not in questions:
        return QUESTION_WORDS[questions[0]]
    return "Asked, no answer yet" if check_in.state in WAITING else check_in.get_state_display()


@dataclass(frozen=True)
class ScheduleRow:
    """One schedule with its latest check-in and that one's mails, newest first.

    choice: what the contact asked of our questions, where they paused or stopped them. call: the
    last call on record. is_partner: whether the organization is one now; another is not asked.
    """

    schedule: CheckInSchedule
    latest: CheckIn | None
    messages: list[Message]
    choice: MailChoice | None = None
    call: FollowUp | None = None
    is_partner: bool = True

    @property
    def state_words(self) -> str:
        """Where the latest check-in is."""
        return state_words(self.latest, self.messages) if self.latest else ""

    @property
    def is_open(self) -> bool:
        """Whether the latest still waits for an answer."""
        return self.latest is not None and self.latest.state in WAITING

    @property
    def next_note(self) -> str:
        """What has to be said of the next date; empty where it stands as it is."""
        if self.choice is not None:
            return f"{self.schedule.contact.name} {self.choice.words}. One due before then is held."
        if self.is_open and self.latest and self.schedule.next_on <= self.latest.closes_on:
            return f"Left out if this one is still open; it closes {us_date(self.latest.closes_on)}"
        return ""

    @property
    def failed(self) -> Message | None:
        """A mail that could not be delivered and may be sent again."""
        return next((one for one in self.messages if one.state in ("failed", "bounced")), None)


def schedules_of(partnership: Any) -> list[ScheduleRow]:
    """Every schedule of a partnership, by partner; five queries."""
    partners = partners_of(partnership).filter(organization=OuterRef("organization"))
    schedules = list(
        CheckInSchedule.objects.filter(partnership=partnership)
        .annotate(is_partner=Exists(partners))
        .select_related("organization", "contact", "owner")
        .order_by("-is_active", "organization__name", "contact__name")
    )
    latest = {
        check_in.schedule_id: check_in
        for check_in in CheckIn.objects.filter(partnership=partnership)
        .order_by("schedule_id", "-due_on", "-created_at")
        .distinct("schedule_id")
    }
    messages = messages_of([check_in.pk for check_in in latest.values()])
    choices = choices_of(schedule.contact.email for schedule in schedules)
    calls = last_calls(partnership)
    return [
        ScheduleRow(
            schedule,
            check_in := latest.get(schedule.pk),
            messages.get(check_in.pk, []) if check_in else [],
            choices.get(normalise_email(schedule.contact.email)),
            calls.get(schedule.pk),
            schedule.is_partner,
        )
        for schedule in schedules
    ]


def messages_of(subject_ids: Iterable[UUID]) -> dict[UUID, list[Message]]:
    """Mails by what they are about, newest first; one query."""
    found: dict[UUID, list[Message]] = defaultdict(list)
    for message in Message.objects.filter(subject_id__in=list(subject_ids)).order_by("-created_at"):
        found[message.subject_id].append(message)
    return found
