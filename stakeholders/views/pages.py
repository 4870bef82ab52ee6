"""What the pages of this app share."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from config.access import may_open, role_may
from config.state import GuardFailed
from config.templatetags.formatting import us_date
from partnerships.models import Partnership
from partnerships.selectors.partnerships import workspace_context
from partnerships.services.outreach import OutreachClosed, PartnershipClosed, outreach_findings
from stakeholders.forms.candidacies import CallForm, InvitingForm, ReopeningForm
from stakeholders.models import INTERVIEW_PARTS, INTERVIEW_STAGES, Candidacy, Stage
from stakeholders.rules.interview import unscored_parts
from stakeholders.selectors.candidacies import history_of, interview_of


def workspace(
    request: Any, partnership: Partnership, tab: str = "recruitment", *above: tuple[str, str]
) -> dict[str, Any]:
    """The context of a page in a workspace; `above`: `(label, url)` of its parents."""
    context = workspace_context(request, partnership, tab)
    context["breadcrumbs"] += [{"label": label, "url": url} for label, url in above]
    return context


def board_crumb(request: Any, partnership: Partnership) -> tuple[str, str]:
    """The board, as the parent of a page."""
    return "Recruitment", in_partnership(request, partnership, "recruitment-board")


def plan_crumb(request: Any, partnership: Partnership) -> tuple[str, str]:
    """The needs and profiles, as the parent of a page."""
    return "Needs and profiles", in_partnership(request, partnership, "recruitment-plan")


def candidacy_crumb(request: Any, candidacy: Candidacy) -> tuple[str, str]:
    """The candidacy's own page, as the parent of a page."""
    name = candidacy.organization.name
    return name, in_partnership(request, candidacy.partnership, "candidacy-detail", candidacy.pk)


def directory_crumbs(request: Any, organization: Any = None) -> list[dict[str, str]]:
    """The breadcrumb of a page in the directory; with an organization, of one under it."""
    slug = request.convener.slug
    directory = reverse("stakeholders:organization-list", args=[slug])
    crumbs = [{"label": "Organizations", "url": directory}]
    if organization is not None:
        url = reverse("stakeholders:organization-detail", args=[slug, organization.pk])
        crumbs.append({"label": organization.name, "url": url})
    return crumbs


def in_partnership(request: Any, partnership: Partnership, name: str, *more: Any) -> str:
    """The address of one of this app's pages in a partnership."""
    args = [request.convener.slug, partnership.slug, *more]
    return reverse(f"stakeholders:{name}", args=args)


def candidacy_page(
    request: Any,
    candidacy: Candidacy,
    *,
    call_form: Any = None,
    invite_form: Any = None,
    reopen_form: Any = None,
    refusal: OutreachClosed | PartnershipClosed | GuardFailed | None = None,
) -> HttpResponse:
    """The page of one candidacy; with a refusal it says, on top, what is in the way (422).

    call_form, invite_form, reopen_form: as it was sent, where one was; what the stage does not ask
    any more is shown on top, so that nothing typed is lost.
    """
    partnership = candidacy.partnership
    interview = interview_of(candidacy)
    unscored = unscored_parts(interview)
    asked = {
        Stage.IDENTIFIED: call_form,
        Stage.MATCHED: None if unscored else invite_form,
        Stage.CLOSED: reopen_form if candidacy.is_to_wait else None,
    }
    sent = call_form or invite_form or reopen_form
    is_asked = sent is not None and sent is asked.get(Stage(candidacy.stage))
    is_asked = is_asked and not partnership.is_closed
    is_gated = candidacy.stage == Stage.IDENTIFIED and not partnership.is_closed
    gate = outreach_findings(partnership) if is_gated else []
    context = workspace(request, partnership, "recruitment", board_crumb(request, partnership))
    may_work = role_may(request.membership.role, "candidacies.work")
    context |= {
        "candidacy": candidacy,
        "lead": _lead(candidacy, request.convener),
        "interview": interview,
        "parts": [
            {
                "label": label,
                "score": getattr(interview, f"{key}_score", None),
                "words": f"{getattr(interview, f'{key}_score', None)} of 5",
                "note": getattr(interview, f"{key}_note", ""),
            }
            for key, label, _ in INTERVIEW_PARTS
        ],
        "may_score": may_work and candidacy.stage in INTERVIEW_STAGES,
        "unscored": unscored,
        "gate": refusal.findings if isinstance(refusal, OutreachClosed) else gate,
        "refusal": refusal,
        "call_form": call_form or CallForm(),
        "invite_form": invite_form or InvitingForm(),
        "reopen_form": reopen_form or ReopeningForm(),
        "kept_form": None if is_asked else sent,
        "may_work": may_work,
        "agreement_url": _agreement_url(request, candidacy),
        "history": history_of(candidacy),
    }
    is_refused = refusal or (sent and sent.errors)
    status = 422 if is_refused else 200
    return render(request, "stakeholders/candidacy_detail.html", context, status=status)


def _agreement_url(request: Any, candidacy: Candidacy) -> str:
    """Where the agreement of an invited organization is written; empty for who may not."""
    args = [request.convener.slug, candidacy.partnership.slug]
    address = reverse("agreements:agreement-new", args=args)
    is_next = candidacy.stage == Stage.INVITED and may_open(request.membership, address)
    return f"{address}?organization={candidacy.organization_id}" if is_next else ""


def _lead(candidacy: Candidacy, convener: Any) -> str:
    start = f"{candidacy.seat}. {candidacy.get_stage_display()}"
    past = candidacy.days_past_limit
    if past:
        return f"{start}, {past} {'day' if past == 1 else 'days'} past our own limit."
    return f"{start} since {us_date(candidacy.stage_since, convener)}."


def posted(request: Any) -> Any:
    """What was sent; an empty POST is an answer too, so it is not the same as none."""
    return request.POST if request.method == "POST" else None


def say_nothing_changed(request: Any, refusal: Exception) -> None:
    """A double submit, or a page that was open for long: somebody was here before."""
    messages.info(request, f"Nothing changed: {refusal}")
