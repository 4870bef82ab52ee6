"""What happened, and what was sent."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from config.access import requires
from config.state import IllegalMove
from partnerships.models import AuditEvent, Message
from partnerships.registries import event_addresses
from partnerships.selectors.partnerships import (
    partnership_or_404,
    settings_crumbs,
    workspace_context,
)
from partnerships.services.audit import Actor
from partnerships.services.outbox import send_again

PAGE = 50


@requires("audit.view")
@require_GET
def history(request: Any, slug: str) -> HttpResponse:
    """Everything that happened in one partnership, newest first."""
    partnership = partnership_or_404(request, slug)
    events = AuditEvent.objects.filter(partnership=partnership)
    page = Paginator(events, PAGE).get_page(request.GET.get("page"))
    addresses: dict[Any, str] = {}
    for provider in event_addresses:
        addresses |= provider(request.convener, partnership, list(page))
    for event in page:
        event.address = addresses.get(event.pk, "")
    context = workspace_context(request, partnership, "history") | {"page": page}
    return render(request, "partnerships/history.html", context)


@requires("messages.view")
@require_GET
def message_list(request: Any) -> HttpResponse:
    """Every mail of the convener with its state."""
    rows = Message.objects.order_by("-created_at", "-pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "settings_crumbs": settings_crumbs(request)}
    return render(request, "partnerships/message_list.html", context)


@requires("messages.retry")
@require_POST
def message_retry(request: Any, message_id: Any) -> HttpResponse:
    """Queues a failed mail again."""
    message = get_object_or_404(Message, pk=message_id)
    try:
        is_queued = send_again(message, actor=Actor.of_request(request))
    except IllegalMove as refusal:
        messages.info(request, f"Nothing changed: {refusal}")
    else:
        if is_queued:
            messages.success(request, f"The mail to {message.to_email} is queued again.")
        else:
            messages.info(request, "Nobody needs this mail any more. It is taken back.")
    return redirect("partnerships:message-list", request.convener.slug)
