"""The list of partnerships and one partnership's workspace."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from config.access import may_open, requires, role_may
from config.state import IllegalMove
from partnerships.forms.filters import PartnershipFilter
from partnerships.forms.partnerships import CloseForm, PartnershipForm
from partnerships.models import PHASES, AuditEvent, Partnership, Phase
from partnerships.registries import Step, quiet_events
from partnerships.selectors.elements import (
    Health,
    count_words,
    elements_of,
    health_of,
    most_urgent_step,
)
from partnerships.selectors.memberships import visible_partnerships
from partnerships.selectors.navigation import workspace_urls
from partnerships.selectors.partnerships import (
    lead_sentence,
    listed,
    partnership_or_404,
    with_charter,
    workspace_context,
)
from partnerships.services.audit import Actor
from partnerships.services.partnerships import change_partnership, create_partnership, move_phase
from partnerships.views.late import came_late

PAGE = 25
PHASE_WORDS = dict(Phase.choices)
PHASE_BUTTONS = {"develop": "Move to developing", "implement": "Move to implementing"}
PHASE_MEANINGS = {
    "develop": "Developing: the purpose stands, and partners are being found and agreed with.",
    "implement": "Implementing: partners do what they promised, and it is measured.",
}


@requires("partnerships.view")
@require_GET
def partnership_list(request: Any) -> HttpResponse:
    """Partnerships with their seven elements; search and filters live in the address."""
    form = PartnershipFilter(request.GET)
    found = form.apply(visible_partnerships(request.membership))
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    shown = list(listed(page.object_list))
    health = health_of(request.convener, shown, request.membership.role)
    urls = workspace_urls(request.convener.slug, shown)
    rows = [_row(one, urls[one.pk], health[one.pk]) for one in shown]
    return render(
        request,
        "partnerships/partnership_list.html",
        {"rows": rows, "page": page, "form": form, "may_create": _may(request, "create")},
    )


def _row(one: Any, url: str, health: Health) -> dict[str, Any]:
    """What a row draws, flat: a template looks a key up faster than a model's relation."""
    return {
        "url": url,
        "name": one.name,
        "pathway": one.pathway,
        "region": one.region.name,
        "phase": PHASE_WORDS[one.phase],
        "leader": one.leader.name,
        "squares": health.squares,
    }


@requires("partnerships.create")
@require_http_methods(["GET", "POST"])
def partnership_create(request: Any) -> HttpResponse:
    """A new partnership in its planning phase."""
    initial = {
        "lead_entity": request.convener.name,
        "lead_kind": request.convener.kind,
        "leader": request.membership.pk,
    }
    form = PartnershipForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = create_partnership(actor=Actor.of_request(request), **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"{made.name} is created. Its purpose comes next.")
            return redirect("partnerships:charter", request.convener.slug, made.slug)
    status = 422 if form.is_bound else 200
    return render(request, "partnerships/partnership_create.html", {"form": form}, status=status)


def _may_take(member: Any, step: Step) -> bool:
    may_act = not step.permission or role_may(member.role, step.permission)
    return may_act and may_open(member, step.url)


@requires("partnerships.view")
@require_GET
def partnership_detail(request: Any, slug: str) -> HttpResponse:
    """The overview: seven elements, key people, what happened lately."""
    partnership: Any = partnership_or_404(request, slug, with_charter)
    elements = elements_of(request.convener, partnership, request.membership.role)
    steps = [element.report.step for element in elements if element.report.step]
    context = workspace_context(request, partnership, "overview") | {
        "elements": elements,
        "open_steps": {step.url for step in steps if _may_take(request.membership, step)},
        "counts": count_words(elements),
        "lead": lead_sentence(partnership),
        "helpers": partnership.helpers,
        "recent": AuditEvent.objects.filter(partnership=partnership).exclude(
            object_type__in=quiet_events
        )[:6],
        "step": most_urgent_step(elements),
        "may_change": _may(request, "change"),
        "sees_history": role_may(request.membership.role, "audit.view"),
        "phase_moves": [
            (verb, PHASE_BUTTONS[verb])
            for verb in PHASES.verbs(partnership.phase)
            if verb in PHASE_BUTTONS
        ],
    }
    return render(request, "partnerships/partnership_detail.html", context)


@requires("partnerships.change")
@require_http_methods(["GET", "POST"])
def partnership_change(request: Any, slug: str) -> HttpResponse:
    """Changing a partnership's facts."""
    partnership = partnership_or_404(request, slug)
    form = PartnershipForm.of(partnership, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            change_partnership(partnership, actor=Actor.of_request(request), **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "Saved.")
            return redirect("partnerships:partnership-detail", request.convener.slug, slug)
    context = {
        "form": form,
        "partnership": partnership,
        "may_close": _may(request, "close") and partnership.phase != Phase.CLOSED,
    }
    status = 422 if form.is_bound else 200
    return render(request, "partnerships/partnership_change.html", context, status=status)


@requires("partnerships.change")
@require_http_methods(["GET", "POST"])
def partnership_move(request: Any, slug: str, verb: str) -> HttpResponse:
    """GET says what the next phase means; POST moves the partnership there."""
    partnership = partnership_or_404(request, slug)
    if request.method == "GET":
        return _confirm_moving(request, partnership, verb)
    try:
        moved = move_phase(partnership, verb, actor=Actor.of_request(request))
    except IllegalMove as refusal:
        messages.info(request, f"Nothing changed: {refusal}")
    else:
        messages.success(request, f"The partnership is now {moved.get_phase_display().lower()}.")
    return redirect("partnerships:partnership-detail", request.convener.slug, slug)


def _confirm_moving(request: Any, partnership: Partnership, verb: str) -> HttpResponse:
    if verb not in PHASE_BUTTONS or verb not in PHASES.verbs(partnership.phase):
        raise Http404("No such move.")
    slugs = [request.convener.slug, partnership.slug]
    context = {
        "heading": f"{PHASE_BUTTONS[verb]}?",
        "sentence": PHASE_MEANINGS[verb],
        "consequences": ["There is no way back to an earlier phase. History keeps the day."],
        "button": PHASE_BUTTONS[verb],
        "action_url": reverse("partnerships:partnership-move", args=[*slugs, verb]),
        "cancel_url": reverse("partnerships:partnership-detail", args=slugs),
    }
    return render(request, "confirm.html", context)


@requires("partnerships.close")
@require_http_methods(["GET", "POST"])
def partnership_close(request: Any, slug: str) -> HttpResponse:
    """Ends a partnership, with the reason; nothing is deleted."""
    partnership = partnership_or_404(request, slug)
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            move_phase(partnership, "close", actor=Actor.of_request(request), reason=reason)
            messages.success(request, f"{partnership.name} is closed. Its history stays.")
        except IllegalMove:
            came_late(request, form, partnership, "it is closed already.")
        if not form.is_too_late:
            return redirect("partnerships:partnership-detail", request.convener.slug, slug)
    context = {"form": form, "partnership": partnership}
    status = 422 if form.is_bound else 200
    return render(request, "partnerships/partnership_close.html", context, status=status)


def _may(request: Any, verb: str) -> bool:
    return role_may(request.membership.role, f"partnerships.{verb}")
