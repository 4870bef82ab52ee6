"""Every mail says why it came; every reminder says how to stop, and stopping works."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from config.tenancy.scopes import dispatch_scope
from partnerships.models import LinkPurpose, Message, Stream
from partnerships.services.outbox import Envelope, claim_due_messages, queue_message
from partnerships.services.rendering import render_message
from tests.cast import House

MAILS = settings.BASE_DIR / "templates" / "mail"
#: Each kind is a folder; the base of all is none.
KINDS = sorted(folder.name for folder in MAILS.iterdir() if folder.is_dir())
REMINDERS = {
    "check_in": LinkPurpose.CHECK_IN,
    "check_in_reminder": LinkPurpose.CHECK_IN,
    "evaluation_invitation": LinkPurpose.EVALUATE,
    "evaluation_reminder": LinkPurpose.EVALUATE,
}
FACTS = {
    "partnership": "Health Sciences Academy",
    "organization": "Lindqvist Fabrication",
    "closes_on": "Dec 4, 2026",
    "title": "Host students",
    "body": "Good morning.",
    "subject": "Welding",
    "sender": "Cody Reyes",
}


def queued(house: House, kind: str, number: int = 1) -> Any:
    """A mail of the kind to Ruth, waiting; reminders are on the stream that can be stopped."""
    stream = Stream.REMINDER if kind in REMINDERS else Stream.TRANSACTION
    purpose = REMINDERS.get(kind, "")
    key = f"{kind}:{number}"
    subject = uuid4()
    queue_message(
        Envelope(
            kind, "Ruth", "ruth@partner.example", subject, key, FACTS, stream, link_purpose=purpose
        )
    )
    return Message.objects.get(dedupe_key=key)


def texts(house: House, kind: str) -> tuple[str, str]:
    """Text and HTML, each as one line."""
    with house.scope():
        mail = render_message(queued(house, kind).pk)
    return " ".join(str(mail.body).split()), " ".join(str(mail.alternatives[0][0]).split())


@pytest.mark.parametrize("kind", KINDS)
def test_mail_says_why_it_came(prairie: House, kind: str) -> None:
    for text in texts(prairie, kind):
        assert re.search(r"You get this because \S+ \S+", text), kind


@pytest.mark.parametrize("kind", REMINDERS)
def test_reminder_leads_to_a_page_that_stops_further_ones(prairie: House, kind: str) -> None:
    text, html = texts(prairie, kind)
    (link,) = re.findall(r"To pause or stop questions like this: (\S+)", text)
    assert re.search(rf'<a href="{link}"[^>]*>Pause or stop questions like this</a>', html)
    client, path = Client(), link.removeprefix(settings.BASE_URL)
    assert "Stop them" in client.get(path).text
    page = client.post(path, {"choice": "stop"}, follow=True)
    assert (page.status_code, ">Stopped<" in page.text) == (200, True)
    with prairie.scope():
        queued(prairie, kind, 2)
        other = queued(prairie, "invitation")
        Message.objects.update(not_before=timezone.now() - timedelta(hours=1))
    with dispatch_scope():
        (claimed,) = claim_due_messages()
    assert other.pk in claimed


@pytest.mark.parametrize("kind", sorted(set(KINDS) - REMINDERS.keys()))
def test_mail_that_cannot_be_stopped_offers_no_such_link(prairie: House, kind: str) -> None:
    assert not any("stop questions" in text for text in texts(prairie, kind))
