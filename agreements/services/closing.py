"""Ending an agreement that nobody completed: void it with a reason, or let its time run out."""

from __future__ import annotations

from agreements.models import AGREEMENTS, Agreement, AgreementState, Side, Signer, SignerState
from agreements.selectors.signatories import wrongly_addressed
from agreements.services.clock import is_past_sign_by, now
from agreements.services.events import append_event
from agreements.services.notices import (
    quoted,
    tell_contact,
    tell_signer,
    withdraw_idle_requests,
)
from config.state import IllegalMove
from config.templatetags.formatting import us_date
from partnerships.models import LinkPurpose
from partnerships.services.audit import SYSTEM, Actor
from partnerships.services.links import revoke_links
from partnerships.services.transitions import lock, transition

ASKED = (SignerState.SENT, SignerState.SIGNED, SignerState.TAKEN_BACK)


def void_agreement(
    agreement: Agreement, *, reason: str, actor: Actor, new_version: bool = False
) -> Agreement:
    """Takes an agreement back; every signer who was asked is told why, and whether another comes.

    Whom a mail reached by mistake was promised no more of them.
    Raises IllegalMove once it is complete, and for a draft (see `discard_draft`).
    """
    row = lock(agreement)
    if row.state == AgreementState.DRAFT:
        raise IllegalMove("agreement", "a draft", "void")
    changes = {"closed_at": now(), "closed_reason": reason[:500]}
    row = transition(AGREEMENTS, row, "void", actor, reason=reason, changes=changes)
    done = "took the agreement back to change it" if new_version else "took the agreement back"
    append_event(row, "voided", done, actor, reason=reason)
    headline = f"{row.frozen['convener']['short_name']} {done}"
    follows = (
        "A new version comes by mail." if new_version else "There is nothing left for you to do."
    )
    asked = Signer.objects.filter(agreement=row, side=Side.PARTNER, state__in=ASKED)
    for signer in asked.exclude(pk__in=wrongly_addressed(row)):
        words = (
            f"The reason:\n{quoted(reason)}\n\n"
            f"It has no effect, even where it was signed. {follows}"
        )
        tell_signer(row, signer, headline, words, key=f"voided:{row.pk}")
    revoke_links(row.pk, LinkPurpose.SIGN)
    withdraw_idle_requests(row)
    return row


def expire_agreement(agreement: Agreement) -> Agreement | None:
    """Closes an agreement whose sign-by date has passed where the convener is.

    Returns None when it is not past, or somebody signed meanwhile: the sweep may come twice.
    """
    row = lock(agreement)
    if row.state != AgreementState.SENT or not is_past_sign_by(row):
        return None
    changes = {"closed_at": now(), "closed_reason": "Nobody signed by the date."}
    row = transition(AGREEMENTS, row, "expire", SYSTEM, changes=changes)
    append_event(row, "expired", f"closed it, not signed by {us_date(row.sign_by)}", SYSTEM)
    withdraw_idle_requests(row)
    tell_contact(
        row,
        f"{row.frozen['organization']} did not sign by {us_date(row.sign_by)}",
        "You can give them more time. Whoever has not signed then gets a new mail.",
        key=f"expired:{row.pk}:{row.sign_by}",
    )
    return row
