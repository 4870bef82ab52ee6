"""What mails of check-ins and evaluations say today, where a fresh link is asked for."""

from __future__ import annotations

from uuid import UUID

from config.templatetags.formatting import us_date
from metrics.models import CheckIn, EvaluationInvitation
from metrics.services import check_in_answers, evaluation_answers
from partnerships.registries import PresentFacts


def present_check_in(check_in_id: UUID) -> PresentFacts:
    """One that still takes answers names whoever reads them now.

    A closed one says so and names nobody: who read it then may have left.
    """
    check_in = CheckIn.objects.select_related("convener").get(pk=check_in_id)
    has_closed = check_in_answers.is_closed(check_in)
    facts = {
        "owner": "" if has_closed else check_in.owner_name,
        "closes_on": us_date(check_in.closes_on),
        "is_closed": has_closed,
    }
    return PresentFacts(facts, "")


def present_evaluation(invitation_id: UUID) -> PresentFacts:
    """It comes from the convener and names no person; a closed one says so."""
    invitation = EvaluationInvitation.objects.select_related("convener").get(pk=invitation_id)
    facts = {
        "closes_on": us_date(invitation.closes_on),
        "is_closed": evaluation_answers.is_closed(invitation),
    }
    return PresentFacts(facts, "")
