"""What agreements put on Today: days of the convener's zone, and whose each thing is."""

from __future__ import annotations

from datetime import UTC, datetime

from django.test import Client

from agreements.models import Agreement
from tests.agreements.makers import Post, detail, sent, signed
from tests.cast import House, close_partnership

#: Nine in the evening of Nov 23 where the convener is; already the next day in UTC.
EVENING = datetime(2026, 11, 24, 3, 38, tzinfo=UTC)


def test_day_of_signing_is_the_convener_s_day(prairie: House) -> None:
    with prairie.scope():
        signed(prairie)
        Agreement.objects.update(partner_signed_at=EVENING)
    page = prairie.client("owner").get(prairie.url()).text
    assert "The partner signed Nov 23, 2026; ours makes it complete." in page


def test_question_belongs_to_the_person_who_answers_the_partner(
    prairie: House, client: Client
) -> None:
    with prairie.scope():
        sent(prairie)
    client.post(
        f"/sign/{Post(prairie).token()}/question/",
        {"kind": "question", "text": "Could it start a week later?"},
    )
    mine = prairie.client("owner").get(prairie.url("?show=mine")).text
    assert "Could it start a week later?" in mine
    assert (
        "Could it start a week later?"
        not in prairie.client("manager").get(prairie.url("?show=mine")).text
    )


def test_closed_partnership_leaves_today_while_its_agreement_is_finished(prairie: House) -> None:
    with prairie.scope():
        agreement = signed(prairie)
    close_partnership(prairie)
    client = prairie.client("owner")
    assert "Nothing needs you." in client.get(prairie.url()).text
    assert "Review and sign" in client.get(detail(prairie, agreement)).text
