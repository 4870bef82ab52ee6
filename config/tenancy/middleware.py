"""From an address to a scope: whose page this is, and whether this person belongs there."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.module_loading import import_string

from config import kept_forms
from config.access import MemberAccess, declared_access
from config.tenancy.credentials import load_person
from config.tenancy.scopes import convener_scope, state_scope

#: Whatever stands where a slug belongs is looked up, so that a misspelt one is a 404 like any
#: other; a NUL byte is no text to PostgreSQL and is left to the resolver of addresses.
TENANT_PATH = re.compile(r"^/(?P<api>api/v1/)?c/(?P<slug>[^/\x00]+)(?:/|$)")


@dataclass(frozen=True)
class Resolved:
    """What a resolver found for a person or a token: the convener and the membership, by id."""

    convener_id: UUID
    membership_id: UUID


class TenancyMiddleware:
    """Opens the convener's scope around every view under `/c/<slug>/` and `/api/v1/c/<slug>/`.

    Order: the session and the user are loaded first, then the membership is looked up through a
    door, then the role changes. Nobody signed in is sent to sign in; no membership is a 404, the
    same as no such convener. A view that declares no access is refused. A response of 400 or
    more rolls everything back. A view declared with `scope="state"` runs in the state scope
    instead: it reads what others share with this convener and cannot write.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.by_membership = import_string(settings.TENANCY_MEMBERSHIP_RESOLVER)
        self.by_token = import_string(settings.TENANCY_TOKEN_RESOLVER)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        match = TENANT_PATH.match(request.path_info)
        if match is None:
            return self.get_response(request)
        return self._serve(request, match["slug"], is_api=bool(match["api"]))

    def _serve(self, request: Any, slug: str, *, is_api: bool) -> HttpResponseBase:
        load_person(request)  # before the role changes
        bearer = request.headers.get("Authorization", "") if is_api else ""
        if bearer:
            resolved = self.by_token(bearer, slug)
            if resolved is None:
                return _unauthorized()
        elif not request.user.is_authenticated:
            if is_api:
                return _unauthorized()
            kept_forms.keep(request)
            return redirect_to_login(request.get_full_path())
        else:
            resolved = self.by_membership(request.user.pk, slug)
        if resolved is None:
            return self._missing(request)
        request.token_used = bool(bearer)
        if runs_in_state_scope(request):
            # Scopes do not nest: who acts is read in the agency's own scope, which then closes.
            with convener_scope(resolved.convener_id):
                request.convener, request.membership = resolve_people(resolved)
            with state_scope(resolved.convener_id), _time_of(request):
                return self.get_response(request)
        with convener_scope(resolved.convener_id):
            request.convener, request.membership = resolve_people(resolved)
            with _time_of(request):
                response = self.get_response(request)
            if response.status_code >= 400 or kept_forms.is_review(request):
                transaction.set_rollback(True)
        if bearer:
            return response
        kept_forms.remember_typist(request, response)
        return kept_forms.reviewed(request, response)

    def _missing(self, request: Any) -> HttpResponseBase:
        request.refused = Http404("No such page.")
        return self.get_response(request)

    def process_view(
        self, request: Any, view: Callable[..., HttpResponseBase], args: Any, kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Refuses what the middleware or the view's own declaration says may not be; offers a form
        that was kept when the session had ended."""
        if hasattr(request, "refused"):
            raise request.refused
        kwargs.pop("convener_slug", None)
        access = declared_access(view, request)
        if access is None:
            raise PermissionDenied("This page declares no access rule.")
        access.check(request)
        is_member_page = hasattr(request, "membership") and not request.token_used
        return kept_forms.offered(request) if is_member_page else None


def _time_of(request: Any) -> Any:
    """Days and times on screen are the convener's, not the server's."""
    return timezone.override(ZoneInfo(request.convener.time_zone))


def runs_in_state_scope(request: Any) -> bool:
    """Whether the address leads to a view that was declared with the state scope."""
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return False
    access = declared_access(view, request)
    return isinstance(access, MemberAccess) and access.scope == "state"


def resolve_people(resolved: Resolved) -> tuple[Any, Any]:
    """The convener and the acting membership; one query, inside the scope."""
    load = import_string(settings.TENANCY_PEOPLE_LOADER)
    return load(resolved)


def _unauthorized() -> HttpResponseBase:
    response = JsonResponse(
        {"detail": "A valid token or a signed-in member is needed."}, status=401
    )
    response.headers["WWW-Authenticate"] = "Bearer"
    return response
