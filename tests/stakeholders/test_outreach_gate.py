"""The purpose gate in front of first contact and invitation (B1)."""

from __future__ import annotations

import pytest
from django.urls import reverse

from partnerships.models import Message
from partnerships.services.outreach import OutreachClosed, override_outreach
from stakeholders.models import Stage
from stakeholders.services.candidacies import (
    close_candidacy,
    contact_by_call,
    contact_by_mail,
    invite_candidate,
)
from tests.cast import House, close_partnership
from tests.stakeholders.world import (
    ALL_SCORED,
    add_candidacy,
    add_profile,
    address,
    reread,
    unapprove,
)

pytestmark = pytest.mark.requirement("B1")
MAIL = {"subject": "May we talk?", "body": "Hello <b>Tom</b>"}


def charter(house: House) -> str:
    return reverse("partnerships:charter", args=[house.convener.slug, house.partnership.slug])


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("purpose", "The purpose statement is not written."),
        ("protocol", "The recruitment protocol is not written."),
    ],
)
@pytest.mark.parametrize(("door", "data"), [("mail/", MAIL), ("call/", {"note": "They are in."})])
def test_first_contact_without_a_charter_names_and_links_the_missing_part(
    prairie: House, kind: str, words: str, door: str, data: dict[str, str]
) -> None:
    unapprove(prairie, kind)
    row = add_candidacy(prairie)
    answer = prairie.client("coordinator").post(address(prairie, f"{row.pk}/{door}"), data)
    assert answer.status_code == 422
    assert words in answer.text
    assert f'href="{charter(prairie)}#{kind}"' in answer.text
    assert reread(prairie, row).stage == Stage.IDENTIFIED
    with prairie.scope():
        assert not Message.objects.exists()


def test_refused_mail_keeps_what_was_typed(prairie: House) -> None:
    unapprove(prairie)
    row = add_candidacy(prairie)
    answer = prairie.client("coordinator").post(address(prairie, f"{row.pk}/mail/"), MAIL)
    assert "Hello &lt;b&gt;Tom&lt;/b&gt;" in answer.text


def test_services_refuse_whatever_the_door(prairie: House) -> None:
    unapprove(prairie)
    owner = prairie.actor("owner")
    row = add_candidacy(prairie)
    matched = add_candidacy(prairie, "matched", scores=ALL_SCORED)
    with prairie.scope():
        with pytest.raises(OutreachClosed):
            contact_by_call(row, actor=owner, note="They are in.")
        with pytest.raises(OutreachClosed):
            contact_by_mail(row, actor=owner, **MAIL)
        with pytest.raises(OutreachClosed):
            invite_candidate(matched, actor=owner, reason="They fit.")


def test_managers_override_opens_first_contact(prairie: House) -> None:
    unapprove(prairie)
    row = add_candidacy(prairie)
    with prairie.scope():
        override_outreach(
            prairie.partnership, reason="The grant closes.", actor=prairie.actor("manager")
        )
        moved = contact_by_call(row, actor=prairie.actor("coordinator"), note="They are in.")
    assert moved.stage == Stage.CONTACTED


def test_pages_warn_before_somebody_writes_a_mail_in_vain(prairie: House) -> None:
    unapprove(prairie)
    row = add_candidacy(prairie)
    client = prairie.client("coordinator")
    for page in (f"{row.pk}/", f"{row.pk}/mail/", ""):
        assert f"{charter(prairie)}#protocol" in client.get(address(prairie, page)).text


def test_sent_mail_is_plain_text_to_the_contact_with_replies_to_the_sender(
    prairie: House,
) -> None:
    from partnerships.services.rendering import render_message

    row = add_candidacy(prairie)
    answer = prairie.client("coordinator").post(address(prairie, f"{row.pk}/mail/"), MAIL)
    assert answer.status_code == 302
    with prairie.scope():
        message = Message.objects.get(kind="first_contact")
        mail = render_message(message.pk)
    assert mail.subject == "May we talk?"
    assert mail.to == ['"Tom Lindqvist" <tom@lindqvist.example>']
    assert mail.reply_to == ["cody@prairie.example"]
    assert "Hello <b>Tom</b>" in mail.body
    assert "Hello &lt;b&gt;Tom&lt;/b&gt;" in mail.alternatives[0].content


def test_mail_without_an_address_is_refused_with_a_link_to_choose_a_contact(
    prairie: House,
) -> None:
    row = add_candidacy(prairie)
    with prairie.scope():
        row.organization.contacts.update(email="")
    answer = prairie.client("coordinator").post(address(prairie, f"{row.pk}/mail/"), MAIL)
    assert answer.status_code == 422
    assert address(prairie, f"{row.pk}/change/") in answer.text


@pytest.mark.parametrize(
    ("stage", "door", "data", "typed"),
    [
        ("identified", "mail/", MAIL, "Hello &lt;b&gt;Tom"),
        ("identified", "call/", {"note": "They are in."}, "They are in."),
        ("contacted", "interview/start/", {}, ""),
        ("interviewing", "match/", {}, ""),
        ("matched", "invite/", {"reason": "They fit."}, "They fit."),
        ("closed", "reopen/", {}, ""),
    ],
)
def test_closed_partnership_moves_nobody_on_and_keeps_what_was_typed(
    prairie: House, stage: str, door: str, data: dict[str, str], typed: str
) -> None:
    row = add_candidacy(prairie, stage, scores=ALL_SCORED)
    close_partnership(prairie)
    client = prairie.client("coordinator")
    answer = client.post(address(prairie, f"{row.pk}/{door}"), data)
    assert answer.status_code == 422
    assert "The partnership is closed." in answer.text
    assert typed in answer.text
    assert reread(prairie, row).stage == stage
    page = client.get(address(prairie, f"{row.pk}/")).text
    assert f"{row.pk}/{door}" not in page


def test_closed_partnership_takes_no_prospect_and_says_so(prairie: House) -> None:
    add_profile(prairie)
    close_partnership(prairie)
    client = prairie.client("coordinator")
    data = {"no_profile_reason": "They came.", "name": "Northfork Clinic", "sector": "business"}
    answer = client.post(address(prairie, "prospects/new/"), data)
    assert answer.status_code == 422
    assert "The partnership is closed." in answer.text
    assert "Northfork Clinic" in answer.text
    for page in ("", "plan/"):
        text = client.get(address(prairie, page)).text
        assert "prospects/new/" not in text
        assert "Outreach is open" not in text


def test_candidacy_of_a_closed_partnership_may_still_end(prairie: House) -> None:
    row = add_candidacy(prairie, "contacted")
    close_partnership(prairie)
    with prairie.scope():
        ended = close_candidacy(
            row, actor=prairie.actor("coordinator"), reason="We stopped.", revisit_on=None
        )
    assert ended.stage == Stage.CLOSED
