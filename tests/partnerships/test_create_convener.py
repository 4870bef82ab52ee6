"""`create_convener`: an operator makes a tenant, and its owner signs in with a code."""

from __future__ import annotations

import re
from io import StringIO
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from config.tenancy.scopes import convener_scope
from partnerships.models import AuditEvent, Membership, User
from partnerships.selectors.memberships import places_of

FACTS = {
    "name": "Delaware Department of Education",
    "slug": "delaware",
    "level": "state",
    "kind": "education_agency",
    "state": "de",
    "time_zone": "America/New_York",
    "owner_name": "Dana Reed",
    "owner_email": "Dana@Delaware.example",
}


def run(**changes: str) -> str:
    """Runs the command; what it prints."""
    out = StringIO()
    flags = [f"--{name.replace('_', '-')}={text}" for name, text in (FACTS | changes).items()]
    call_command("create_convener", *flags, stdout=out)
    return out.getvalue()


def test_convener_and_its_owner_are_made(transactional_db: None) -> None:
    printed = run()
    user = User.objects.get(email="dana@delaware.example")
    (place,) = places_of(user.pk)
    assert (place.slug, place.role) == ("delaware", "owner")
    with convener_scope(place.convener_id):
        owner = Membership.objects.select_related("convener").get()
        assert (owner.name, owner.may_sign, owner.convener.state) == ("Dana Reed", True, "DE")
        assert AuditEvent.objects.get().verb == "created"
    assert "http://localhost:8000/c/delaware/" in printed
    assert "http://localhost:8000/accounts/login/" in printed


def test_runtime_login_is_back_after_the_command(transactional_db: None) -> None:
    run()
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("csp_login",)


def test_owner_signs_in_with_a_code(transactional_db: None) -> None:
    run()
    client = Client()
    client.post("/accounts/login/code/", {"email": "dana@delaware.example"})
    code = re.search(r"^\s*([A-Z0-9-]{6,})\s*$", str(mail.outbox[0].body), re.M)
    assert code is not None, mail.outbox[0].body
    client.post("/accounts/login/code/confirm/", {"code": code[1]})
    assert client.get("/c/delaware/").status_code == 200


def test_person_with_an_account_keeps_it(transactional_db: None) -> None:
    run()
    run(slug="second", name="Second")
    user = User.objects.get()
    assert [place.slug for place in places_of(user.pk)] == ["delaware", "second"]
    assert EmailAddress.objects.get().verified is True


@pytest.mark.parametrize(
    ("flag", "value", "words"),
    [
        ("slug", "Not A Slug", "--slug: Use small letters, digits and hyphens."),
        ("level", "galactic", "--level: Value 'galactic' is not a valid choice."),
        ("kind", "club", "--kind: Value 'club' is not a valid choice."),
        ("state", "Minnesota", "--state: Give a state's two letters"),
        ("state", "ZZ", "--state: Give a state's two letters"),
        ("time_zone", "Mars/Olympus", "--time-zone: Choose a time zone"),
        ("owner_email", "no address", "--owner-email: Enter a valid email address."),
        ("owner_name", " ", "--owner-name: Give a name"),
        ("name", "x" * 121, "--name: Ensure this value has at most 120 characters"),
        ("name", "", "--name: This field cannot be blank."),
    ],
)
def test_wrong_value_is_named_and_nothing_is_made(
    transactional_db: None, flag: str, value: str, words: str
) -> None:
    with pytest.raises(CommandError, match=re.escape(words)):
        run(**{flag: value})
    assert User.objects.count() == 0


def test_slug_in_use_is_named(transactional_db: None) -> None:
    run()
    with pytest.raises(CommandError, match="--slug: Convener with this Slug already exists"):
        run(owner_email="other@delaware.example")
    assert User.objects.count() == 1


def test_missing_owner_connection_is_named(transactional_db: None, settings: Any) -> None:
    settings.DATABASE_OWNER = None
    with pytest.raises(CommandError, match="DATABASE_OWNER_URL is not set"):
        run()


def test_database_without_tables_is_told_apart(second: str, settings: Any) -> None:
    settings.DATABASE_OWNER = settings.DATABASE_OWNER | {"NAME": second}
    with pytest.raises(CommandError, match=r"Run `manage.py migrate` first: .*does not exist"):
        run()


@pytest.mark.parametrize("change", [{"PASSWORD": "another"}, {"NAME": "nowhere"}])
def test_owner_who_cannot_come_in_is_one_sentence(
    transactional_db: None, settings: Any, change: dict[str, str]
) -> None:
    settings.DATABASE_OWNER = settings.DATABASE_OWNER | change
    with pytest.raises(CommandError, match="DATABASE_OWNER_URL lets nobody in: "):
        run()
    assert User.objects.count() == 0, "the runtime's own connection goes on"
