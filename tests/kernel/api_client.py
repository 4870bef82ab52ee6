"""How tests speak to the API: addresses, a program's header, and two good bodies."""

from __future__ import annotations

from typing import Any

from django.test import Client

from partnerships.services.tokens import create_token
from tests.cast import House


def url(house: House, rest: str) -> str:
    return f"/api/v1/c/{house.convener.slug}/{rest}"


def bearer(house: House, role: str = "owner") -> dict[str, str]:
    """The header of a program that acts as the member of that role."""
    with house.scope():
        _, secret = create_token(actor=house.actor(role), name="Test", days=30)
    return {"Authorization": f"Bearer {secret}"}


def send(client: Client, verb: str, address: str, data: Any, **options: Any) -> Any:
    """The answer to a JSON body; a GET has none."""
    if verb == "get":
        return client.get(address, **options)
    return getattr(client, verb)(address, data, content_type="application/json", **options)


PARTNERSHIP = {"name": "Welding Academy", "region": "North", "pathway": "Welding"}
ORGANIZATION = {"name": "Prairie Care Hospital", "sector": "business", "naics_sector": "62"}
