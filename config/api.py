"""The API's doors: who asks, what they may do, and how much at once.

`config.tenancy.middleware` has resolved the convener, the membership and the scope before any of
this runs; authentication here only adopts what it found.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.pagination import LimitOffsetPagination
from rest_framework.parsers import JSONParser
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from config.access import declared_access

if TYPE_CHECKING:  # the library's views read the settings that name this module
    from rest_framework.views import APIView

LARGEST_BODY = 256 * 1024
LARGEST_OFFSET = 1_000_000


@dataclass(frozen=True)
class Program:
    """Whoever holds a token; it acts as the membership that made it."""

    membership: Any
    is_authenticated: ClassVar[bool] = True
    is_anonymous: ClassVar[bool] = False

    @property
    def pk(self) -> Any:
        """The key by which its requests are counted."""
        return self.membership.pk


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer …`, checked by the middleware before the scope was opened."""

    def authenticate(self, request: Request) -> tuple[Program, str] | None:
        """The program, or None for a request without a token."""
        inner: Any = request._request
        if not getattr(inner, "token_used", False):
            return None
        return Program(inner.membership), "token"

    def authenticate_header(self, request: Request) -> str:
        """What a 401 asks for."""
        return "Bearer"


class MemberSessionAuthentication(SessionAuthentication):
    """A signed-in member's browser; changes need the CSRF token."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        """The person whose membership the middleware found, or None."""
        inner: Any = request._request
        if getattr(inner, "membership", None) is None or inner.token_used:
            return None
        self.enforce_csrf(request)
        return inner.user, None


class DeclaredPermission(BasePermission):
    """The view's own `permissions_by_method`, asked a second time after the middleware."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Whether the acting member holds it. Raises PermissionDenied with the reason."""
        access = declared_access(type(view), request._request)
        if access is None:
            return False
        access.check(request._request)
        return True


class TokenThrottle(SimpleRateThrottle):
    """Counts a program's requests; people in a browser are not counted."""

    scope = "token"

    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        """One count for each membership that programs act as."""
        who: Any = request.user
        return f"api-throttle:{who.pk}" if isinstance(who, Program) else None


class SmallJSONParser(JSONParser):
    """JSON of a modest size and depth."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        """The data. Raises ParseError for what is too large, too deep or no JSON."""
        request = (parser_context or {}).get("request")
        length = int(request.META.get("CONTENT_LENGTH") or 0) if request is not None else 0
        if length > LARGEST_BODY:
            raise exceptions.ParseError(f"A request holds at most {LARGEST_BODY} bytes.")
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise exceptions.ParseError("The JSON is nested too deeply.") from error


class Pages(LimitOffsetPagination):
    """`limit` (25 unless given, at most 100) and `offset`."""

    default_limit = 25
    max_limit = 100

    def get_offset(self, request: Request) -> int:
        """The offset, never beyond what the database can count to."""
        return min(super().get_offset(request), LARGEST_OFFSET)
