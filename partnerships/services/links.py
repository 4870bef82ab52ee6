"""Magic links: made when a mail is rendered, opened by whoever holds the token."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.http import Http404
from django.utils import timezone

from config.links import new_code, new_token, token_hash
from config.tenancy.scopes import link_scope
from partnerships.models import Convener, MagicLink, Message
from partnerships.registries import PresentFacts, present_facts
from partnerships.services.audit import Actor, record_event
from partnerships.services.outbox import Envelope, queue_message
from partnerships.services.transitions import lock

#: After this age, or on another device, acting asks for a code sent to the address.
FRESH_FOR = timedelta(days=1)
CODE_VALID_FOR = timedelta(minutes=15)
CODE_ATTEMPTS = 5
FRESH_A_DAY = 3


@dataclass(frozen=True)
class FoundLink:
    """What a token opens, looked up before any scope. state: open, expired or revoked."""

    id: UUID
    convener_id: UUID
    subject_id: UUID
    purpose: str
    state: str


@dataclass(frozen=True)
class OpenedLink:
    """An open door: the token, its link and convener, inside a link scope."""

    token: str
    link: MagicLink
    convener: Convener

    @property
    def subject_id(self) -> UUID:
        return self.link.subject_id

    @property
    def context(self) -> dict[str, Any]:
        """What every page behind a link shows."""
        return {
            "token": self.token,
            "convener": self.convener,
            "sample_data": self.convener.is_sample,
        }


class NoSuchLink(Http404):
    """A token that was never given out, or that opens another kind of door."""


class LinkClosed(Exception):
    """A link that exists and no longer opens. `found.state` says why."""

    def __init__(self, found: FoundLink) -> None:
        super().__init__(found.state)
        self.found = found


def find_link(token: str) -> FoundLink | None:
    """What a token opens, or None for a token that was never given out."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM tenancy.open_link(%s)", [token_hash(token)])
        row = cursor.fetchone()
    return FoundLink(*row) if row else None


@contextmanager
def opened_link(token: str, *purposes: str) -> Iterator[OpenedLink]:
    """Opens the link scope of a token for the length of the block.

    Raises NoSuchLink for an unknown token or another purpose's, LinkClosed for one that expired or
    was revoked. Opening changes nothing: mail scanners follow links.
    """
    found = find_link(token)
    if found is None or found.purpose not in purposes:
        raise NoSuchLink("No such link.")
    if found.state != "open":
        raise LinkClosed(found)
    with link_scope(found.convener_id, found.subject_id):
        link = MagicLink.objects.select_related("convener").get(pk=found.id)
        with timezone.override(ZoneInfo(link.convener.time_zone)):
            yield OpenedLink(token, link, link.convener)


def closed_link(found: FoundLink) -> MagicLink:
    """A link that does not open any more, with its convener: whom it was for, and until when."""
    with link_scope(found.convener_id, found.subject_id):
        link: MagicLink = MagicLink.objects.select_related("convener").get(pk=found.id)
        return link


def make_link(message: Message) -> str:
    """Makes the link that a message carries and returns its token, which is stored nowhere."""
    token = new_token()
    MagicLink.objects.create(
        purpose=message.link_purpose,
        subject_id=message.subject_id,
        recipient_name=message.to_name,
        recipient_email=message.to_email,
        token_hash=token_hash(token),
        message_id=message.pk,
        expires_at=timezone.now() + timedelta(days=message.link_days),
    )
    return token


