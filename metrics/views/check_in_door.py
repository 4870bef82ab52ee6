"""The page behind a check-in's link: one minute on a phone, no account."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from config.names import name_to_call
from metrics.forms.check_ins import CheckInAnswerForm, NotMeForm, OtherPersonForm
from metrics.models import GIVEN, CheckIn, CheckInCadence
from metrics.services.check_in_answers import (
    CheckInClosed,
    NamedAlready,
    answer_check_in,
    is_closed,
    name_other_person,
    say_not_me,
)
from partnerships.models import LinkPurpose
from partnerships.services.links import OpenedLink
from partnerships.views.doors import door_page, mailed_door

HOW_OFTEN = {
    CheckInCadence.MONTHLY: "once a month",
    CheckInCadence.TWO_MONTHS: "every two months",
    CheckInCadence.QUARTERLY: "once a quarter",
    CheckInCadence.HALF_YEARLY: "twice a year",
    CheckInCadence.YEARLY: "once a year",
}
NUMBERS = {2: "Two questions", 3: "Three questions", 4: "Four questions"}


def _context(door: OpenedLink) -> dict[str, Any]:
    check_in = CheckIn.objects.get(pk=door.subject_id)
    check_in.convener = door.convener
    return door.context | {
        "check_in": check_in,
        "first_name": name_to_call(check_in.contact_name),
        "owner": check_in.owner_name or door.convener.name,
        "how_often": HOW_OFTEN[CheckInCadence(check_in.cadence)],
    }


def _closed(request: Any, context: dict[str, Any]) -> HttpResponse:
    return render(request, "metrics/check_in_closed.html", context, status=410)


@require_http_methods(["GET", "POST"])
@mailed_door("a check-in, opened from its mail", LinkPurpose.CHECK_IN)
def check_in_door(request: Any, door: OpenedLink) -> HttpResponse:
    """GET shows the questions with what was answered before; POST keeps the answer."""
    context = _context(door)
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
    if form.is_valid():
        try:
            answer_check_in(check_in, **form.answer)
        except CheckInClosed:
            return _closed(request, context)
        return redirect("metrics:check-in-thanks", door.token)
    context |= {
        "questions": NUMBERS[form.questions],
        "has_answered": check_in.state in GIVEN,
    }
    return door_page(request, "metrics/check_in_door.html", context, form)


@require_GET
@mailed_door("the thanks after a check-in", LinkPurpose.CHECK_IN)
def check_in_thanks(request: Any, door: OpenedLink) -> HttpResponse:
    """What happens with the answer, and how to change it."""
    context = _context(door)
    if context["check_in"].state not in GIVEN:
        return redirect("metrics:check-in-door", door.token)
    return render(request, "metrics/check_in_thanks.html", context)


@require_http_methods(["GET", "POST"])
@mailed_door("a check-in's reader names somebody else", LinkPurpose.CHECK_IN)
def check_in_other_person(request: Any, door: OpenedLink) -> HttpResponse:
    """GET asks who should answer; POST tells the convener, once, and nobody else."""
    context = _context(door)
    form = OtherPersonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            name_other_person(context["check_in"], words=form.cleaned_data["words"])
        except NamedAlready:
            write_to = f"To change it, write to {door.convener.contact_email}."
            form.add_error("words", f"We have the name you gave before. {write_to}")
        else:
            return render(request, "metrics/check_in_other_thanks.html", context)
    return door_page(request, "metrics/check_in_other_person.html", context, form)


@require_http_methods(["GET", "POST"])
@mailed_door("a check-in reached the wrong person", LinkPurpose.CHECK_IN)
def check_in_not_me(request: Any, door: OpenedLink) -> HttpResponse:
    """GET says what follows; POST closes the link, ends the mails and tells the convener."""
    context = _context(door)
    form = NotMeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        say_not_me(context["check_in"], door.link, words=form.cleaned_data["words"])
        return render(request, "metrics/check_in_not_me_done.html", context)
    return door_page(request, "metrics/check_in_not_me.html", context, form)
