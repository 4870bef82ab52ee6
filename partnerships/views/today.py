"""The home page of a member."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from config.access import open_door, requires, role_may
from config.templatetags.formatting import date_words
from partnerships.models import Phase
from partnerships.registries import SHORT_ELEMENTS
from partnerships.selectors.elements import health_of
from partnerships.selectors.memberships import places_of, visible_partnerships
from partnerships.selectors.navigation import workspace_urls
from partnerships.selectors.partnerships import with_charter
from partnerships.selectors.today import SHOWN, queue_of

RAIL = 4


@open_door("the product's front page")
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What this is; a signed-in person with one convener goes straight to Today."""
    places = places_of(request.user.pk) if request.user.is_authenticated else []
    if len(places) == 1:
        return redirect("partnerships:today", places[0].slug)
    return render(request, "partnerships/home.html", {"places": places})


@requires("today.view")
@require_GET
def today(request: Any) -> HttpResponse:
    """What needs the person, then the partnerships, each with its seven elements."""
    now = timezone.now()
    queue = queue_of(request, timezone.localdate())
    open_ones = with_charter(visible_partnerships(request.membership)).exclude(phase=Phase.CLOSED)
    partnerships = list(
        open_ones.select_related("leader")
        .only("name", "slug", "phase", "lead_entity", "leader__name")
        .order_by("name")[: RAIL + 1]
    )
    shown = partnerships[:RAIL]
    health = health_of(request.convener, shown, request.membership.role)
    urls = workspace_urls(request.convener.slug, shown)
    context = {
        "lead": f"{date_words(now, request.convener)}. {queue.sentence}",
        "may_create": role_may(request.membership.role, "partnerships.create"),
        "queue": queue,
        "items": queue.items if request.GET.get("all") else queue.items[:SHOWN],
        "show": request.GET.get("show", ""),
        "rail": [
            {
                "url": urls[one.pk],
                "name": one.name,
                "phase": Phase(one.phase).label,
                "squares": health[one.pk].squares,
                "lines": health[one.pk].lines,
            }
            for one in shown
        ],
        "has_more": len(partnerships) > RAIL,
        "names": [{"number": number, "name": name} for number, name in SHORT_ELEMENTS.items()],
    }
    return render(request, "partnerships/today.html", context)
