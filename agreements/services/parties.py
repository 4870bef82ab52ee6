"""Who may stand on which side: nobody of the convener signs for the partner."""

from __future__ import annotations

from collections.abc import Iterable

from agreements.rules.readiness import Missing
from partnerships.models import Membership, Role, normalise_email


class OwnPerson(Exception):
    """The address belongs to somebody of the convener, who cannot sign for the partner."""


def is_own_address(email: str) -> bool:
    """Whether one of the convener's own people reads this mailbox.

    Whoever sends an agreement must not be able to sign it for the other side as well. An
    intermediary works for another organization, so it is not one of the convener's own.
    """
    own = Membership.objects.filter(is_active=True).exclude(role=Role.INTERMEDIARY)
    return own.filter(email__iexact=normalise_email(email)).exists()


def refuse_own_address(email: str) -> None:
    """Raises OwnPerson for an address of the convener's own people."""
    if is_own_address(email):
        raise OwnPerson("This is one of our own people, who cannot sign for the partner.")


def own_people_missing(emails: Iterable[str]) -> list[Missing]:
    """A finding for each signer of the partner who is one of our own people."""
    words = "is one of our own people, who cannot sign for the partner. Change the draft."
    return [
        Missing("own_person_signs", f"{email} {words}") for email in emails if is_own_address(email)
    ]
