"""Codes that prove who holds a link: mailed to the link's own address, and seldom."""

from __future__ import annotations

from datetime import timedelta
from enum import Enum, auto

from agreements.models import Agreement, Signer
from agreements.services.clock import now
from agreements.services.notices import queue_code
from partnerships.models import MagicLink, Message

#: With five attempts a code, a holder of a stolen link gets fifty guesses of a million a day.
MOST_A_DAY = 10
#: A page that is loaded again must not send another code, which would close the one in the mail.
PAUSE = timedelta(minutes=1)


class CodeAnswer(Enum):
    """What came of asking for a code."""

    SENT = auto()
    JUST_SENT = auto()
    ENOUGH = auto()


def send_code(agreement: Agreement, signer: Signer, link: MagicLink) -> CodeAnswer:
    """Mails a code, unless one went out for this link within the minute, or ten within the day
    to this signer."""
    sent = Message.objects.filter(
        kind="agreement_code",
        subject_id=agreement.pk,
        to_email=signer.email,
        created_at__gt=now() - timedelta(days=1),
    )
    of_link = sent.filter(dedupe_key__startswith=f"code:{link.pk}:")
    if of_link.filter(created_at__gt=now() - PAUSE).exists():
        return CodeAnswer.JUST_SENT
    if sent.count() >= MOST_A_DAY:
        return CodeAnswer.ENOUGH
    queued = queue_code(agreement, signer, link.pk)
    return CodeAnswer.SENT if queued else CodeAnswer.JUST_SENT
