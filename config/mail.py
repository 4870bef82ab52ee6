"""From a rendered mail to the mail server, over one connection a batch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from config.text import printable


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a mail."""

    name: str
    content: bytes
    media_type: str = "application/pdf"


def message_id(row_id: UUID) -> str:
    """The Message-ID of an outbox row: derived, so that a resend can be recognised."""
    domain = settings.BASE_URL.split("://", 1)[1].split(":", 1)[0]
    return f"<{row_id}@{domain}>"


def build_mail(
    *,
    kind: str,
    row_id: UUID,
    sender_name: str,
    to_name: str,
    to_email: str,
    reply_to: str,
    context: dict[str, Any],
    attachments: tuple[Attachment, ...] = (),
    unsubscribe_url: str = "",
    resent: bool = False,
) -> EmailMultiAlternatives:
    """Renders `templates/mail/<kind>/{subject.txt,body.txt,body.html}` into a mail."""
    subject = _one_line(render_to_string(f"mail/{kind}/subject.txt", context))
    address = settings.DEFAULT_FROM_EMAIL.rsplit("<", 1)[-1].rstrip(">").strip()
    headers = {"Message-ID": message_id(row_id), "Auto-Submitted": "auto-generated"}
    if unsubscribe_url:
        headers["List-Unsubscribe"] = f"<{unsubscribe_url}>"
    if resent:
        headers["X-Sent-Again"] = "a crash left it unknown whether this had arrived"
    mail = EmailMultiAlternatives(
        subject=subject,
        body=render_to_string(f"mail/{kind}/body.txt", context),
        from_email=_named(sender_name, address),
        to=[_named(to_name, to_email)],
        reply_to=[reply_to] if reply_to else None,
        headers=headers,
    )
    mail.attach_alternative(render_to_string(f"mail/{kind}/body.html", context), "text/html")
    for attachment in attachments:
        mail.attach(attachment.name, attachment.content, attachment.media_type)
    return mail


def _one_line(text: str) -> str:
    """Text for a header: no control character, and none of the signs that end a line."""
    return " ".join(printable(text).split())


def _named(name: str, address: str) -> str:
    plain = _one_line("".join(" " if char in '"\\<>' else char for char in name))
    return f'"{plain}" <{address}>' if plain else address
