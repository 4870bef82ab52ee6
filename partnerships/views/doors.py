"""Doors without an account: joining, a fresh link, and what mails a person wants."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from config.access import open_door
from config.tenancy.credentials import load_person
from config.tenancy.scopes import link_scope
from partnerships.models import Invitation, LinkPurpose, MagicLink, Role
from partnerships.services.links import (
    FoundLink,
    LinkClosed,
    NoSuchLink,
    OpenedLink,
    closed_link,
    find_link,
    opened_link,
    send_fresh_link,
    why_over,
)
from partnerships.services.outbox import set_preference, standing_choice
from partnerships.services.people import JoinedAlready, SignInFirst, accept_invitation

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PAUSE_DAYS = 30


def closed_door(
    request: HttpRequest, token: str, found: FoundLink, *, reason: str = ""
) -> HttpResponse:
    """The page of a link that does not open any more; 410. reason: see `door_closed.html`."""
    reason = reason or found.state
    link = closed_link(found)
    context = {
        "reason": reason,
        "convener": link.convener,
        "contact_name": link.convener.name,
        "contact_address": link.convener.contact_email,
    }
    if reason in ("expired", "revoked") and (over := why_over(found)):
        context |= {"heading": "There is nothing left to do here", "over": over}
    elif reason == "expired":
        zone = ZoneInfo(link.convener.time_zone)
        context["expired_at"] = link.expires_at.astimezone(zone).date()
        context["masked_address"] = mask(link.recipient_email)
        context["fresh_url"] = reverse("partnerships:link-fresh", args=[token])
    return no_store(render(request, "door_closed.html", context, status=410))


def unknown_door(request: HttpRequest) -> HttpResponse:
    """The page of an address that is no link of ours, perhaps cut off in a mail; 404."""
    context = {"reason": "other", "heading": "This link does not work"}
    return no_store(render(request, "door_closed.html", context, status=404))


def no_store(response: HttpResponse) -> HttpResponse:
    """A door's page holds a token in its address: nobody keeps it or passes it on."""
    response.headers["Cache-Control"] = "no-store"
    # Not "no-referrer": with it browsers send "Origin: null" and every POST fails its CSRF check.
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def mailed_door(
    reason: str, *purposes: str
) -> Callable[[Callable[[Any, OpenedLink], HttpResponse]], Callable[..., HttpResponse]]:
    """Declares a view behind a mailed link: it gets the open door instead of the token.

    The view, its rendering too, runs in the link's scope; a link that expired or was revoked
    answers with the page that says so.
    """

    def decorate(view: Callable[[Any, OpenedLink], HttpResponse]) -> Callable[..., HttpResponse]:
        @open_door(reason)
        @wraps(view)
        def opened(request: Any, token: str) -> HttpResponse:
            load_person(request)  # before the role changes
            try:
                with opened_link(token, *purposes) as door:
                    return no_store(view(request, door))
            except NoSuchLink:
                return unknown_door(request)
            except LinkClosed as closed:
                return closed_door(request, token, closed.found)

        return opened

    return decorate


def door_page(request: Any, template: str, context: dict[str, Any], form: Any) -> HttpResponse:
    """A door's page with its form; one that was sent with errors answers 422."""
    status = 422 if form.is_bound else 200
    return render(request, template, context | {"form": form}, status=status)


@open_door("an invitation, opened from its mail")
@never_cache
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows the invitation; POST lets the person in and signs them in."""
    found = find_link(token)
    if found is None or found.purpose != LinkPurpose.JOIN:
        return unknown_door(request)
    try:
        with opened_link(token, LinkPurpose.JOIN) as door:
            invitation = Invitation.objects.only("name", "email", "role", "accepted_at").get(
                pk=door.subject_id
            )
            context = {
                "invitation": invitation,
                "role": Role(invitation.role).label,
                "convener": door.convener,
                "expires_at": door.link.expires_at,
            }
    except LinkClosed as closed:
        return closed_door(request, token, closed.found)
    if request.method == "GET":
        if invitation.accepted_at:
            return closed_door(request, token, found, reason="joined")
        return no_store(render(request, "partnerships/join.html", context))
    if invitation.accepted_at:
        return redirect("account_login")
    signed_in = request.user if request.user.is_authenticated else None
    try:
        user, slug = accept_invitation(found, signed_in=signed_in)
    except JoinedAlready:
        return redirect("account_login")
    except SignInFirst:
        messages.info(request, f"Sign in as {invitation.email} first, then join.")
        return no_store(redirect_to_login(request.path))
    except ValidationError:
        return closed_door(request, token, found, reason="revoked")
    if signed_in != user:
        login(request, user, BACKEND)
    messages.success(request, "Welcome. Add a passkey under “Sign-in and security” if you like.")
    return redirect("partnerships:today", slug)


@open_door("a closed link asks for a fresh one to the same address")
@require_POST
def link_fresh(request: HttpRequest, token: str) -> HttpResponse:
    """Queues the link's mail again; only ever to the address it was made for."""
    found = find_link(token)
    if found is None:
        return unknown_door(request)
    context = {"address": mask(send_fresh_link(found)), "convener": closed_link(found).convener}
    return no_store(render(request, "partnerships/link_fresh.html", context))


def mask(address: str) -> str:
    """`t…@example.com`: enough for its owner, not for a stranger who holds the link."""
    name, _, domain = address.partition("@")
    return f"{name[:1]}…@{domain}"


@open_door("reminder mails say how to pause or stop them")
@never_cache
@require_http_methods(["GET", "POST"])
def mail_preference(request: HttpRequest, token: str, door: str = "") -> HttpResponse:
    """GET shows what the person can choose; POST keeps the choice and leads back to it. Works on
    expired links too: stopping mail must not."""
    found = find_link(token)
    if found is None:
        return unknown_door(request)
    with link_scope(found.convener_id, found.subject_id):
        link = MagicLink.objects.select_related("convener").get(pk=found.id)
        if request.method == "POST":
            _keep_choice(request, link)
            return no_store(redirect(request.path))
        context = {
            "convener": link.convener,
            "address": mask(link.recipient_email),
            "choice": standing_choice(found.subject_id, link.recipient_email),
            "days": PAUSE_DAYS,
        }
    return no_store(render(request, "partnerships/mail_preference.html", context))


def _keep_choice(request: HttpRequest, link: MagicLink) -> None:
    """Writes what was chosen behind a link; anything else on its form changes nothing."""
    choice = request.POST.get("choice", "")
    if choice not in ("pause", "stop", "resume"):
        return
    set_preference(
        link.recipient_email,
        subject_id=link.subject_id,
        pause_days=PAUSE_DAYS if choice == "pause" else 0,
        stop=choice == "stop",
    )
    if choice == "resume":
        messages.success(request, "On again: questions and reminders go on as before.")
