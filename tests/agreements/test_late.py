"""After the sign-by date nobody is asked, and nobody reads that the link still signs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from agreements.models import Agreement, AgreementState
from agreements.services.corrections import extend_sign_by
from agreements.services.declining import SignByPassed, reopen_agreement
from config.templatetags.formatting import us_date
from partnerships.models import Message
from tests.agreements.access_rows import declined
from tests.agreements.makers import Post, detail, sent, signed
from tests.cast import House, today

PASSED = today() - timedelta(days=2)


@pytest.fixture
def late(prairie: House) -> Agreement:
    """Declined, and its sign-by date has passed meanwhile."""
    with prairie.scope():
        agreement: Agreement = declined(prairie)
        Agreement.objects.update(sign_by=PASSED)
    return agreement


def text(page: str) -> str:
    """A page's words on one line."""
    return " ".join(page.split())


def test_asking_again_after_the_date_is_refused(prairie: House, late: Agreement) -> None:
    with prairie.scope():
        with pytest.raises(SignByPassed, match="Give more time first"):
            reopen_agreement(late, reason="Tom called.", actor=prairie.actor("owner"))
        late.refresh_from_db()
        assert late.state == AgreementState.DECLINED
        assert Message.objects.filter(kind="agreement_sign").count() == 1


def test_asking_again_late_leads_to_more_time_and_keeps_what_was_typed(
    prairie: House, late: Agreement
) -> None:
    client, url = prairie.client("owner"), detail(prairie, late, "reopen/")
    answer = client.post(url, {"reason": "Tom called on May 4."})
    assert answer.status_code == 422
    page = text(answer.text)
    assert f"The last day to sign was {us_date(PASSED)}. Give more time first." in page
    assert f'<a href="{detail(prairie, late, "extend/")}">Give more time first</a>' in page
    assert "Tom called on May 4." in page


def test_page_offers_more_time_first_and_asking_again_after_it(
    prairie: House, late: Agreement
) -> None:
    client, page = prairie.client("owner"), detail(prairie, late)
    before = client.get(page).text
    assert ">Give more time</a>" in before
    assert ">Ask again</a>" not in before
    assert "No mail goes out yet" in client.get(page + "extend/").text
    with prairie.scope():
        extend_sign_by(late, today() + timedelta(days=9), actor=prairie.actor("owner"))
    after = client.get(page).text
    assert ">Give more time</a>" not in after
    assert ">Ask again</a>" in after


@pytest.mark.parametrize(("days", "works"), [(2, False), (0, True)])
def test_signature_taken_back_says_whether_the_link_still_signs(
    client: Client, prairie: House, days: int, works: bool
) -> None:
    with prairie.scope():
        signed(prairie)
        Agreement.objects.update(sign_by=today() - timedelta(days=days))
    token = Post(prairie).token()
    asked = client.get(f"/sign/{token}/take-back/").text
    assert ("You can sign later with the same link" in asked) is works
    client.post(f"/sign/{token}/take-back/", {"reason": "Too early."})
    mail = Post(prairie).last("agreement_notice", "olive@prairie.example").body
    assert ("the link to sign still works" in mail) is works
    assert ("Give more time if they are to sign it." in mail) is not works


def test_door_after_the_date_says_so_before_the_sweep(client: Client, prairie: House) -> None:
    with prairie.scope():
        sent(prairie)
        Agreement.objects.update(sign_by=PASSED)
    token = Post(prairie).token()
    page = client.get(f"/sign/{token}/").text
    assert "The time to sign has passed" in page
    assert "Ask for more time" in page
    for rest in ("agree", "not-now"):
        answer = client.get(f"/sign/{token}/{rest}/")
        assert answer.headers["Location"] == f"/sign/{token}/"
