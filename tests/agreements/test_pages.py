"""The convener's pages: building, sending, correcting, marking; budgets; what leaks."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest

from agreements.models import (
    Agreement,
    AgreementState,
    Commitment,
    Responsibility,
    Signature,
)
from agreements.rules.elements import roles_and_promises
from agreements.services.corrections import AddressTaken, correct_address
from partnerships.models import AuditEvent, CharterDocument, Membership, Message
from stakeholders.models import Contact
from tests.agreements.access_rows import of_question, of_wrong_person
from tests.agreements.makers import (
    ENDS_ON,
    STARTS_ON,
    SUE,
    TOM,
    Post,
    complete,
    detail,
    draft,
    invite,
    kinds,
    make_organization,
    sending,
    sent,
    sign_as,
    signed,
    signer_of,
)
from tests.bad_input import Controls
from tests.cast import House, today

BAD_TEXTS = {
    "empty": "",
    "over-long": "x" * 3000,
    "NUL": "Tom\x00",
    "hidden direction mark": "Tom\u202egnp.exe",
}
GOOD_TEXTS = {
    "HTML": "<script>alert(1)</script>",
    "right to left": "\u05ea\u05d5\u05dd \u05dc\u05d9\u05e0\u05d3",
    "emoji": "Tom \U0001f600",
}


def day_of(prefix: str, day: date) -> dict[str, Any]:
    return {f"{prefix}_month": day.month, f"{prefix}_day": day.day, f"{prefix}_year": day.year}


def basics(house: House, **changes: Any) -> dict[str, Any]:
    """What the form of a new agreement sends."""
    return {
        "title": "Host students",
        **day_of("starts_on", STARTS_ON),
        **day_of("ends_on", ENDS_ON),
        "signer_name": "Tom Lindqvist",
        "signer_title": "Plant manager",
        "signer_email": "tom@lindqvist.example",
        "signatory": str(house.members["owner"].pk),
        **changes,
    }


def new_url(house: House) -> str:
    with house.scope():
        organization = make_organization()
    start = f"partnerships/{house.partnership.slug}/agreements/new/"
    return house.url(f"{start}?organization={organization.pk}&template=host-site")


@pytest.mark.requirement("R54")
def test_new_agreement_is_built_page_by_page(prairie: House) -> None:
    client = prairie.client("coordinator")
    assert client.get(new_url(prairie)).status_code == 200
    response = client.post(new_url(prairie), basics(prairie))
    assert response.status_code == 302
    with prairie.scope():
        agreement = Agreement.objects.get()
        assert agreement.starts_on == STARTS_ON
        assert signer_of(agreement).email == "tom@lindqvist.example"
    promise = {"text": "Name one person", "cadence": "once", **day_of("due_on", STARTS_ON)}
    client.post(detail(prairie, agreement, "responsibilities/partner/new/"), promise)
    with prairie.scope():
        row = Responsibility.objects.get(text="Name one person")
    client.post(detail(prairie, agreement, f"responsibilities/{row.pk}/remove/"))
    with prairie.scope():
        assert not Responsibility.objects.filter(pk=row.pk).exists()


def test_sending_from_the_page_freezes_and_asks(prairie: House) -> None:
    with prairie.scope():
        invite(prairie)
        agreement = draft(prairie)
    client = prairie.client("owner")
    preview = client.get(detail(prairie, agreement, "send/")).content.decode()
    assert "tom@lindqvist.example" in preview
    assert "This is not a legal contract." in preview
    values = sending(prairie, agreement)
    assert Controls(preview).values["previewed"] == values["previewed"]
    assert client.post(detail(prairie, agreement, "send/"), values).status_code == 302
    assert kinds(prairie) == ["agreement_sign"]
    again = client.post(detail(prairie, agreement, "send/"), values, follow=True)
    assert "Nothing changed" in again.content.decode()
    assert kinds(prairie) == ["agreement_sign"]


@pytest.mark.requirement("B1")
def test_send_page_names_what_the_charter_lacks(prairie: House) -> None:
    with prairie.scope():
        agreement = draft(prairie)
        CharterDocument.objects.filter(kind="protocol").delete()
    client = prairie.client("owner")
    page = client.get(detail(prairie, agreement, "send/")).content.decode()
    assert "The recruitment protocol is not written." in page
    assert f"partnerships/{prairie.partnership.slug}/charter/" in page
    answer = client.post(detail(prairie, agreement, "send/"), sending(prairie, agreement))
    assert answer.status_code == 422
    assert kinds(prairie) == []


@pytest.mark.parametrize("field", ["title", "signer_name"])
@pytest.mark.parametrize("text", BAD_TEXTS.values(), ids=BAD_TEXTS.keys())
def test_bad_text_is_a_field_error_and_the_rest_is_kept(
    prairie: House, field: str, text: str
) -> None:
    response = prairie.client("owner").post(new_url(prairie), basics(prairie, **{field: text}))
    page = response.content.decode()
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in page
    assert "Plant manager" in page


@pytest.mark.parametrize("text", GOOD_TEXTS.values(), ids=GOOD_TEXTS.keys())
def test_unusual_text_is_kept_and_escaped_through_to_the_sealed_file(
    prairie: House, text: str
) -> None:
    client = prairie.client("owner")
    assert client.post(new_url(prairie), basics(prairie, title=text)).status_code == 302
    with prairie.scope():
        agreement = Agreement.objects.get()
        assert agreement.title == text
    page = client.get(detail(prairie, agreement)).content.decode()
    assert "<script>alert" not in page
    pdf = client.get(detail(prairie, agreement, "full-text.pdf"))
    assert pdf.content.startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends_on_year": "2026"}, "ends_on"),
        ({"starts_on_year": "2024", "ends_on_year": "2025"}, "ends_on"),
        ({"ends_on_year": "2090"}, "ends_on"),
        ({"starts_on_day": "31", "starts_on_month": "2"}, "starts_on"),
        ({"signer_email": "no address"}, "signer_email"),
        ({"second_name": "Sue"}, "second_email"),
        ({"second_name": "Sue", "second_email": "TOM@lindqvist.example"}, "second_email"),
        ({"signer_email": "olive@prairie.example"}, "signer_email"),
        ({"signatory": "not-an-id"}, "signatory"),
    ],
)
def test_wrong_facts_are_field_errors(prairie: House, changes: dict[str, str], field: str) -> None:
    response = prairie.client("owner").post(new_url(prairie), basics(prairie, **changes))
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in response.content.decode()


def test_unknown_organization_or_template_is_a_field_error(prairie: House) -> None:
    url = prairie.url(f"partnerships/{prairie.partnership.slug}/agreements/new/")
    response = prairie.client("owner").get(url, {"organization": "x\x00", "template": "none"})
    assert response.status_code == 422


@pytest.mark.parametrize("hours", ["-1", "1001", "many", "1.5"])
def test_wrong_hours_are_a_field_error(prairie: House, hours: str) -> None:
    with prairie.scope():
        agreement = draft(prairie)
    data = {"text": "Host", "cadence": "once", "hours_per_quarter": hours}
    url = detail(prairie, agreement, "responsibilities/partner/new/")
    response = prairie.client("owner").post(url, data)
    assert response.status_code == 422
    assert 'id="id_hours_per_quarter_error"' in response.content.decode()


def test_corrected_address_gets_the_mail_and_the_waiting_one_is_taken_back(
    prairie: House,
) -> None:
    with prairie.scope():
        agreement = sent(prairie)
        signer = signer_of(agreement)
    url = detail(prairie, agreement, f"signers/{signer.pk}/correct/")
    assert prairie.client("owner").post(url, {"email": "Right@Example.org "}).status_code == 302
    with prairie.scope():
        mails = Message.objects.filter(kind="agreement_sign").order_by("created_at")
        assert [(mail.to_email, mail.state) for mail in mails] == [
            ("tom@lindqvist.example", "withdrawn"),
            ("right@example.org", "queued"),
        ]


def test_corrected_address_reaches_the_directory(prairie: House) -> None:
    with prairie.scope():
        agreement = sent(prairie)
        contact = Contact.objects.create(
            organization=agreement.organization, name="Tom", email=TOM.email
        )
        correct_address(signer_of(agreement), "right@example.org", actor=prairie.actor("owner"))
        contact.refresh_from_db()
        assert contact.email == "right@example.org"
        assert AuditEvent.objects.filter(object_id=contact.pk, verb="corrected").count() == 1


def test_same_address_is_no_correction(prairie: House) -> None:
    with prairie.scope():
        agreement = sent(prairie)
        signer = signer_of(agreement)
    url = detail(prairie, agreement, f"signers/{signer.pk}/correct/")
    answer = prairie.client("owner").post(url, {"email": TOM.email})
    assert answer.status_code == 422
    assert "This is the address we have." in answer.text


def test_address_of_the_other_signer_is_refused(prairie: House) -> None:
    with prairie.scope():
        agreement = sent(prairie, signers=(TOM, SUE))
        with pytest.raises(AddressTaken):
            correct_address(signer_of(agreement), SUE.email, actor=prairie.actor("owner"))


def test_extending_an_expired_agreement_asks_again(prairie: House) -> None:
    with prairie.scope():
        agreement = sent(prairie)
        Agreement.objects.update(state=AgreementState.EXPIRED)
        Message.objects.all().delete()
    day = today() + timedelta(days=20)
    client = prairie.client("owner")
    client.post(detail(prairie, agreement, "extend/"), day_of("sign_by", day))
    with prairie.scope():
        agreement.refresh_from_db()
        assert (agreement.state, agreement.sign_by) == (AgreementState.SENT, day)
    assert kinds(prairie) == ["agreement_sign"]


@pytest.mark.parametrize("days", [0, -3, 300])
def test_sign_by_outside_its_range_is_a_field_error(prairie: House, days: int) -> None:
    with prairie.scope():
        agreement = sent(prairie)
    day = today() + timedelta(days=days)
    url = detail(prairie, agreement, "extend/")
    response = prairie.client("owner").post(url, day_of("sign_by", day))
    assert response.status_code == 422


def test_countersigning_from_the_page_completes(prairie: House) -> None:
    with prairie.scope():
        agreement = signed(prairie)
    data = {
        "content_sha256": agreement.content_sha256,
        "authority": "on",
        "electronic": "on",
        "name": "Maren Solberg",
        "title": "Manager",
    }
    client = prairie.client("manager")
    assert client.post(detail(prairie, agreement, "sign/"), data).status_code == 302
    with prairie.scope():
        agreement.refresh_from_db()
        assert agreement.state == AgreementState.COMPLETE
        ours = Signature.objects.get(side="convener")
        assert ours.name == "Maren Solberg"
    again = client.post(detail(prairie, agreement, "sign/"), data, follow=True)
    assert "it is signed by both sides" in again.content.decode()


def test_answer_goes_out_by_mail_with_the_door(prairie: House) -> None:
    from tests.agreements.access_rows import of_question

    agreement_id, question_id = of_question(prairie)
    url = prairie.url(f"agreements/{agreement_id}/questions/{question_id}/answer/")
    prairie.client("manager").post(url, {"answer": "Fridays are fine."})
    mail = Post(prairie).last("agreement_answer")
    assert "Maren Solberg answers:\nFridays are fine." in mail.body
    assert mail.subject.startswith("Maren Solberg answered you")
    token = Post(prairie).token("agreement_answer")
    page = prairie.client("owner").get(f"/sign/{token}/").content.decode()
    assert "Fridays are fine." in page


def test_today_names_our_signature_our_promise_and_the_question(prairie: House) -> None:
    from tests.agreements.access_rows import of_question

    of_question(prairie)
    with prairie.scope():
        signed(prairie)
        row = Commitment.objects.filter(agreement=complete(prairie), side="convener")[0]
        Commitment.objects.filter(pk=row.pk).update(due_on=date(2026, 1, 5))
    page = prairie.client("owner").get(prairie.url() + "?all=1").content.decode()
    assert "Sign the Lindqvist Fabrication agreement" in page
    assert "Our own missed promise." in page
    assert "Answer Tom Lindqvist" in page


def test_element_six_follows_the_agreements(prairie: House) -> None:
    def state() -> str:
        reports = roles_and_promises(prairie.convener, [prairie.partnership])
        return str(reports[prairie.partnership.pk].elements[6].state)

    with prairie.scope():
        assert state() == "not_started"
        agreement = sent(prairie)
        assert state() == "under_way"
        sign_as(agreement)
        assert state() == "attention"
        Agreement.objects.update(state=AgreementState.COMPLETE)
        assert state() == "in_place"


@pytest.mark.parametrize("role", ["owner", "manager", "coordinator", "analyst", "viewer"])
def test_today_leads_nobody_to_a_page_that_refuses_them(prairie: House, role: str) -> None:
    of_question(prairie)
    of_wrong_person(prairie)
    with prairie.scope():
        waiting = signed(prairie)
    client = prairie.client(role)
    links = re.findall(r'href="([^"]+/agreements/[^"]+)"', client.get(prairie.url("")).text)
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)
    is_offered = detail(prairie, waiting, "sign/") in links
    assert is_offered is prairie.members[role].may_sign


def test_overview_leads_a_manager_who_may_not_sign_to_no_refusal(prairie: House) -> None:
    with prairie.scope():
        waiting = signed(prairie)
        Membership.objects.filter(role="manager").update(may_sign=False)
    client, url = prairie.client("manager"), detail(prairie, waiting)
    page = client.get(prairie.url("partnerships/health-sciences/")).text
    links = [link for link in re.findall(r'href="([^"]+)"', page) if link.startswith(url)]
    assert {client.get(link).status_code for link in links} == {200}
