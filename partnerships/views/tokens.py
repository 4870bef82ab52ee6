"""Keys for programs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from cryptography.fernet import InvalidToken
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from config.access import requires
from config.encryption import cipher
from partnerships.forms.tokens import TokenForm
from partnerships.models import ApiToken
from partnerships.selectors.partnerships import settings_crumbs
from partnerships.services.audit import Actor
from partnerships.services.tokens import create_token, revoke_token

PAGE = 25
#: Carries a new token to the one page that shows it: encrypted, to that address only, and in no
#: session and no table, where it would outlive its showing.
CARRIER = "new-token"
CARRIED_SECONDS = 300


@requires("tokens.manage")
@require_GET
def token_list(request: Any) -> HttpResponse:
    """Every token of the convener, whoever made it; never the token itself."""
    found = ApiToken.objects.select_related("membership").order_by("-created_at")
    context = {
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "now": timezone.now(),
        "settings_crumbs": settings_crumbs(request),
        "api_address": api_address(request),
    }
    return render(request, "partnerships/token_list.html", context)


@requires("tokens.manage")
@never_cache
@require_http_methods(["GET", "POST"])
def token_create(request: Any) -> HttpResponse:
    """Makes a token and leads to the page that shows it."""
    form = TokenForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "partnerships/token_create.html", {"form": form}, status=status)
    actor = Actor.of_request(request)
    token, secret = create_token(actor=actor, row_id=form.row_id, **form.cleaned_data)
    shown_at = reverse("partnerships:token-made", args=[request.convener.slug, token.pk])
    response = redirect(shown_at)
    if not secret:
        return response
    response.set_cookie(
        CARRIER,
        carrier_of(token).encrypt(secret.encode()).decode(),
        max_age=CARRIED_SECONDS,
        path=shown_at,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
    return response


@requires("tokens.manage")
@never_cache
@require_GET
def token_made(request: Any, token_id: UUID) -> HttpResponse:
    """Shows a new token to whoever made it, this once."""
    token = get_object_or_404(ApiToken, pk=token_id)
    is_own = token.membership_id == request.membership.pk
    carried = request.COOKIES.get(CARRIER, "") if is_own else ""
    try:
        secret = carrier_of(token).decrypt(carried, ttl=CARRIED_SECONDS).decode()
    except (InvalidToken, ValueError):  # a cookie of signs that no token has
        messages.info(
            request,
            f"The token “{token.name}” was shown once and is kept nowhere. If you did not copy it, "
            "revoke it and make another.",
        )
        return redirect("partnerships:token-list", request.convener.slug)
    context = {"token": token, "secret": secret, "api_address": api_address(request)}
    response = render(request, "partnerships/token_made.html", context)
    response.delete_cookie(CARRIER, path=request.path, samesite="Strict")
    return response


def carrier_of(token: ApiToken) -> Any:
    """The cipher under which one token travels to its page."""
    return cipher(f"new-token {token.pk}")


def api_address(request: Any) -> str:
    """Where the convener's API begins."""
    path = reverse("partnerships_api:partnership-list", args=[request.convener.slug])
    return f"{settings.BASE_URL}{path.removesuffix('partnerships/')}"


@requires("tokens.manage")
@require_POST
def token_revoke(request: Any, token_id: UUID) -> HttpResponse:
    """Closes a token for good."""
    token = get_object_or_404(ApiToken, pk=token_id)
    if revoke_token(token, actor=Actor.of_request(request)):
        messages.success(request, f"The token “{token.name}” opens nothing any more.")
    else:
        messages.info(request, "Nothing changed: the token was revoked already.")
    return redirect("partnerships:token-list", request.convener.slug)
