"""Who may open what: a registry of permissions, and the declaration that every view carries.

Deny by default. A view under a convener's address declares a permission with `@requires`; a page
that needs no membership says why with `@open_door`. A view with neither is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.urls import resolve

ROLES = ("owner", "manager", "coordinator", "analyst", "viewer", "intermediary")
MEMBERS = ROLES[:5]
WRITERS = ("owner", "manager", "coordinator")
MANAGERS = ("owner", "manager")
SCOPES = ("convener", "state")


@dataclass(frozen=True)
class Permission:
    """A named thing that some roles may do."""

    name: str
    meaning: str
    roles: frozenset[str]


_registry: dict[str, Permission] = {}


def declare(name: str, meaning: str, roles: Iterable[str]) -> Permission:
    """Adds a permission. Raises ImproperlyConfigured for an unknown role or a second meaning."""
    chosen = frozenset(roles)
    if unknown := chosen - set(ROLES):
        raise ImproperlyConfigured(f"{name} names unknown roles: {sorted(unknown)}.")
    found = Permission(name, meaning, chosen)
    if _registry.setdefault(name, found) != found:
        raise ImproperlyConfigured(f"{name} is declared twice.")
    return found


def permissions() -> list[Permission]:
    """All permissions, by name."""
    return [_registry[name] for name in sorted(_registry)]


def role_may(role: str, name: str) -> bool:
    """Whether a role holds a permission. Raises KeyError for a name that nobody declared."""
    return role in _registry[name].roles


@dataclass(frozen=True)
class MemberAccess:
    """A view for members of the convener who hold a permission.

    scope: "convener" reads and writes the convener's own rows. "state" reads what others share
    with this agency and nothing of its own; the member and the permission are settled before.
    """

    permission: str
    scope: str = "convener"

    def check(self, request: Any) -> None:
        """Raises PermissionDenied unless the acting member holds the permission."""
        membership = getattr(request, "membership", None)
        if membership is None or not role_may(membership.role, self.permission):
            raise PermissionDenied(_registry[self.permission].meaning)


@dataclass(frozen=True)
class OpenDoor:
    """A view without a membership: a public page, a magic link, the sign-in pages."""

    reason: str

    def check(self, request: Any) -> None:
        """Lets everybody in; the view itself checks what its door asks for."""


def requires[V: Callable[..., Any]](
    permission: str, *, scope: str = "convener"
) -> Callable[[V], V]:
    """Declares the permission of a view and the scope it runs in. A wrong name fails at import."""
    if permission not in _registry:
        raise ImproperlyConfigured(f"No permission is called {permission}.")
    if scope not in SCOPES:
        raise ImproperlyConfigured(f"A view runs in one of {SCOPES}, not in {scope}.")

    def mark(view: V) -> V:
        view.access = MemberAccess(permission, scope)  # type: ignore[attr-defined]  # read by the middleware
        return view

    return mark


def open_door[V: Callable[..., Any]](reason: str) -> Callable[[V], V]:
    """Declares that a view needs no membership, and why."""

    def mark(view: V) -> V:
        view.access = OpenDoor(reason)  # type: ignore[attr-defined]  # read by the middleware
        return view

    return mark


#: Library views that carry no declaration, by the module they come from.
LIBRARY_DOORS = {
    "allauth.account": OpenDoor("sign-in pages"),
    "allauth.mfa": OpenDoor("second factors; each asks for a signed-in person"),
    "django.contrib.staticfiles": OpenDoor("static files"),
    "django.views.static": OpenDoor("static files"),
    "drf_spectacular": OpenDoor("the API's own description"),
}


def declared_access(view: Any, request: Any = None) -> MemberAccess | OpenDoor | None:
    """The declaration of a view, or None. API views declare one permission a method."""
    target = getattr(view, "cls", None) or getattr(view, "view_class", None) or view
    by_method = getattr(target, "permissions_by_method", None)
    if by_method is not None:
        return _access_by_method(target, by_method, request.method if request else "GET")
    access = getattr(target, "access", None) or getattr(view, "access", None)
    if access is not None:
        return access
    module = getattr(target, "__module__", "")
    for prefix, door in LIBRARY_DOORS.items():
        if module.startswith(prefix):
            return door
    return None


def _access_by_method(target: Any, by_method: dict[str, str], method: str) -> MemberAccess | None:
    """The permission of one method; None for one that is served without a permission.

    A method that the class does not serve is for the class itself to answer with 405, to whoever
    may use the least of the others.
    """
    name = by_method.get("GET" if method in ("HEAD", "OPTIONS") else method)
    if name is None and not hasattr(target, method.lower()):
        name = next(iter(by_method.values()))
    return MemberAccess(name) if name else None


def may_open(membership: Any, address: str) -> bool:
    """Whether a member may open an address of this site; asked before a button leads there."""
    access = declared_access(resolve(address.partition("?")[0].partition("#")[0]).func)
    return not isinstance(access, MemberAccess) or role_may(membership.role, access.permission)
