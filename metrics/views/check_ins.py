"""The communication section of a workspace: who is asked, what was answered, what failed."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

import metrics.permissions  # noqa: F401  # declares what the views below name
from config.access import requires, role_may
from config.templatetags.formatting import us_date
from metrics.forms.check_ins import CheckInScheduleForm
from metrics.models import CheckIn, CheckInSchedule
from metrics.selectors.check_in_follow_ups import follow_ups_of
from metrics.selectors.check_in_standing import Standing, check_in_standing
from metrics.selectors.check_ins import (
    check_in_strip,
    messages_of,
    schedules_of,
    state_words,
)
from metrics.services.check_in_schedules import (
    CheckInOpen,
    create_schedule,
    pause_schedule,
    resume_schedule,
    send_check_in,
    take_schedule,
)
from partnerships.selectors.partnerships import partnership_or_404, workspace_context
from partnerships.services.audit import Actor
from partnerships.services.outreach import OutreachClosed

TAB = "communication"


def today_of(request: Any) -> Any:
    """The calendar day where the convener is."""
    return timezone.now().astimezone(ZoneInfo(request.convener.time_zone)).date()


@requires("check_ins.view")
@require_GET
def check_in_list(request: Any, slug: str) -> HttpResponse:
    """Answers by partner and month, then every schedule with its mail."""
    partnership = partnership_or_404(request, slug)
    standing = check_in_standing(partnership)
    context = workspace_context(request, partnership, TAB) | {
        "lead": _lead(standing),
        "strip": check_in_strip(partnership, today_of(request)),
        "rows": schedules_of(partnership),
        "may_manage": not partnership.is_closed
        and role_may(request.membership.role, "check_ins.manage"),
        "may_retry": role_may(request.membership.role, "messages.retry"),
    }
    return render(request, "metrics/check_in_list.html", context)


def _lead(standing: Standing | None) -> str:
    if standing is None:
        return "No partner is asked how it goes."
    words = standing.now_words
    return f"{words[0].upper()}{words[1:]}."


@requires("check_ins.view")
@require_GET
def check_in_detail(request: Any, slug: str, check_in_id: Any) -> HttpResponse:
    """One check-in: what was answered, the promises asked about, its mails."""
    partnership = partnership_or_404(request, slug)
    check_in = get_object_or_404(
        CheckIn.objects.select_related("owner"), pk=check_in_id, partnership=partnership
    )
    mails = messages_of([check_in.pk]).get(check_in.pk, [])
    context = workspace_context(request, partnership, TAB) | {
        "check_in": check_in,
        "state": "Answered" if check_in.answered_at else state_words(check_in, mails),
        "items": check_in.items.all(),
        "follow_ups": follow_ups_of(check_in),
        "may_work": role_may(request.membership.role, "follow_ups.work"),
        "mails": mails,
        "may_retry": role_may(request.membership.role, "messages.retry"),
    }
    return render(request, "metrics/check_in_detail.html", context)


@requires("check_ins.manage")
@require_http_methods(["GET", "POST"])
def check_in_schedule_create(request: Any, slug: str) -> HttpResponse:
    """Plans check-ins with one contact of a partner."""
    partnership = partnership_or_404(request, slug)
    today = today_of(request)
    initial = {"owner": request.membership.pk, "starts_on": today}
    form = CheckInScheduleForm(
        partnership, today, request.POST if request.method == "POST" else None, initial=initial
    )
    missing: list[Any] = []
    if request.method == "POST" and form.is_valid():
        try:
            made = create_schedule(
                partnership, actor=Actor.of_request(request), **form.cleaned_data
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        except OutreachClosed as refusal:
            form.add_error(None, str(refusal))
            missing = refusal.findings
        else:
            first = us_date(made.starts_on)
            words = f"The first check-in with {made.contact.name} is planned for {first}."
            messages.success(request, words)
            return redirect("metrics:check-in-list", request.convener.slug, slug)
    context = workspace_context(request, partnership, TAB) | {
        "form": form,
        "missing": missing,
        "has_contacts": form.fields["contact"].queryset.exists(),  # type: ignore[attr-defined]  # a model choice
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "metrics/check_in_schedule_create.html", context, status=status)


def schedule_or_404(request: Any, slug: str, schedule_id: Any) -> CheckInSchedule:
    """The schedule, if it is one of a partnership that the member may see; otherwise Http404."""
    partnership = partnership_or_404(request, slug)
    found = CheckInSchedule.objects.select_related("contact", "organization", "partnership")
    return get_object_or_404(found, pk=schedule_id, partnership=partnership)


@requires("check_ins.manage")
@require_POST
def check_in_send(request: Any, slug: str, schedule_id: Any) -> HttpResponse:
    """Asks one partner now."""
    schedule = schedule_or_404(request, slug, schedule_id)
    try:
        made = send_check_in(schedule, actor=Actor.of_request(request))
    except CheckInOpen as refusal:
        messages.info(request, f"Nothing changed: {refusal}")
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    except OutreachClosed as refusal:
        messages.error(request, f"Not sent. {refusal} Complete the charter first.")
        return redirect("partnerships:charter", request.convener.slug, slug)
    else:
        messages.success(request, f"A check-in to {made.contact_email} is on its way.")
    return redirect("metrics:check-in-list", request.convener.slug, slug)


@requires("check_ins.manage")
@require_POST
def check_in_schedule_pause(request: Any, slug: str, schedule_id: Any) -> HttpResponse:
    """Stops asking until it is resumed."""
    schedule = schedule_or_404(request, slug, schedule_id)
    if pause_schedule(schedule, actor=Actor.of_request(request)):
        messages.success(request, f"{schedule.contact.name} is not asked until you resume.")
    else:
        messages.info(request, "Nothing changed: it is paused already.")
    return redirect("metrics:check-in-list", request.convener.slug, slug)


@requires("check_ins.manage")
@require_POST
def check_in_schedule_resume(request: Any, slug: str, schedule_id: Any) -> HttpResponse:
    """Asks again from the next date on."""
    schedule = schedule_or_404(request, slug, schedule_id)
    if resume_schedule(schedule, actor=Actor.of_request(request)):
        messages.success(request, f"{schedule.contact.name} is asked again.")
    else:
        messages.info(request, "Nothing changed: it is not paused.")
    return redirect("metrics:check-in-list", request.convener.slug, slug)


@requires("check_ins.manage")
@require_POST
def check_in_schedule_take(request: Any, slug: str, schedule_id: Any) -> HttpResponse:
    """Makes the acting member the one who calls after a low answer."""
    schedule = schedule_or_404(request, slug, schedule_id)
    if take_schedule(schedule, actor=Actor.of_request(request)):
        messages.success(request, f"You call {schedule.contact.name} after a low answer.")
    else:
        messages.info(request, "Nothing changed: it is yours already.")
    return redirect("metrics:check-in-list", request.convener.slug, slug)
