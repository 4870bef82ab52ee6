"""Opening outreach: by an approved charter, or by a manager's logged decision."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError

from config.access import role_may
from config.duplicates import make_once
from partnerships.models import CharterDocument, OutreachOverride, Partnership
from partnerships.rules.outreach import Finding, charter_findings
from partnerships.services.audit import Actor, record_event
from partnerships.services.transitions import lock

CLOSED = "The partnership is closed."


class OutreachClosed(Exception):
    """A first contact was refused; `findings` name what is missing."""

    def __init__(self, partnership: Partnership, findings: list[Finding]) -> None:
        super().__init__(" ".join(finding.message for finding in findings))
        self.partnership = partnership
        self.findings = findings


class PartnershipClosed(ValidationError):
    """New work was begun in a partnership that was closed; `findings` say so as a page shows it."""

    def __init__(self) -> None:
        super().__init__(CLOSED)
        self.findings = [Finding("partnership_closed", CLOSED, "")]

    def __str__(self) -> str:
        return CLOSED


def check_goes_on(partnership: Any) -> None:
    """Whatever begins new work in a partnership calls this; what is under way is finished without.

    The partnership is the locked row, so that nothing begins in the instant in which it is closed.
    Raises PartnershipClosed.
    """
    if partnership.is_closed:
        raise PartnershipClosed


def outreach_findings(partnership: Any) -> list[Finding]:
    """What is missing before anybody may be contacted; empty when open or overridden."""
    if OutreachOverride.objects.filter(partnership=partnership).exists():
        return []
    return charter_findings(CharterDocument.objects.filter(partnership=partnership))


def check_outreach_open(partnership: Any) -> None:
    """Every first contact (mail, invitation, agreement) calls this.

    Raises PartnershipClosed, OutreachClosed.
    """
    check_goes_on(partnership)
    findings = outreach_findings(partnership)
    if findings:
        raise OutreachClosed(partnership, findings)


def note_open_outreach(partnership: Any) -> None:
    """Marks a partnership whose outreach is open by now; called by whatever may open it."""
    if not outreach_findings(partnership):
        Partnership.objects.filter(pk=partnership.pk).update(is_outreach_open=True)


def override_outreach(
    partnership: Partnership, *, reason: str, actor: Actor, row_id: UUID | None = None
) -> OutreachOverride:
    """Opens outreach without a complete charter; the reason and what was missing are kept, once
    for a form sent twice.

    Raises PermissionDenied for anybody below a manager, PartnershipClosed.
    """
    check_goes_on(lock(partnership))
    if not (actor.membership and role_may(actor.membership.role, "outreach.override")):
        raise PermissionDenied("Overriding the purpose gate needs a manager.")
    missing = charter_findings(CharterDocument.objects.filter(partnership=partnership))
    override, is_new = make_once(
        OutreachOverride.objects.filter(partnership=partnership),
        row_id,
        partnership=partnership,
        decided_by=actor.membership,
        reason=reason,
        missing=[finding.message for finding in missing],
    )
    if not is_new:
        return override
    note_open_outreach(partnership)
    record_event(
        actor,
        "overrode the purpose gate",
        partnership,
        partnership_id=partnership.pk,
        after={"missing": override.missing},
        reason=reason,
    )
    return override
