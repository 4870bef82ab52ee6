"""Codes that prove who holds a link: mailed to the link's own address, and seldom."""

from __future__ import annotations

from datetime import timedelta

from agreements.models import Agreement, Signer
from agreements.services.clock import now
from agreements.services.notices import queue_code
from partnerships.models import MagicLink, Message

#: With five attempts a code, a holder of a stolen link gets fifty guesses of a million a day.
MOST_A_DAY = 10


def send_code(agreement: Agreement, signer: Signer, link: MagicLink) -> bool:
    """Mails a code; False when one went out within the minute, or ten within the day."""
    sent = Message.objects.filter(
        kind="agreement_code",
        subject_id=agreement.pk,
        to_email=signer.email,
        created_at__gt=now() - timedelta(days=1),
    ).count()
    return sent < MOST_A_DAY and queue_code(agreement, signer, link.pk)
