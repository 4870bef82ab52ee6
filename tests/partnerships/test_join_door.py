"""An invitation opens one place for one person, and nothing that the person has elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import pytest
from django.test import Client

from partnerships.models import (
    ApiToken,
    AuditEvent,
    Delegation,
    Membership,
    Message,
    Partnership,
    User,
)
from partnerships.services.people import (
    change_role,
    delegate,
    end_membership,
    invite_person,
)
from partnerships.services.rendering import render_message
from partnerships.services.tokens import create_token
from tests.cast import House, make_member, signed_in
from tests.conftest import superuser_connection
from tests.presses import at_once
from tests.processes import wait_until


def invite(house: House, email: str, role: str = "viewer", **more: object) -> str:
    """Invites somebody; the path of the link in the mail."""
    with house.scope():
        invite_person(
            actor=house.actor("owner"),
            name="Rex Rival",
            email=email,
            role=role,
            **more,  # type: ignore[arg-type]  # a partnership, where there is one
        )
        message = Message.objects.filter(kind="invitation").latest("created_at")
        found = re.search(r"/join/[-\w]{43}/", str(render_message(message.pk).body))
    assert found is not None
    return found[0]


def test_forwarded_invitation_does_not_sign_in_as_somebody_with_an_account(
    prairie: House, rival: House
) -> None:
    path = invite(prairie, "rex@rival.example")
    thief = Client()
    response = thief.post(path)
    assert response.headers["Location"] == f"/accounts/login/?next={path}"
    assert "no-store" in response.headers["Cache-Control"]
    assert thief.get(rival.url()).status_code == 302
    with prairie.scope():
        assert not Membership.objects.filter(email="rex@rival.example").exists()


def test_somebody_signed_in_as_another_person_cannot_join_with_the_link(
    prairie: House, rival: House, stranger: Client
) -> None:
    path = invite(prairie, "rex@rival.example")
    assert "/accounts/login/" in stranger.post(path).headers["Location"]


def test_person_with_an_account_joins_after_signing_in(prairie: House, rival: House) -> None:
    path = invite(prairie, "rex@rival.example")
    rex = rival.client("owner")
    assert rex.get(path).status_code == 200
    assert rex.post(path).headers["Location"] == prairie.url()
    assert rex.get(prairie.url()).status_code == 200


def test_new_person_joins_while_somebody_else_is_signed_in(
    prairie: House, stranger: Client
) -> None:
    path = invite(prairie, "ivy@example.org")
    stranger.post(path)
    assert stranger.get(prairie.url()).status_code == 200
    ivy = User.objects.get(email="ivy@example.org")
    assert stranger.session["_auth_user_id"] == str(ivy.pk)


def test_ended_member_who_comes_back_starts_afresh(prairie: House) -> None:
    member = make_member(prairie.convener, "intermediary", "Joel Okafor", may_sign=True)
    with prairie.scope():
        other = Partnership.objects.create(
            name="Welding Academy",
            slug="welding",
            region=prairie.region,
            pathway="Welding",
            leader=prairie.members["owner"],
            lead_entity="Prairie",
        )
        owner = prairie.actor("owner")
        delegate(other, member, actor=owner)
        create_token(actor=prairie.actor("owner").of_member(member), name="Import", days=30)
        end_membership(member, actor=owner)
        assert not Delegation.objects.filter(ended_at=None).exists()
        assert not ApiToken.objects.filter(revoked_at=None).exists()
    path = invite(prairie, member.email, "intermediary", partnership=prairie.partnership)
    client = signed_in(member.user_id)
    client.post(path)
    assert client.get(prairie.url("partnerships/health-sciences/")).status_code == 200
    assert client.get(prairie.url("partnerships/welding/")).status_code == 404
    with prairie.scope():
        assert not Membership.objects.get(pk=member.pk).may_sign


def test_member_who_comes_back_has_the_organization_of_the_new_invitation(
    prairie: House,
) -> None:
    member = make_member(prairie.convener, "intermediary", "Joel Okafor", organization_name="CILC")
    with prairie.scope():
        end_membership(member, actor=prairie.actor("owner"))
    path = invite(prairie, member.email, "intermediary", organization_name="Bell Foundry")
    signed_in(member.user_id).post(path)
    with prairie.scope():
        assert Membership.objects.get(pk=member.pk).organization_name == "Bell Foundry"


def test_member_who_comes_back_has_no_title_of_before(prairie: House) -> None:
    member = make_member(prairie.convener, "manager", "Joel Okafor", title="Director")
    with prairie.scope():
        end_membership(member, actor=prairie.actor("owner"))
    signed_in(member.user_id).post(invite(prairie, member.email, "viewer"))
    with prairie.scope():
        assert Membership.objects.get(pk=member.pk).title == ""
        joined = AuditEvent.objects.get(object_id=member.pk, verb="joined")
    assert [joined.before["title"], joined.after["title"]] == ["Director", ""]


def test_token_acts_with_the_role_of_the_day(prairie: House) -> None:
    manager = prairie.members["manager"]
    with prairie.scope():
        _, secret = create_token(actor=prairie.actor("manager"), name="Import", days=30)
        change_role(manager, role="viewer", may_sign=False, title="", actor=prairie.actor("owner"))
    response = Client().post(
        f"/api/v1{prairie.url('partnerships/')}",
        {"name": "X", "region": "Y", "pathway": "Z"},
        content_type="application/json",
        headers={"Authorization": f"Bearer {secret}"},
    )
    assert response.status_code == 403


@pytest.mark.parametrize("page", ["/accounts/signup/", "/accounts/email/"])
def test_nobody_signs_up_or_changes_the_address(prairie: House, page: str) -> None:
    for client in (Client(), prairie.client("viewer")):
        assert client.get(page).status_code == 404
        data = {"email": "thief@example.org", "action_add": ""}
        assert client.post(page, data).status_code == 404
    assert not User.objects.filter(email="thief@example.org").exists()


def test_password_mail_names_the_products_own_address(prairie: House, mailoutbox: list) -> None:
    client = Client(headers={"Host": "localhost:6666"})
    client.post("/accounts/password/reset/", {"email": "olive@prairie.example"})
    (mail,) = mailoutbox
    assert "http://localhost:8000/accounts/password/reset/key/" in mail.body
    assert "6666" not in mail.body


def test_used_invitation_leads_to_signing_in(prairie: House) -> None:
    path = invite(prairie, "ivy@example.org")
    Client().post(path)
    page = Client().get(path)
    assert page.status_code == 410
    assert "You have joined already" in page.text
    assert 'href="/accounts/login/"' in page.text


@contextmanager
def new_accounts_wait(count: int) -> Iterator[None]:
    """Lets nobody make an account before so many have found none and are about to."""
    with superuser_connection() as server, superuser_connection() as watcher:
        server.autocommit = False
        server.execute("LOCK TABLE partnerships_user IN SHARE MODE")
        # Every worker's database has the same tables, under the same numbers.
        waiting = """
          SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
          WHERE NOT l.granted AND l.relation = %s::regclass AND d.datname = current_database()"""

        def let_go() -> None:
            try:
                wait_until(
                    lambda: watcher.execute(waiting, ["partnerships_user"]).fetchone() == (count,)
                )
            finally:
                server.rollback()

        gate = Thread(target=let_go)
        gate.start()
        yield
        gate.join(40)


@pytest.mark.django_db(transaction=True)
def test_two_browsers_that_join_at_once_make_one_person_and_the_second_signs_in(
    prairie: House,
) -> None:
    path = invite(prairie, "ivy@example.org")
    with new_accounts_wait(2):
        answers = at_once(*[lambda: Client().post(path)] * 2)
    assert sorted(answer.headers["Location"] for answer in answers) == [
        "/accounts/login/",
        prairie.url(),
    ]
    assert not User.objects.get(email="ivy@example.org").has_usable_password()
    with prairie.scope():
        assert Membership.objects.filter(email="ivy@example.org").count() == 1
        assert AuditEvent.objects.filter(verb="joined").count() == 1


@pytest.mark.django_db(transaction=True)
def test_person_invited_by_two_conveners_who_joins_both_at_once_signs_in_for_the_second(
    prairie: House, rival: House
) -> None:
    paths = [invite(prairie, "ivy@example.org"), invite(rival, "ivy@example.org")]
    with new_accounts_wait(2):
        answers = at_once(*[lambda path=path: Client().post(path) for path in paths])
    first, second = sorted((answer.headers["Location"] for answer in answers), reverse=True)
    assert first in (prairie.url(), rival.url())
    assert second in [f"/accounts/login/?next={path}" for path in paths]
