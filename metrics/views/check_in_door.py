"""The page behind a check-in's link: one minute on a phone, no account."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from config.access import open_door
from metrics.forms.check_ins import CheckInAnswerForm, OtherPersonForm
from metrics.models import GIVEN, CheckIn, CheckInCadence
from metrics.services.check_in_answers import (
    CheckInClosed,
    answer_check_in,
    is_closed,
    name_other_person,
)
from partnerships.models import LinkPurpose
from partnerships.services.links import LinkClosed, OpenedLink, opened_link
from partnerships.views.doors import closed_door, no_store

HOW_OFTEN = {
    CheckInCadence.MONTHLY: "once a month",
    CheckInCadence.TWO_MONTHS: "every two months",
    CheckInCadence.QUARTERLY: "once a quarter",
    CheckInCadence.HALF_YEARLY: "twice a year",
    CheckInCadence.YEARLY: "once a year",
}
NUMBERS = {2: "Two questions", 3: "Three questions", 4: "Four questions"}


def _context(door: OpenedLink, token: str) -> dict[str, Any]:
    check_in = CheckIn.objects.get(pk=door.subject_id)
    check_in.convener = door.convener
    return {
        "convener": door.convener,
        "sample_data": door.convener.is_sample,
        "token": token,
        "check_in": check_in,
        "first_name": check_in.contact_name.split()[0],
        "owner": check_in.owner_name or door.convener.name,
        "how_often": HOW_OFTEN[CheckInCadence(check_in.cadence)],
    }


def _closed(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    return no_store(render(request, "metrics/check_in_closed.html", context, status=410))


@open_door("a check-in, opened from its mail")
@never_cache
@require_http_methods(["GET", "POST"])
def check_in_door(request: Any, token: str) -> HttpResponse:
    """GET shows the questions with what was answered before; POST keeps the answer."""
    request.user.is_authenticated  # noqa: B018  # loads session and user before the role changes
    try:
        with opened_link(token, LinkPurpose.CHECK_IN) as door:
            context = _context(door, token)
            check_in = context["check_in"]
            if is_closed(check_in):
                return _closed(request, context)
            items = list(check_in.items.all())
            form = CheckInAnswerForm(
                check_in,
                items,
                request.POST if request.method == "POST" else None,
                initial=CheckInAnswerForm.initial_of(check_in, items),
            )
            if form.is_bound and form.is_valid():
                try:
                    answer_check_in(check_in, **form.answer)
                except CheckInClosed:
                    return _closed(request, context)
                return no_store(redirect("metrics:check-in-thanks", token))
            context |= {
                "form": form,
                "questions": NUMBERS[form.questions],
                "has_answered": check_in.state in GIVEN,
            }
            status = 422 if form.is_bound else 200
            return no_store(render(request, "metrics/check_in_door.html", context, status=status))
    except LinkClosed as closed:
        return closed_door(request, token, closed.found)


@open_door("the thanks after a check-in")
@never_cache
@require_GET
def check_in_thanks(request: Any, token: str) -> HttpResponse:
    """What happens with the answer, and how to change it."""
    request.user.is_authenticated  # noqa: B018  # loads session and user before the role changes
    try:
        with opened_link(token, LinkPurpose.CHECK_IN) as door:
            context = _context(door, token)
            if context["check_in"].state not in GIVEN:
                return no_store(redirect("metrics:check-in-door", token))
            return no_store(render(request, "metrics/check_in_thanks.html", context))
    except LinkClosed as closed:
        return closed_door(request, token, closed.found)


@open_door("a check-in's reader names somebody else")
@never_cache
@require_http_methods(["GET", "POST"])
def check_in_other_person(request: Any, token: str) -> HttpResponse:
    """GET asks who should answer; POST tells the convener, and nobody else."""
    request.user.is_authenticated  # noqa: B018  # loads session and user before the role changes
    try:
        with opened_link(token, LinkPurpose.CHECK_IN) as door:
            context = _context(door, token)
            form = OtherPersonForm(request.POST if request.method == "POST" else None)
            if form.is_bound and form.is_valid():
                name_other_person(context["check_in"], words=form.cleaned_data["words"])
                return no_store(render(request, "metrics/check_in_other_thanks.html", context))
            context["form"] = form
            status = 422 if form.is_bound else 200
            return no_store(
                render(request, "metrics/check_in_other_person.html", context, status=status)
            )
    except LinkClosed as closed:
        return closed_door(request, token, closed.found)
