"""What mails of check-ins and evaluations say today, where a fresh link is asked for."""

from __future__ import annotations

from uuid import UUID

from config.templatetags.formatting import us_date
from metrics.models import CheckIn, EvaluationInvitation
from metrics.services import check_in_answers, evaluation_answers
from partnerships.registries import PresentFacts


def present_check_in(check_in_id: UUID) -> PresentFacts:
    """It names whoever reads the answers now."""
    check_in = CheckIn.objects.select_related("convener").get(pk=check_in_id)
    last_day = us_date(check_in.closes_on)
    facts = {"owner": check_in.owner_name, "closes_on": last_day}
    over = f"The check-in took answers until {last_day}. The next one comes by mail."
    return PresentFacts(facts, "", over if check_in_answers.is_closed(check_in) else "")


def present_evaluation(invitation_id: UUID) -> PresentFacts:
    """It comes from the convener and names no person."""
    invitation = EvaluationInvitation.objects.select_related("convener").get(pk=invitation_id)
    last_day = us_date(invitation.closes_on)
    over = f"The evaluation took answers until {last_day}. The next one comes by mail."
    has_closed = evaluation_answers.is_closed(invitation)
    return PresentFacts({"closes_on": last_day}, "", over if has_closed else "")
