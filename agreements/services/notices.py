"""The mails of an agreement. Each is a row in the outbox; nothing is sent from here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from agreements.models import Agreement, AgreementState, Side, Signer
from agreements.services.clock import now, today
from config.templatetags.formatting import us_date
from partnerships.models import UNSENT, LinkPurpose, Message, MessageState
from partnerships.registries import PresentFacts
from partnerships.services.outbox import Envelope, queue_message, withdraw_unsent

#: How long a link to the finished copy opens; an expired one offers a fresh one.
COPY_LINK_DAYS = 90
#: Whoever presses "Send again" twice means one mail.
PAUSE = timedelta(minutes=1)
#: The state in which each kind of request asks for a signature.
ASKED_WHILE = {
    "agreement_sign": AgreementState.SENT,
    "agreement_countersign": AgreementState.PARTNER_SIGNED,
}
#: Where nobody is asked any more: what a link that expired says of it.
OVER = {
    AgreementState.EXPIRED: "It was not signed in time. {who} can give more time; a new link then "
    "comes by mail.",
    AgreementState.DECLINED: "It was answered with “not right now”. Nobody asks again unless you "
    "want it; {who} is glad to hear from you.",
    AgreementState.VOIDED: "The agreement was taken back. It has no effect.",
}


def queue_sign_request(agreement: Agreement, signer: Signer) -> None:
    """Asks a signer by mail, in place of a request to the same address that is not out.

    Each call is a mail of its own: the caller holds the agreement's lock and has something new to
    say, or asks `was_just_asked` first.
    """
    assert agreement.sign_by is not None
    days = (agreement.sign_by - today(agreement.convener)).days + 1
    withdraw_unsent(_requests(agreement, signer))
    _queue(
        agreement,
        signer,
        "agreement_sign",
        f"sign:{signer.pk}:{uuid4()}",
        {**_facts(agreement), "signer_title": signer.title},
        link_purpose=LinkPurpose.SIGN,
        link_days=max(days, 1),
    )


def was_just_asked(agreement: Agreement, signer: Signer) -> bool:
    """Whether a request to this address was written within the last minute."""
    recent = _requests(agreement, signer).filter(created_at__gt=now() - PAUSE)
    return recent.exclude(state=MessageState.WITHDRAWN).exists()


def _requests(agreement: Agreement, signer: Signer) -> QuerySet[Message]:
    found: QuerySet[Message] = Message.objects.filter(
        kind="agreement_sign", subject_id=agreement.pk, to_email=signer.email
    )
    return found


def queue_signed_receipt(agreement: Agreement, signer: Signer) -> bool:
    """Tells a signer that the signature is recorded, with a link to the copy."""
    return _queue(
        agreement,
        signer,
        "agreement_signed",
        f"signed:{signer.pk}:{now():%Y%m%d%H%M%S}",
        _facts(agreement),
        link_purpose=LinkPurpose.COPY,
        link_days=COPY_LINK_DAYS,
    )


def queue_countersign_request(agreement: Agreement, signer: Signer, due: str) -> bool:
    """Tells the convener's signatory that theirs is the last signature."""
    url = member_url(agreement, "agreement-countersign")
    facts = {**_facts(agreement), "due": due, "link": url}
    key = f"countersign:{signer.pk}:{now():%Y%m%d%H%M%S}"
    return _queue(agreement, signer, "agreement_countersign", key, facts)


def queue_code(agreement: Agreement, signer: Signer, link_id: Any) -> bool:
    """Sends a code for one link. The code is made when the mail is rendered: no row holds it."""
    facts = {**_facts(agreement), "code_for": str(link_id)}
    key = f"code:{link_id}:{now():%Y%m%d%H%M}"
    return _queue(agreement, signer, "agreement_code", key, facts)


def queue_answer(agreement: Agreement, signer: Signer, question: Any) -> bool:
    """Sends the answer to a signer's question, with the door to sign."""
    assert agreement.sign_by is not None
    days = (agreement.sign_by - today(agreement.convener)).days + 1
    return _queue(
        agreement,
        signer,
        "agreement_answer",
        f"answer:{question.pk}",
        {
            **_facts(agreement),
            "asked": question.text,
            "answer": question.answer,
            "answered_by": question.answered_by.name,
        },
        link_purpose=LinkPurpose.SIGN,
        link_days=max(days, 1),
    )


def queue_complete_copies(agreement: Agreement, signers: Iterable[Signer]) -> None:
    """Sends the sealed file to everybody who signed, and to our person who answers; once each.

    A partner's mail opens the copy's door; a member's leads to the agreement.
    """
    for signer in signers:
        _queue_copy(agreement, signer.name, signer.email, by_link=signer.side == Side.PARTNER)
    _queue_copy(agreement, agreement.contact_name, agreement.contact_email, by_link=False)


def _queue_copy(agreement: Agreement, name: str, address: str, *, by_link: bool) -> None:
    facts = {
        **_facts(agreement),
        "code": agreement.verification_code,
        "verify_url": settings.BASE_URL + reverse("agreements:verify"),
    }
    if not by_link:
        facts["link"] = member_url(agreement, "agreement-detail")
    queue_message(
        Envelope(
            kind="agreement_complete",
            to_name=name,
            to_email=address,
            subject_id=agreement.pk,
            dedupe_key=f"complete:{agreement.pk}:{address.lower()}",
            context=facts,
            reply_to=agreement.contact_email,
            link_purpose=LinkPurpose.COPY if by_link else "",
            link_days=COPY_LINK_DAYS,
            attachment=agreement.sealed_file,
            attachment_name=file_name(agreement),
        )
    )


