"""From a bearer token to a membership, before any scope is open."""

from __future__ import annotations

from django.db import connection

from config.links import token_hash
from config.tenancy.middleware import Resolved


def resolve_token(authorization: str, slug: str) -> Resolved | None:
    """The membership behind an `Authorization: Bearer …` header at one convener, or None."""
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM tenancy.open_token(%s, %s)", [token_hash(token.strip()), slug]
        )
        row = cursor.fetchone()
    return Resolved(*row) if row else None
