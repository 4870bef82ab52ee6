"""Needs of a partnership."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from config.access import requires
from config.state import IllegalMove
from partnerships.models import Partnership
from partnerships.selectors.partnerships import partnership_or_404
from partnerships.services.audit import Actor
from partnerships.services.outreach import PartnershipClosed
from stakeholders.forms.plan import NeedForm
from stakeholders.models import Need
from stakeholders.services.plan import change_need, create_need, move_need
from stakeholders.views.pages import board_crumb, plan_crumb, posted, say_nothing_changed, workspace


@requires("recruitment.plan")
@require_http_methods(["GET", "POST"])
def need_create(request: Any, slug: str) -> HttpResponse:
    """Writes down something that is missing."""
    partnership = partnership_or_404(request, slug)
    form = NeedForm(posted(request))
    if request.method == "POST" and form.is_valid():
        actor = Actor.of_request(request)
        try:
            create_need(partnership, actor=actor, row_id=form.row_id, **form.cleaned_data)
        except PartnershipClosed as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "The need is written down. Who could meet it?")
            return redirect("stakeholders:recruitment-plan", request.convener.slug, slug)
    return _form_page(request, partnership, form, None)


@requires("recruitment.plan")
@require_http_methods(["GET", "POST"])
def need_change(request: Any, slug: str, need_id: UUID) -> HttpResponse:
    """Changes a need."""
    partnership = partnership_or_404(request, slug)
    need = get_object_or_404(Need, partnership=partnership, pk=need_id)
    form = NeedForm.of(need, posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            change_need(need, actor=Actor.of_request(request), **form.cleaned_data)
        except PartnershipClosed as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "Saved.")
            return redirect("stakeholders:recruitment-plan", request.convener.slug, slug)
    return _form_page(request, partnership, form, need)


@requires("recruitment.plan")
@require_POST
def need_meet(request: Any, slug: str, need_id: UUID) -> HttpResponse:
    """The gap is closed."""
    return _move(request, slug, need_id, "meet", "The need is met.")


@requires("recruitment.plan")
@require_POST
def need_reopen(request: Any, slug: str, need_id: UUID) -> HttpResponse:
    """The gap is back."""
    return _move(request, slug, need_id, "reopen", "The need is open again.")


def _move(request: Any, slug: str, need_id: UUID, verb: str, words: str) -> HttpResponse:
    partnership = partnership_or_404(request, slug)
    need = get_object_or_404(Need, partnership=partnership, pk=need_id)
    try:
        move_need(need, verb, actor=Actor.of_request(request))
    except PartnershipClosed as refusal:
        messages.error(request, f"Nothing changed. {refusal}")
    except IllegalMove as refusal:
        say_nothing_changed(request, refusal)
    else:
        messages.success(request, words)
    return redirect("stakeholders:recruitment-plan", request.convener.slug, slug)


def _form_page(
    request: Any, partnership: Partnership, form: Any, need: Need | None
) -> HttpResponse:
    crumbs = board_crumb(request, partnership), plan_crumb(request, partnership)
    context = workspace(request, partnership, "recruitment", *crumbs)
    context |= {"form": form, "need": need}
    status = 422 if request.method == "POST" else 200
    return render(request, "stakeholders/need_form.html", context, status=status)
