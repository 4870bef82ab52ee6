"""Reading candidacies for pages."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from partnerships.models import AuditEvent, Membership, Message, Partnership
from stakeholders.models import Candidacy, Interview

READ_WITH = ("organization", "contact", "profile__need", "owner", "partnership")


def candidacy_or_404(partnership: Partnership, candidacy_id: Any) -> Candidacy:
    """A candidacy of this partnership, with what its pages show; otherwise Http404."""
    found: Candidacy = get_object_or_404(
        Candidacy.objects.select_related(*READ_WITH), partnership=partnership, pk=candidacy_id
    )
    return found


def interview_of(candidacy: Candidacy) -> Interview | None:
    """The interview, if anything was scored yet."""
    return Interview.objects.filter(candidacy=candidacy).select_related("by").first()


def possible_owners(partnership: Partnership) -> QuerySet[Membership]:
    """Who may take the next step: the convener's people, and whom recruitment is delegated to."""
    delegated = partnership.delegations.filter(ended_at=None).values("membership_id")
    return Membership.objects.filter(
        Q(role__in=("owner", "manager", "coordinator")) | Q(pk__in=delegated), is_active=True
    ).order_by("name")


VERBS = {
    "identified": "named the prospect",
    "contact": "made first contact",
    "interview": "started the interview",
    "scored": "scored the interview",
    "match": "agreed on the fit",
    "invite": "decided to invite",
    "commit": "recorded the signed agreement",
    "close": "closed it without blame",
    "reopen": "opened it again",
    "changed": "changed who is in charge",
}


def history_of(candidacy: Candidacy) -> list[dict[str, Any]]:
    """What happened, newest first: `when`, `sentence`, `note`."""
    events = AuditEvent.objects.filter(object_id=candidacy.pk)[:100]
    return [
        {
            "when": event.created_at,
            "sentence": f"{event.actor_label} {VERBS.get(event.verb, event.verb)}.",
            "note": event.reason or _changes(event),
        }
        for event in events
    ]


def moved_words(candidacy: Candidacy) -> str:
    """Who moved it last and how, as its history says it, for somebody who came too late."""
    moves = AuditEvent.objects.filter(object_id=candidacy.pk, before__has_key="stage")
    if (last := moves.first()) is not None:
        return f"meanwhile {last.actor_label} {VERBS.get(last.verb, last.verb)}."
    return f"it is “{Candidacy.objects.get(pk=candidacy.pk).get_stage_display()}” now."


def was_mailed(candidacy: Candidacy, *, subject: str, body: str) -> bool:
    """Whether these very words are in a first mail to it: a second press loses nothing."""
    mails = Message.objects.filter(subject_id=candidacy.pk, kind="first_contact")
    return mails.filter(context__subject=subject, context__body=body).exists()


def _changes(event: AuditEvent) -> str:
    if event.verb == "scored":
        scored = [f"{label} {score}" for label, score in event.after.items() if score]
        return ", ".join(scored) + " of 5." if scored else ""
    if event.verb == "changed":
        return "; ".join(f"{name}: {value or 'nobody'}" for name, value in event.after.items())
    return ""
