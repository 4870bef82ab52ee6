"""Before an agreement goes out: the organization was invited, and nobody signs for two sides."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from agreements.demo_data import SAMPLES
from agreements.models import Agreement, AgreementState, Signature, Signer
from agreements.services.corrections import correct_address, replace_signer
from agreements.services.countersigning import countersign_agreement
from agreements.services.drafts import SignerInput
from agreements.services.parties import OwnPerson
from agreements.services.responsibilities import add_responsibility
from agreements.services.sending import (
    DraftChanged,
    NotReadyToSend,
    send_agreement,
)
from partnerships.models import Message
from partnerships.services.outreach import PartnershipClosed
from stakeholders.demo_data import WORLDS
from stakeholders.models import Candidacy, Stage
from tests.agreements.makers import (
    SUE,
    TOM,
    detail,
    draft,
    evidence,
    invite,
    sending,
    sent,
    signed,
    signer_of,
)
from tests.bad_input import Controls
from tests.cast import House, close_partnership, make_member, today

CODY = SignerInput("Cody Reyes", "Cody@prairie.example", "Plant manager")


def send(house: House, agreement: Agreement, role: str = "owner") -> Agreement:
    return send_agreement(agreement, sign_by=today() + timedelta(days=10), actor=house.actor(role))


def day_of(name: str, day: Any) -> dict[str, str]:
    return {
        f"{name}_month": str(day.month),
        f"{name}_day": str(day.day),
        f"{name}_year": str(day.year),
    }


@pytest.mark.requirement("B5")
@pytest.mark.parametrize(
    "stage", [Stage.IDENTIFIED, Stage.CONTACTED, Stage.INTERVIEWING, Stage.MATCHED, Stage.CLOSED]
)
def test_agreement_with_somebody_not_invited_is_not_sent(prairie: House, stage: str) -> None:
    with prairie.scope():
        agreement, candidacy = draft(prairie), invite(prairie, stage)
        with pytest.raises(NotReadyToSend, match=r"Lindqvist Fabrication .*[Ii]nvite"):
            send(prairie, agreement)
        assert not Message.objects.exists()
    page = prairie.client("owner").get(prairie.url(f"agreements/{agreement.pk}/send/"))
    where = f"partnerships/{prairie.partnership.slug}/recruitment/{candidacy.pk}/"
    assert where in page.content.decode()
    assert "Send for signature</button>" not in page.content.decode()


@pytest.mark.requirement("B5")
def test_agreement_without_a_candidacy_leads_to_adding_a_prospect(prairie: House) -> None:
    with prairie.scope():
        agreement = draft(prairie)
    url = prairie.url(f"agreements/{agreement.pk}/send/")
    client = prairie.client("owner")
    response = client.post(url, sending(prairie, agreement))
    assert response.status_code == 422
    assert "recruitment/prospects/new/" in response.content.decode()
    with prairie.scope():
        assert Agreement.objects.get().state == AgreementState.DRAFT


@pytest.mark.requirement("B5")
def test_invitation_to_another_partnership_does_not_count(prairie: House, rival: House) -> None:
    with rival.scope():
        invite(rival)
    with prairie.scope():
        agreement = draft(prairie)
        with pytest.raises(NotReadyToSend):
            send(prairie, agreement)


@pytest.mark.requirement("B5")
@pytest.mark.parametrize("stage", [Stage.INVITED, Stage.COMMITTED])
def test_agreement_with_an_invited_organization_is_sent(prairie: House, stage: str) -> None:
    with prairie.scope():
        invite(prairie, stage)
        assert send(prairie, draft(prairie)).state == AgreementState.SENT


@pytest.mark.requirement("B5")
def test_demo_agreements_that_went_out_have_an_invited_organization() -> None:
    for slug, samples in SAMPLES.items():
        for sample in samples:
            plan = WORLDS[slug]["partnerships"][sample.partnership]
            stages = {row[2] for row in plan["candidacies"] if row[0] == sample.organization}
            assert sample.step == "draft" or stages & {"invited", "committed"}, sample


def test_sender_cannot_name_themselves_as_the_partners_signer(prairie: House) -> None:
    with prairie.scope():
        invite(prairie)
        agreement = draft(prairie, signers=(CODY,))
        with pytest.raises(NotReadyToSend, match="one of our own people"):
            send(prairie, agreement, "coordinator")


def test_sender_cannot_correct_the_address_to_their_own(prairie: House) -> None:
    with prairie.scope():
        signer = signer_of(sent(prairie))
        with pytest.raises(OwnPerson):
            correct_address(signer, "CODY@prairie.example", actor=prairie.actor("coordinator"))
        with pytest.raises(OwnPerson):
            replace_signer(signer, CODY, actor=prairie.actor("coordinator"))
    url = prairie.url(f"agreements/{signer.agreement_id}/signers/{signer.pk}/correct/")
    response = prairie.client("coordinator").post(url, {"email": "cody@prairie.example"})
    assert response.status_code == 422
    assert "one of our own people" in response.content.decode()


def test_draft_form_refuses_our_own_people_as_the_partners_signers(prairie: House) -> None:
    with prairie.scope():
        agreement = draft(prairie)
    data = {
        "title": "Host students",
        "signer_name": "Cody",
        "signer_email": "cody@prairie.example",
        "signatory": str(prairie.members["owner"].pk),
        **day_of("starts_on", today() + timedelta(days=30)),
        **day_of("ends_on", today() + timedelta(days=90)),
    }
    url = prairie.url(f"agreements/{agreement.pk}/change/")
    response = prairie.client("coordinator").post(url, data)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["signer_email"]


def test_intermediary_of_another_organization_may_sign_for_it(prairie: House) -> None:
    make_member(prairie.convener, "intermediary", "Joel Okafor")
    joel = SignerInput("Joel Okafor", "joel@prairie.example", "Director")
    with prairie.scope():
        invite(prairie)
        assert send(prairie, draft(prairie, signers=(joel,))).state == AgreementState.SENT


def test_partners_signer_who_joined_us_later_cannot_countersign(prairie: House) -> None:
    with prairie.scope():
        agreement = signed(prairie, signers=(TOM, SUE))
        Signer.objects.filter(email=SUE.email).update(email="maren@prairie.example")
        with pytest.raises(PermissionDenied, match="both sides"):
            countersign_agreement(
                agreement, evidence(agreement, "Maren"), actor=prairie.actor("manager")
            )
        assert Signature.objects.count() == 2


def test_committed_candidacy_stays_committed_when_the_agreement_completes(prairie: House) -> None:
    with prairie.scope():
        invite(prairie, Stage.COMMITTED)
        agreement = signed(prairie)
        countersign_agreement(agreement, evidence(agreement), actor=prairie.actor("owner"))
        assert Candidacy.objects.get().stage == Stage.COMMITTED


def test_term_that_is_over_is_not_sent(prairie: House) -> None:
    with prairie.scope():
        invite(prairie)
        agreement = draft(prairie)
        Agreement.objects.update(starts_on=date(2020, 1, 1), ends_on=date(2020, 6, 1))
    url = prairie.url(f"agreements/{agreement.pk}/send/")
    client = prairie.client("owner")
    assert "Its last day is Jun 1, 2020." in client.get(url, follow=True).text
    answer = client.post(url, sending(prairie, agreement))
    assert answer.status_code == 422
    with prairie.scope():
        agreement.refresh_from_db()
        assert agreement.state == AgreementState.DRAFT
        with pytest.raises(NotReadyToSend, match="Its last day is Jun 1, 2020"):
            send(prairie, agreement)


def test_nobody_may_sign_after_the_last_day(prairie: House) -> None:
    with prairie.scope():
        invite(prairie)
        agreement = draft(prairie)
        ends_on = today() + timedelta(days=5)
        Agreement.objects.update(starts_on=today(), ends_on=ends_on)
    for days, status in ((5, 422), (4, 302)):
        values = sending(prairie, agreement, days=days)
        url = prairie.url(f"agreements/{agreement.pk}/send/")
        answer = prairie.client("owner").post(url, values)
        assert answer.status_code == status
        assert ("id_sign_by_error" in answer.text) == (status == 422)


def test_draft_changed_since_its_preview_is_shown_again_before_it_is_sent(prairie: House) -> None:
    with prairie.scope():
        invite(prairie)
        agreement = draft(prairie)
    url, client = prairie.url(f"agreements/{agreement.pk}/send/"), prairie.client("owner")
    day = day_of("sign_by", today() + timedelta(days=9))

    def seen(page: Any) -> dict[str, str]:
        return day | {"previewed": Controls(page.text).values["previewed"]}

    opened = seen(client.get(url))
    with prairie.scope():
        values = {"text": "Pay for every meal", "detail": "", "cadence": "once"}
        add_responsibility(agreement, "partner", values, actor=prairie.actor("manager"))
    refused = client.post(url, opened)
    assert refused.status_code == 422
    assert "It was changed after you opened this page." in refused.text
    assert "Pay for every meal" in refused.text
    opened = seen(refused)
    with prairie.scope():
        Signer.objects.filter(side="partner").update(email="somebody@else.example")
    assert client.post(url, opened).status_code == 422
    assert client.post(url, day).status_code == 422
    with prairie.scope():
        agreement.refresh_from_db()
        assert agreement.state == AgreementState.DRAFT
        with pytest.raises(DraftChanged):
            send_agreement(
                agreement, sign_by=today(), actor=prairie.actor("owner"), previewed="another"
            )
    assert client.post(url, seen(client.get(url))).status_code == 302


def test_draft_of_a_closed_partnership_is_not_sent(prairie: House) -> None:
    with prairie.scope():
        invite(prairie)
        agreement = draft(prairie)
    data = sending(prairie, agreement)
    close_partnership(prairie)
    client = prairie.client("owner")
    answer = client.post(detail(prairie, agreement, "send/"), data)
    assert answer.status_code == 422
    assert "The partnership is closed." in answer.text
    assert "Preview and send" not in client.get(detail(prairie, agreement)).text
    with prairie.scope():
        assert Agreement.objects.get().state == AgreementState.DRAFT


def test_closed_partnership_takes_no_draft(prairie: House) -> None:
    close_partnership(prairie)
    with prairie.scope(), pytest.raises(PartnershipClosed):
        draft(prairie)
