"""A member leaves: agreements that wait for them go to somebody who stays."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from agreements.models import (
    Agreement,
    AgreementEvent,
    AgreementState,
    Side,
    Signer,
    SignerState,
)
from agreements.services.countersigning import countersign_agreement
from agreements.services.events import check_events
from partnerships.models import Membership, Message
from tests.agreements.makers import Post, draft, evidence, sent, sign_as, signed
from tests.cast import House, make_member


@pytest.fixture
def leaver(prairie: House) -> Membership:
    """A second owner, in whose name the agreements of these tests are sent and signed."""
    member = make_member(prairie.convener, "owner", "Lena Weaver", may_sign=True)
    prairie.members["leaver"] = prairie.members["owner"]
    prairie.members["owner"] = member
    return member


def end(house: House, member: Membership, successor: str) -> Any:
    """The first owner ends the membership over the page."""
    path = house.url(f"settings/people/{member.pk}/end/")
    data = {"successor": house.members[successor].pk}
    return house.client("leaver").post(path, data, follow=True)


def ours(agreement: Agreement) -> dict[str, str]:
    """Our signers by name, with their states."""
    rows = Signer.objects.filter(agreement=agreement, side=Side.CONVENER)
    return dict(rows.values_list("name", "state"))


def test_page_says_what_has_to_be_taken_over(prairie: House, leaver: Membership) -> None:
    with prairie.scope():
        sent(prairie)
    path = prairie.url(f"settings/people/{leaver.pk}/end/")
    page = prairie.client("leaver").get(path).content.decode()
    assert "1 agreement to sign for us" in page
    assert "1 agreement whose partner writes to them" in page
    assert "Cody Reyes, coordinator<" in page
    assert "Maren Solberg, manager, may sign for us" in page
    assert "Vera Holt" not in page


def test_waiting_agreement_gets_another_signatory_who_is_asked(
    prairie: House, leaver: Membership
) -> None:
    with prairie.scope():
        agreement = signed(prairie)
    end(prairie, leaver, "manager")
    with prairie.scope():
        assert ours(agreement) == {
            "Lena Weaver": SignerState.REPLACED,
            "Maren Solberg": SignerState.WAITING,
        }
        asked = Message.objects.filter(kind="agreement_countersign", to_email__contains="maren")
        assert asked.count() == 1
    today = prairie.client("manager").get(prairie.url("?show=mine")).content.decode()
    assert "Sign the Lindqvist Fabrication agreement" in today


def test_history_names_both_and_stays_whole(prairie: House, leaver: Membership) -> None:
    with prairie.scope():
        agreement = signed(prairie)
        before = AgreementEvent.objects.count()
    end(prairie, leaver, "manager")
    with prairie.scope():
        rows = AgreementEvent.objects.order_by("sequence")[before:]
        words = [row.payload["words"] for row in rows]
        assert words == [
            "named Maren Solberg to sign for us instead of Lena Weaver, who leaves",
            "named Maren Solberg to answer instead of Lena Weaver, who leaves",
        ]
        assert check_events(agreement).intact


def test_new_signatory_completes_the_agreement(prairie: House, leaver: Membership) -> None:
    with prairie.scope():
        agreement = signed(prairie)
    end(prairie, leaver, "manager")
    data = {
        "content_sha256": agreement.content_sha256,
        "authority": "on",
        "electronic": "on",
        "name": "Maren Solberg",
        "title": "Regional manager",
    }
    path = prairie.url(f"agreements/{agreement.pk}/sign/")
    answer = prairie.client("manager").post(path, data)
    assert answer.status_code == 302, answer.context["form"].errors
    with prairie.scope():
        agreement.refresh_from_db()
        assert agreement.state == "complete"
        assert ours(agreement)["Lena Weaver"] == SignerState.REPLACED


def test_partner_who_signs_later_reaches_the_new_signatory(
    prairie: House, leaver: Membership
) -> None:
    with prairie.scope():
        agreement = sent(prairie)
    end(prairie, leaver, "manager")
    with prairie.scope():
        agreement.refresh_from_db()
        sign_as(agreement)
        asked = Message.objects.get(kind="agreement_countersign")
        assert asked.to_email == "maren@prairie.example"
        told = Message.objects.filter(to_email="lena@prairie.example", state="queued")
        assert not told.exists()


def test_door_names_the_person_who_answers_now(
    client: Any, prairie: House, leaver: Membership
) -> None:
    with prairie.scope():
        sent(prairie)
    token = Post(prairie).token()
    end(prairie, leaver, "manager")
    page = client.get(f"/sign/{token}/question/").content.decode()
    assert "Maren Solberg reads it" in page
    assert "Lena Weaver" not in page


def test_draft_gets_another_signatory(prairie: House, leaver: Membership) -> None:
    with prairie.scope():
        agreement = draft(prairie)
    end(prairie, leaver, "manager")
    with prairie.scope():
        assert ours(agreement) == {"Maren Solberg": SignerState.WAITING}


def test_successor_who_may_not_sign_is_refused_with_who_may(
    prairie: House, leaver: Membership
) -> None:
    with prairie.scope():
        signed(prairie)
    page = end(prairie, leaver, "coordinator")
    assert page.status_code == 422
    assert "Cody Reyes may not sign agreements for us." in page.content.decode()
    assert "Maren Solberg, Olive Berg" in page.content.decode()
    with prairie.scope():
        leaver.refresh_from_db()
        assert leaver.is_active


def test_while_nobody_may_sign_today_says_so(prairie: House, leaver: Membership) -> None:
    with prairie.scope():
        agreement = signed(prairie)
        Membership.objects.exclude(pk=leaver.pk).update(may_sign=False)
    assert end(prairie, leaver, "coordinator").status_code == 200
    page = prairie.client("leaver").get(prairie.url()).content.decode()
    assert "Find who signs the Lindqvist Fabrication agreement" in page
    assert "Needs a signatory." in page
    with prairie.scope():
        Membership.objects.filter(name="Olive Berg").update(may_sign=True)
    detail = prairie.client("leaver").get(prairie.url(f"agreements/{agreement.pk}/"))
    assert "Review and sign" in detail.content.decode()


def test_right_that_was_taken_away_shows_on_today(prairie: House) -> None:
    with prairie.scope():
        signed(prairie)
        Membership.objects.filter(name="Olive Berg").update(may_sign=False)
    page = prairie.client("owner").get(prairie.url()).content.decode()
    assert "Needs a signatory." in page


def test_ended_agreement_keeps_its_people(prairie: House, leaver: Membership) -> None:
    with prairie.scope():
        agreement = signed(prairie)
        Agreement.objects.update(state="voided")
    end(prairie, leaver, "manager")
    with prairie.scope():
        agreement.refresh_from_db()
        assert agreement.contact_name == "Lena Weaver"
        assert ours(agreement) == {"Lena Weaver": SignerState.WAITING}


@pytest.mark.parametrize("change", [{"is_active": False}, {"may_sign": False}, {"role": "viewer"}])
def test_right_lost_while_the_page_was_answered_completes_nothing(
    prairie: House, change: dict[str, Any]
) -> None:
    with prairie.scope():
        agreement = signed(prairie)
        actor = prairie.actor("owner")  # read when the page was asked for
        Membership.objects.filter(pk=prairie.members["owner"].pk).update(**change)
        with pytest.raises(PermissionDenied, match="authorised signatory"):
            countersign_agreement(agreement, evidence(agreement, "Olive Berg"), actor=actor)
        agreement.refresh_from_db()
        assert agreement.state == AgreementState.PARTNER_SIGNED
        assert Signer.objects.get(side=Side.CONVENER).state == SignerState.WAITING
