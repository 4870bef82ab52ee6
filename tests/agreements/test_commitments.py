"""Promises: due when it was signed, marked, never missed before their day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from agreements.demo import school_year_term
from agreements.models import Cadence, Commitment
from agreements.rules.dates import countersign_due, due_dates
from config.templatetags.formatting import us_date
from tests.agreements.makers import complete, detail
from tests.cast import House, today


@pytest.mark.requirement("B14")
def test_promise_is_due_on_the_day_that_was_signed(prairie: House) -> None:
    with prairie.scope():
        agreement = complete(prairie)
        once = agreement.responsibilities.filter(cadence=Cadence.ONCE)
        sides = agreement.frozen["responsibilities"].values()
        signed = {line["text"]: line["when"] for side in sides for line in side}
        due = {row.text: us_date(row.due_on) for row in Commitment.objects.all()}
        assert once.count() >= 2
        for promise in once:
            assert due[promise.text] in signed[promise.text]


def test_open_promises_lead_and_what_lasts_says_so(prairie: House) -> None:
    with prairie.scope():
        complete(prairie)
        kept, late, *others = Commitment.objects.order_by("due_on", "created_at")
        Commitment.objects.filter(pk=kept.pk).update(text="Kept long ago", state="kept")
        Commitment.objects.filter(pk=late.pk).update(text="Next to do")
        assert others
    page = prairie.client("viewer").get(
        prairie.url("partnerships/health-sciences/agreements/promises/")
    )
    assert page.text.index("Next to do") < page.text.index("Kept long ago")
    assert "All along, until" in page.text


def test_promise_is_not_called_missed_before_its_day(prairie: House) -> None:
    with prairie.scope():
        agreement = complete(prairie)
        Commitment.objects.update(due_on=today() + timedelta(days=1))
        row = Commitment.objects.all()[0]
    client = prairie.client("coordinator")
    assert ">Missed<" not in client.get(detail(prairie, agreement)).text
    answer = client.post(prairie.url(f"promises/{row.pk}/miss/"), follow=True)
    assert "Nothing changed" in answer.text
    with prairie.scope():
        row.refresh_from_db()
        assert row.state == "open"
        Commitment.objects.update(due_on=today())
    client.post(prairie.url(f"promises/{row.pk}/miss/"))
    with prairie.scope():
        row.refresh_from_db()
        assert row.state == "missed"


@pytest.mark.requirement("R57")
def test_promise_is_marked_kept_and_opened_again(prairie: House) -> None:
    with prairie.scope():
        row = Commitment.objects.filter(agreement=complete(prairie))[0]
    client = prairie.client("coordinator")
    client.post(prairie.url(f"promises/{row.pk}/keep/"))
    with prairie.scope():
        row.refresh_from_db()
        assert (row.state, row.marked_on is None) == ("kept", False)
    client.post(prairie.url(f"promises/{row.pk}/open_again/"))
    with prairie.scope():
        row.refresh_from_db()
        assert (row.state, row.marked_on) == ("open", None)
    twice = client.post(prairie.url(f"promises/{row.pk}/open_again/"), follow=True)
    assert "Nothing changed" in twice.content.decode()


@pytest.mark.requirement("B14")
@pytest.mark.parametrize(
    ("cadence", "due_on", "expected"),
    [
        (Cadence.ONCE, None, ["2027-06-11"]),
        (Cadence.ONCE, date(2026, 12, 20), ["2026-12-20"]),
        (Cadence.THROUGHOUT, None, ["2027-06-11"]),
        (Cadence.QUARTERLY, None, ["2027-04-05"]),
        (
            Cadence.MONTHLY,
            date(2027, 1, 31),
            ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31"],
        ),
        (Cadence.QUARTERLY, date(2027, 6, 12), ["2027-06-11"]),
    ],
)
def test_due_dates_follow_cadence_and_term(
    cadence: Cadence, due_on: date | None, expected: list[str]
) -> None:
    found = due_dates(cadence, due_on, date(2027, 1, 5), date(2027, 6, 11))
    assert [str(day) for day in found] == expected


def test_our_signature_is_due_two_working_days_later() -> None:
    assert countersign_due(date(2026, 11, 16)) == date(2026, 11, 18)
    assert countersign_due(date(2026, 11, 25)) == date(2026, 11, 30)


def test_sample_term_is_never_over() -> None:
    for number in range(366):
        day = date(2028, 1, 1) + timedelta(days=number)
        starts_on, ends_on = school_year_term(day)
        assert starts_on < ends_on
        assert day < ends_on
