"""From an outbox row to a mail: its link is made here and exists nowhere else."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.mail import EmailMultiAlternatives

from config.mail import Attachment, build_mail
from partnerships.models import LinkPurpose, MagicLink, Message, Stream
from partnerships.services.links import make_code, make_link

#: Where each purpose's door is.
DOORS = {
    LinkPurpose.JOIN: "/join/{token}/",
    LinkPurpose.SIGN: "/sign/{token}/",
    LinkPurpose.COPY: "/copy/{token}/",
    LinkPurpose.CHECK_IN: "/check-in/{token}/",
    LinkPurpose.EVALUATE: "/evaluate/{token}/",
}


def render_message(message_id: UUID) -> EmailMultiAlternatives:
    """The mail of a claimed message; inside the convener's scope."""
    message = Message.objects.select_related("convener").get(pk=message_id)
    convener = message.convener
    context: dict[str, Any] = {
        **message.context,
        "convener": convener,
        "to_name": message.to_name,
        "base_url": settings.BASE_URL,
        "is_reminder": message.stream == Stream.REMINDER,
    }
    if message.link_purpose:
        door = DOORS[LinkPurpose(message.link_purpose)].format(token=make_link(message))
        context["link"] = settings.BASE_URL + door
        context["stop_link"] = context["link"] + "mail/"
    if link_id := message.context.get("code_for"):
        # Made here, so that no row and no page of the convener ever shows it.
        context["code"] = make_code(MagicLink.objects.get(pk=link_id))
    return build_mail(
        kind=message.kind,
        row_id=message.pk,
        sender_name=convener.name,
        to_name=message.to_name,
        to_email=message.to_email,
        reply_to=message.reply_to or convener.contact_email,
        context=context,
        attachments=_attachments(message),
        unsubscribe_url=context.get("stop_link", "") if context["is_reminder"] else "",
        resent=message.resent,
    )


def _attachments(message: Message) -> tuple[Attachment, ...]:
    if not message.attachment:
        return ()
    with default_storage.open(message.attachment) as stored:
        return (Attachment(message.attachment_name, stored.read()),)