def send_fresh_link(found: FoundLink) -> str:
    """Queues the mail of a closed link once more, to the same address only; returns the address.

    It says who answers today: whoever asked first may have left.
    At most one an hour for a link and three a day for an address, however often the button is
    pressed: whoever found an old mail could fill an inbox. Raises Http404 for a link that still
    opens, that was revoked, whose mail is gone, or behind which nothing is left to do.
    """
    if found.state != "expired":
        raise Http404("There is no fresh link for this one.")
    with link_scope(found.convener_id, found.subject_id):
        link: MagicLink = lock(MagicLink(pk=found.id, convener_id=found.convener_id))
        original = Message.objects.filter(pk=link.message_id).first()
        if original is None:
            raise Http404("The mail of this link is gone.")
        if _fresh_mails_today(link) >= FRESH_A_DAY:
            return link.recipient_email
        values = {name: getattr(original, name) for name in COPIED_FIELDS}
        if facts := _facts_of_today(found):
            if facts.over:
                raise Http404("Nothing is left to do behind this link.")
            values |= {"context": original.context | facts.context, "reply_to": facts.reply_to}
        key = f"fresh:{link.pk}:{timezone.now():%Y%m%d%H}"
        if queue_message(Envelope(**values, dedupe_key=key)):
            actor = Actor.of_link(link.recipient_name, found.subject_id)
            record_event(actor, "asked for a fresh link", link)
        return link.recipient_email


def why_over(found: FoundLink) -> str:
    """Why nothing is left to do behind a link, in a sentence; empty while there is."""
    with link_scope(found.convener_id, found.subject_id):
        facts = _facts_of_today(found)
    return facts.over if facts else ""


def _facts_of_today(found: FoundLink) -> PresentFacts | None:
    provider = present_facts.get(found.purpose)
    return provider(found.subject_id) if provider else None


def _fresh_mails_today(link: MagicLink) -> int:
    return Message.objects.filter(
        subject_id=link.subject_id,
        to_email=link.recipient_email,
        dedupe_key__startswith="fresh:",
        created_at__gt=timezone.now() - timedelta(days=1),
    ).count()


COPIED_FIELDS = (
    "kind",
    "to_name",
    "to_email",
    "subject_id",
    "context",
    "reply_to",
    "link_purpose",
    "link_days",
    "attachment",
    "attachment_name",
)


def revoke_links(subject_id: UUID, *purposes: str) -> int:
    """Closes every open link to a subject; all purposes when none is named."""
    links = MagicLink.objects.filter(subject_id=subject_id, revoked_at=None)
    if purposes:
        links = links.filter(purpose__in=purposes)
    return links.update(revoked_at=timezone.now())


def bind_device(link: MagicLink, device: str) -> None:
    """Remembers the first device on which the person acts. A POST calls it, never a GET."""
    if link.device_hash is None:
        MagicLink.objects.filter(pk=link.pk, device_hash=None).update(
            device_hash=token_hash(device)
        )


def needs_code(link: MagicLink, device: str) -> bool:
    """Whether acting asks for a code: the link is older than a day, or the device is another."""
    if timezone.now() - link.created_at > FRESH_FOR:
        return True
    return link.device_hash is not None and not hmac.compare_digest(
        bytes(link.device_hash), token_hash(device)
    )


def make_code(link: MagicLink) -> str:
    """A new six-digit code for this link, valid 15 minutes and five attempts."""
    code = new_code()
    MagicLink.objects.filter(pk=link.pk).update(
        code_hash=token_hash(f"{link.pk}:{code}"),
        code_expires_at=timezone.now() + CODE_VALID_FOR,
        code_attempts=0,
    )
    return code


def accept_code(link: MagicLink, code: str, device: str) -> bool:
    """Checks a code under lock; the right one makes this the bound device and is used up.

    A wrong attempt must be counted even though the page answers with an error: the caller
    commits.
    """
    row: Any = lock(link)
    if row.code_hash is None or row.code_expires_at < timezone.now():
        return False
    if row.code_attempts >= CODE_ATTEMPTS:
        return False
    right = hmac.compare_digest(bytes(row.code_hash), token_hash(f"{row.pk}:{code.strip()}"))
    changes: dict[str, Any] = {"code_attempts": row.code_attempts + 1}
    if right:
        changes = {"code_hash": None, "device_hash": token_hash(device)}
    MagicLink.objects.filter(pk=row.pk).update(**changes)
    return right