@dataclass(frozen=True)
class Ask:
    """What a mail asks for instead of a look at the agreement: the button and its address."""

    button: str
    link: str


def tell_contact(
    agreement: Agreement, headline: str, words: str, *, key: str, ask: Ask | None = None
) -> bool:
    """Tells the convener's person what a signer did; without `ask` it leads to the agreement."""
    facts = {
        **_facts(agreement),
        "headline": headline,
        "words": words,
        "why": f"You get this because you answer questions about “{agreement.title}”.",
        "link": member_url(agreement, "agreement-detail"),
        **(asdict(ask) if ask else {}),
    }
    return queue_message(
        Envelope(
            kind="agreement_notice",
            to_name=agreement.contact_name,
            to_email=agreement.contact_email,
            subject_id=agreement.pk,
            dedupe_key=f"notice:{key}",
            context=facts,
        )
    )


def tell_signer(
    agreement: Agreement, signer: Signer, headline: str, words: str, *, key: str
) -> bool:
    """Tells a signer that something changed; there is nothing to do, so no button."""
    why = f"You get this because you were asked to sign “{agreement.title}”."
    facts = {**_facts(agreement), "headline": headline, "words": words, "why": why}
    return _queue(agreement, signer, "agreement_notice", f"told:{signer.pk}:{key}", facts)


def quoted(text: str) -> str:
    """What somebody wrote, as a paragraph of a mail: in quotes, so that ours is told from it."""
    return f"“{text.strip()}”"


def present_facts(agreement_id: UUID) -> PresentFacts:
    """What every mail about an agreement says today, and who is answered; for a fresh link."""
    agreement = Agreement.objects.get(pk=agreement_id)
    over = OVER.get(agreement.state, "").format(who=agreement.contact_name)
    return PresentFacts(_facts(agreement), agreement.contact_email, over)


def renew_unsent_mail(agreement: Agreement, old_address: str) -> None:
    """Mail that is not out names the contact of today, and is answered and sent to them.

    old_address: of the contact before. One that a worker has in hand may still go out as it was;
    where it fails, its next attempt is the renewed one.
    """
    facts = _facts(agreement)
    states = (*UNSENT, MessageState.SENDING)
    for message in Message.objects.filter(subject_id=agreement.pk, state__in=states):
        message.context = message.context | facts
        if message.reply_to:
            message.reply_to = agreement.contact_email
        if message.to_email.casefold() == old_address.casefold():
            message.to_name, message.to_email = agreement.contact_name, agreement.contact_email
        message.save(update_fields=["context", "reply_to", "to_name", "to_email"])


def withdraw_idle_requests(agreement: Agreement) -> int:
    """Takes back requests to sign that the agreement's state does not call for; how many.

    The caller holds the agreement's lock.
    """
    idle = [kind for kind, state in ASKED_WHILE.items() if agreement.state != state]
    return withdraw_unsent(Message.objects.filter(subject_id=agreement.pk, kind__in=idle))


def is_request_over(message: Message) -> bool:
    """Whether nobody is to sign any more: where all did, the link still shows what they signed."""
    return Agreement.objects.get(pk=message.subject_id).state in OVER


def is_countersign_request_idle(message: Message) -> bool:
    """Whether the agreement does not wait for our signature, or a later mail asks for it."""
    if Agreement.objects.get(pk=message.subject_id).state != AgreementState.PARTNER_SIGNED:
        return True
    same = Message.objects.filter(kind=message.kind, subject_id=message.subject_id)
    later = same.filter(created_at__gt=message.created_at)
    return later.exclude(state=MessageState.WITHDRAWN).exists()


def withdraw_countersign_requests(agreement: Agreement, successor: Signer) -> None:
    """Takes back requests to the signatory before; none of them can be sent again.

    One that a worker has in hand stays, and a next attempt goes to the successor.
    """
    asked = Message.objects.filter(kind="agreement_countersign", subject_id=agreement.pk)
    withdraw_unsent(asked)
    asked.filter(state=MessageState.SENDING).update(
        to_name=successor.name, to_email=successor.email
    )


def member_url(agreement: Agreement, view: str, *more: Any) -> str:
    """An address of the agreement under its convener, for mails to members."""
    return settings.BASE_URL + reverse(
        f"agreements:{view}", args=[agreement.convener.slug, agreement.pk, *more]
    )


def file_name(agreement: Agreement) -> str:
    """What the sealed file is called on somebody's disk."""
    kept = "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in agreement.title)
    words = "-".join(part for part in kept.lower().split("-") if part)[:60] or "agreement"
    return f"{words}-{agreement.verification_code}.pdf"


def _facts(agreement: Agreement) -> dict[str, Any]:
    content = agreement.content or {}
    return {
        "title": agreement.title,
        "partnership": content.get("partnership", ""),
        "organization": content.get("organization", ""),
        "contact_name": agreement.contact_name,
        "sign_by": us_date(agreement.sign_by),
        "label": content.get("label", ""),
        "consequence": agreement.consequence,
    }


def _queue(
    agreement: Agreement,
    signer: Signer,
    kind: str,
    key: str,
    facts: dict[str, Any],
    **more: Any,
) -> bool:
    return queue_message(
        Envelope(
            kind=kind,
            to_name=signer.name,
            to_email=signer.email,
            subject_id=agreement.pk,
            dedupe_key=key,
            context=facts,
            reply_to=agreement.contact_email,
            **more,
        )
    )
