"""Recruitment is handed to a person of another organization: once more, and in a second place."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.test import Client

from partnerships.models import (
    AuditEvent,
    Delegation,
    Invitation,
    Membership,
    Message,
    Partnership,
)
from partnerships.services.delegations import delegate_recruitment
from partnerships.services.people import delegate, end_delegation, end_membership
from partnerships.tasks import send_due_messages
from tests.cast import House, close_partnership, make_member, signed_in
from tests.presses import twice
from tests.processes import Inbox

HEALTH = "health-sciences"
NEW = "partnerships/{}/delegations/new/"


@pytest.fixture
def joel(prairie: House) -> Membership:
    """An intermediary with recruitment in the house's partnership."""
    member = make_member(prairie.convener, "intermediary", "Joel Okafor", organization_name="CILC")
    with prairie.scope():
        delegate(prairie.partnership, member, actor=prairie.actor("manager"))
    return member


@pytest.fixture
def welding(prairie: House) -> Partnership:
    return make_partnership(prairie, "Welding Academy", "welding")


def make_partnership(house: House, name: str, slug: str) -> Partnership:
    with house.scope():
        return Partnership.objects.create(
            name=name,
            slug=slug,
            region=house.region,
            pathway=name,
            leader=house.members["manager"],
            lead_entity="Prairie",
        )


def ask(house: House, email: str, slug: str = HEALTH) -> Any:
    """What a manager who delegates recruitment is answered, and where that leads."""
    values = {"name": "Joel Okafor", "email": email, "organization_name": "CILC"}
    return house.client("manager").post(house.url(NEW.format(slug)), values, follow=True)


def test_intermediary_whose_duty_was_taken_back_is_delegated_again(
    prairie: House, joel: Membership
) -> None:
    with prairie.scope():
        end_delegation(Delegation.objects.get(), actor=prairie.actor("manager"))
    page = ask(prairie, "Joel@Prairie.example")
    assert "Joel Okafor recruits for Health Sciences Academy from now on." in page.text
    assert (
        signed_in(joel.user_id).get(prairie.url("partnerships/health-sciences/")).status_code == 200
    )
    with prairie.scope():
        assert not Invitation.objects.exists()
        assert AuditEvent.objects.filter(verb="delegated").count() == 2


def test_intermediary_takes_a_second_partnership_and_sees_no_third(
    prairie: House, joel: Membership, welding: Partnership
) -> None:
    make_partnership(prairie, "Teaching Academy", "teaching")
    ask(prairie, joel.email, "welding")
    client = signed_in(joel.user_id)
    listing = client.get(prairie.url("partnerships/")).text
    names = ("Health Sciences Academy", "Welding Academy", "Teaching Academy")
    assert [name in listing for name in names] == [True, True, False]
    assert client.get(prairie.url("partnerships/teaching/")).status_code == 404
    assert client.get(prairie.url("settings/people/")).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_mail_tells_the_intermediary_why_and_how_to_give_it_back(
    prairie: House, joel: Membership, welding: Partnership, inbox: Inbox
) -> None:
    ask(prairie, joel.email, "welding")
    send_due_messages()
    (mail,) = inbox.accepted
    text = " ".join(mail.get_body(("plain",)).get_content().split())
    assert mail["To"].addresses[0].addr_spec == joel.email
    assert mail["Reply-To"] == prairie.members["manager"].email
    assert mail["Subject"] == "Maren Solberg hands you recruitment for Welding Academy"
    assert "You get this because Maren Solberg handed you this duty." in text
    assert "reply to this mail" in text
    path = prairie.url("partnerships/welding/")
    assert settings.BASE_URL + path in text
    assert Client().get(path).status_code == 302
    assert signed_in(joel.user_id).get(path).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_mail_of_a_duty_that_was_taken_back_does_not_go_out(
    prairie: House, joel: Membership, welding: Partnership, inbox: Inbox
) -> None:
    ask(prairie, joel.email, "welding")
    with prairie.scope():
        duty = Delegation.objects.get(partnership=welding)
    path = f"partnerships/welding/delegations/{duty.pk}/end/"
    prairie.client("manager").post(prairie.url(path))
    ask(prairie, joel.email, "welding")
    assert send_due_messages() == 1
    with prairie.scope():
        again = Delegation.objects.get(partnership=welding, ended_at=None)
        states = Message.objects.values_list("subject_id", "state")
        assert dict(states) == {duty.pk: "withdrawn", again.pk: "sent"}


