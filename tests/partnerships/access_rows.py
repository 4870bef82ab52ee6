"""Rows of the access matrix for the addresses of `partnerships`."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from partnerships.models import PARTS, Delegation, MagicLink, Message
from partnerships.services.charter import save_draft
from partnerships.services.links import make_link
from partnerships.services.outbox import Envelope, queue_message
from partnerships.services.people import invite_person
from partnerships.services.tokens import create_token
from tests.cast import House, make_member
from tests.matrix import Row, of_partnership


def of_draft(house: House) -> list[Any]:
    with house.scope():
        parts = {key: label for key, label, _ in PARTS["purpose"]}
        draft = save_draft(house.partnership, "purpose", parts, actor=house.actor("owner"))
    return [house.partnership.slug, "purpose", draft.version]


def of_delegation(house: House) -> list[Any]:
    with house.scope():
        row = Delegation.objects.create(
            partnership=house.partnership, membership=house.members["owner"], duty="recruitment"
        )
    return [house.partnership.slug, row.pk]


def of_member(house: House) -> list[Any]:
    return [house.members["owner"].pk]


def of_leaver(house: House) -> list[Any]:
    """Somebody new, with nothing in hand."""
    return [make_member(house.convener, "viewer", f"Lea-{uuid4().hex} Leaver").pk]


def of_invitation(house: House) -> list[Any]:
    with house.scope():
        invitation = invite_person(
            actor=house.actor("owner"), name="Ivy", email="ivy@example.org", role="viewer"
        )
    return [invitation.pk]


def of_delegation_invitation(house: House) -> list[Any]:
    with house.scope():
        invitation = invite_person(
            actor=house.actor("owner"),
            name="Ivy",
            email="ivy@example.org",
            role="intermediary",
            partnership=house.partnership,
        )
    return [house.partnership.slug, invitation.pk]


def of_message(house: House) -> list[Any]:
    """A mail that the mail server refused."""
    with house.scope():
        queue_message(
            Envelope(
                kind="invitation",
                to_name="Ivy",
                to_email="ivy@example.org",
                subject_id=house.partnership.pk,
                dedupe_key="matrix",
            )
        )
        Message.objects.filter(dedupe_key="matrix").update(state="failed")
        return [Message.objects.get(dedupe_key="matrix").pk]


def of_token(house: House) -> list[Any]:
    with house.scope():
        token, _ = create_token(actor=house.actor("owner"), name="Import", days=30)
    return [token.pk]


def of_link(house: House) -> list[Any]:
    """The token in an invitation's mail."""
    (invitation,) = of_invitation(house)
    with house.scope():
        return [make_link(Message.objects.filter(subject_id=invitation).latest("created_at"))]


def of_expired_link(house: House) -> list[Any]:
    token = of_link(house)
    with house.scope():
        MagicLink.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    return token


UNKNOWN_LINK = ["not-a-token"]

ROWS: dict[str, Row] = {
    "demo-index": Row(None),
    "demo-become": Row(None, get=None, post=404),
    "demo-sign-in": Row(None, lambda house: UNKNOWN_LINK, get=302),
    "demo-mail": Row(None),
    "demo-mail-read": Row(None, lambda house: UNKNOWN_LINK, get=404),
    "demo-mail-file": Row(None, lambda house: [*UNKNOWN_LINK, 1], get=404),
    "partnerships:home": Row(None),
    "partnerships:join": Row(None, of_link, post=302),
    "partnerships:link-fresh": Row(None, of_expired_link, get=None, post=200),
    "partnerships:mail-preference": Row(
        None,
        lambda house: ["join", *of_link(house)],
        post=302,
        silent="An empty answer chooses nothing.",
    ),
    "partnerships:today": Row("today.view"),
    "partnerships:partnership-list": Row("partnerships.view"),
    "partnerships:partnership-create": Row("partnerships.create", post=422),
    "partnerships:partnership-detail": Row("partnerships.view", of_partnership),
    "partnerships:partnership-change": Row("partnerships.change", of_partnership, post=422),
    "partnerships:partnership-close": Row("partnerships.close", of_partnership, post=422),
    "partnerships:partnership-move": Row(
        "partnerships.change",
        lambda house: [house.partnership.slug, "develop"],
        post=302,
    ),
    "partnerships:charter": Row("charter.view", of_partnership),
    "partnerships:outreach-override": Row("outreach.override", of_partnership, post=422),
    "partnerships:charter-write": Row(
        "charter.write", lambda house: [house.partnership.slug, "purpose"], post=302
    ),
    "partnerships:charter-version": Row("charter.view", of_draft),
    "partnerships:charter-approve": Row("charter.approve", of_draft, get=None, post=302),
    "partnerships:delegation-list": Row("delegations.manage", of_partnership),
    "partnerships:delegation-create": Row("delegations.manage", of_partnership, post=422),
    "partnerships:delegation-end": Row("delegations.manage", of_delegation, get=None, post=302),
    "partnerships:delegation-invitation-resend": Row(
        "delegations.manage", of_delegation_invitation, get=None, post=302
    ),
    "partnerships:delegation-invitation-revoke": Row(
        "delegations.manage", of_delegation_invitation, get=None, post=302
    ),
    "partnerships:history": Row("audit.view", of_partnership),
    "partnerships:settings": Row("people.view"),
    "partnerships:people": Row("people.view"),
    "partnerships:person-invite": Row("people.manage", post=422),
    "partnerships:person-change": Row("people.manage", of_member, post=422),
    "partnerships:person-end": Row("people.manage", of_leaver, post=302),
    "partnerships:invitation-resend": Row("people.manage", of_invitation, get=None, post=302),
    "partnerships:invitation-revoke": Row("people.manage", of_invitation, get=None, post=302),
    "partnerships:token-list": Row("tokens.manage"),
    "partnerships:token-create": Row("tokens.manage", post=422),
    "partnerships:token-made": Row("tokens.manage", of_token, get=302),
    "partnerships:token-revoke": Row("tokens.manage", of_token, get=None, post=302),
    "partnerships:message-list": Row("messages.view"),
    "partnerships:message-retry": Row("messages.retry", of_message, get=None, post=302),
}
