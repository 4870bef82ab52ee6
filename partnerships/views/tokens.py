"""Keys for programs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from config.access import requires
from partnerships.forms.tokens import TokenForm
from partnerships.models import ApiToken
from partnerships.selectors.partnerships import settings_crumbs
from partnerships.services.audit import Actor
from partnerships.services.tokens import create_token, revoke_token

PAGE = 25


@requires("tokens.manage")
@require_GET
def token_list(request: Any) -> HttpResponse:
    """Every token of the convener, whoever made it; never the token itself."""
    found = ApiToken.objects.select_related("membership").order_by("-created_at")
    context = {
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "now": timezone.now(),
        "settings_crumbs": settings_crumbs(request),
    }
    return render(request, "partnerships/token_list.html", context)


@requires("tokens.manage")
@never_cache
@require_http_methods(["GET", "POST"])
def token_create(request: Any) -> HttpResponse:
    """Makes a token and shows it, this once."""
    form = TokenForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "partnerships/token_create.html", {"form": form}, status=status)
    token, secret = create_token(actor=Actor.of_request(request), **form.cleaned_data)
    context = {"token": token, "secret": secret}
    return render(request, "partnerships/token_made.html", context)


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