def test_member_of_our_own_is_refused_by_name(prairie: House) -> None:
    answer = ask(prairie, "vera@prairie.example")
    assert answer.status_code == 422
    assert "Vera Holt works for us already, as viewer." in answer.text
    with prairie.scope():
        assert not Delegation.objects.exists()
        assert Membership.objects.get(email="vera@prairie.example").role == "viewer"


def test_intermediary_who_has_the_duty_is_refused_by_name(prairie: House, joel: Membership) -> None:
    answer = ask(prairie, joel.email)
    assert answer.status_code == 422
    assert "Joel Okafor recruits for this partnership already." in answer.text
    with prairie.scope():
        assert not Message.objects.exists()


def test_who_is_invited_for_one_partnership_is_not_invited_for_a_second(
    prairie: House, welding: Partnership
) -> None:
    ask(prairie, "joel@cilc.example")
    again, second = (ask(prairie, "Joel@CILC.example", slug) for slug in (HEALTH, welding.slug))
    said = "This address has an open invitation already."
    assert again.context["form"].errors == {"email": [said]}
    assert second.context["form"].errors == {
        "email": [f"{said} Once the person has joined, delegate this partnership to them too."]
    }
    assert second.status_code == 422
    assert "delegate this partnership to them too." in second.text


def test_intermediary_whose_membership_ended_is_invited_anew(
    prairie: House, joel: Membership
) -> None:
    with prairie.scope():
        end_membership(joel, actor=prairie.actor("owner"))
    page = ask(prairie, joel.email)
    assert f"The invitation to {joel.email} is on its way." in page.text
    with prairie.scope():
        assert Invitation.objects.get().partnership == prairie.partnership
        assert not Delegation.objects.filter(ended_at=None).exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_delegate_to_one_person_at_once_make_one_duty_and_one_mail(
    prairie: House, joel: Membership, welding: Partnership
) -> None:
    facts = {"name": joel.name, "email": joel.email, "organization_name": "CILC"}
    actor = prairie.actor("manager")
    results = twice(prairie, lambda: delegate_recruitment(welding, actor=actor, **facts))
    assert {type(result) for result in results} == {Delegation, ValidationError}
    with prairie.scope():
        assert Delegation.objects.filter(partnership=welding).count() == 1
        assert Message.objects.filter(kind="delegation").count() == 1


def test_intermediary_without_a_duty_can_be_ended_and_come_back_as_staff(
    prairie: House, joel: Membership
) -> None:
    owner = prairie.client("owner")
    end = prairie.url(f"settings/people/{joel.pk}/end/")
    assert f'href="{end}"' in owner.get(prairie.url("settings/people/")).text
    assert f'href="{end}"' not in prairie.client("viewer").get(prairie.url("settings/people/")).text
    assert owner.post(end).status_code == 302
    facts = {"name": joel.name, "email": joel.email, "role": "coordinator"}
    assert owner.post(prairie.url("settings/people/invite/"), facts).status_code == 302
    with prairie.scope():
        assert not Delegation.objects.filter(ended_at=None).exists()
        assert Invitation.objects.get().role == "coordinator"


def test_closed_partnership_delegates_nothing(prairie: House) -> None:
    close_partnership(prairie)
    client = prairie.client("manager")
    data = {"name": "Nia Reed", "email": "nia@cilc.example", "organization_name": "CILC"}
    answer = client.post(prairie.url(NEW.format(HEALTH)), data)
    assert answer.status_code == 422
    assert "The partnership is closed." in answer.text
    assert "nia@cilc.example" in answer.text
    with prairie.scope():
        assert not Invitation.objects.exists()
    assert NEW.format(HEALTH) not in client.get(prairie.url(NEW.format(HEALTH)[:-4])).text
