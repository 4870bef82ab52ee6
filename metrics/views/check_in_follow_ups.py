"""A follow-up: what caused it, and the form that closes it with what was learned."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

import metrics.permissions  # noqa: F401  # declares what other views of the app name
from config.access import requires
from metrics.forms.check_ins import FollowUpForm
from metrics.models import CheckIn
from metrics.selectors.check_in_follow_ups import BUTTONS, reason_and_fact
from metrics.services.check_in_answers import OTHER_PERSON, WRONG_PERSON
from metrics.services.check_in_follow_ups import close_follow_up, take_follow_up
from partnerships.models import FollowUp
from partnerships.selectors.memberships import visible_partnerships
from partnerships.services.audit import Actor
from stakeholders.models import Contact


def _follow_up(request: Any, follow_up_id: Any) -> FollowUp:
    return get_object_or_404(
        FollowUp.objects.select_related("partnership", "owner", "done_by"),
        pk=follow_up_id,
        partnership__in=visible_partnerships(request.membership),
    )


@requires("follow_ups.work")
@require_http_methods(["GET", "POST"])
def follow_up(request: Any, follow_up_id: Any) -> HttpResponse:
    """GET shows the cause and how to reach the person; POST keeps the outcome and closes it."""
    row = _follow_up(request, follow_up_id)
    form = FollowUpForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        outcome = form.cleaned_data["outcome"]
        closed = close_follow_up(row, outcome=outcome, actor=Actor.of_request(request))
        row = _follow_up(request, follow_up_id)
        if closed:
            messages.success(request, f"Recorded: {row.title}.")
        elif row.outcome == outcome:
            messages.info(request, "Nothing changed: it was closed already.")
        else:
            form.refuse_late(f"meanwhile {row.done_by.name} closed it.")
        if not form.is_too_late:
            return redirect("partnerships:today", request.convener.slug)
    check_in = CheckIn.objects.filter(pk=row.source_id).select_related("schedule").first()
    contact_id = check_in.schedule.contact_id if check_in else None
    reason, fact = reason_and_fact(row, check_in)
    args = [request.convener.slug, row.partnership.slug, check_in.schedule_id] if check_in else []
    context = {
        "change_url": reverse("metrics:check-in-schedule-change", args=args)
        if row.kind in (OTHER_PERSON, WRONG_PERSON) and args
        else "",
        "follow_up": row,
        "form": form,
        "button": BUTTONS.get(row.kind, "Record the call"),
        "check_in": check_in,
        "contact": Contact.objects.filter(pk=contact_id).first() if contact_id else None,
        "reason": reason,
        "fact": fact,
    }
    status = 422 if form.is_bound else 200
    return render(request, "metrics/check_in_follow_up.html", context, status=status)


@requires("follow_ups.work")
@require_POST
def follow_up_take(request: Any, follow_up_id: Any) -> HttpResponse:
    """Makes it the acting member's own."""
    row = _follow_up(request, follow_up_id)
    if take_follow_up(row, actor=Actor.of_request(request)):
        messages.success(request, "It is yours now.")
    else:
        messages.info(request, "Nothing changed: it is yours already, or closed.")
    return redirect("metrics:follow-up", request.convener.slug, row.pk)
