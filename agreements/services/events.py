"""The log of one agreement: append-only, each entry tied to the one before."""

from __future__ import annotations

from typing import Any

from agreements.models import Agreement, AgreementEvent
from agreements.services.clock import now
from config.hashchain import ChainEntry, ChainResult, link_hash, plain, verify_chain
from partnerships.services.audit import Actor


def append_event(agreement: Agreement, verb: str, words: str, actor: Actor, **facts: Any) -> None:
    """Adds an entry. The caller holds the agreement's row lock, so entries never fork.

    words: what the actor did, to be read after the name ("asked Tom Lindqvist to sign").
    """
    last = (
        AgreementEvent.objects.filter(agreement=agreement)
        .order_by("-sequence")
        .values_list("sequence", "link")
        .first()
    )
    sequence, previous = last or (0, None)
    payload = plain(
        {
            "sequence": sequence + 1,
            "at": now(),
            "verb": verb,
            "actor": actor.label,
            "actor_kind": str(actor.kind),
            "words": words,
            **facts,
        }
    )
    AgreementEvent.objects.create(
        agreement=agreement,
        sequence=sequence + 1,
        payload=payload,
        link=link_hash(previous, payload),
    )


def check_events(agreement: Agreement) -> ChainResult:
    """Whether the log is as it was written."""
    events = AgreementEvent.objects.filter(agreement=agreement).order_by("sequence")
    return verify_chain(ChainEntry(event.payload, event.link) for event in events)
