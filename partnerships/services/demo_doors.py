"""One-time sign-in links of the demo world. Without DEMO=1 no address leads here."""

from __future__ import annotations

from django.conf import settings
from django.core.cache import cache

from config.links import new_token, token_hash

VALID_SECONDS = 24 * 3600


def _key(token: str) -> str:
    return f"demo-link:{token_hash(token).hex()}"


def make_demo_link(email: str) -> str:
    """A link that signs this persona in once."""
    token = new_token()
    cache.set(_key(token), email, VALID_SECONDS)
    return f"{settings.BASE_URL}/demo/sign-in/{token}/"


def use_demo_link(token: str) -> str | None:
    """The address of the persona; None for a link that is unknown, old or used."""
    email: str | None = cache.get(_key(token))
    return email if email and cache.delete(_key(token)) else None
