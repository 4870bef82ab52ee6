"""From an address to a scope, on views of this module's own."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client
from django.urls import path

from config import urls
from config.access import open_door, requires
from config.tenancy.scopes import ScopeRequired, current_scope
from partnerships import permissions  # noqa: F401  # declares what `requires` names
from partnerships.models import Region
from tests.cast import House

pytestmark = pytest.mark.urls(__name__)


@requires("partnerships.view")
def write_and_crash(request: HttpRequest) -> HttpResponse:
    Region.objects.create(name="Written")
    raise RuntimeError("crashed on purpose")


@requires("partnerships.view")
def write_and_answer(request: HttpRequest, status: int) -> HttpResponse:
    Region.objects.create(name="Written")
    return HttpResponse(status=status)


@requires("partnerships.view")
def stream(request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse(region.name for region in Region.objects.iterator())


def undeclared(request: HttpRequest) -> HttpResponse:
    return HttpResponse("not reached")


@open_door("a test's page")
def outside(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(current_scope()))


urlpatterns = [
    path("c/<slug:convener_slug>/crash/", write_and_crash),
    path("c/<slug:convener_slug>/answer/<int:status>/", write_and_answer),
    path("c/<slug:convener_slug>/stream/", stream),
    path("c/<slug:convener_slug>/undeclared/", undeclared),
    path("c/<slug:convener_slug>/open/", outside),
    path("undeclared/", undeclared),
    path("outside/", outside),
    path("misplaced/", write_and_crash),
    *urls.urlpatterns,
]


def regions(house: House) -> set[str]:
    with house.scope():
        return set(Region.objects.values_list("name", flat=True))


def quiet(house: House) -> Client:
    client = house.client("owner")
    client.raise_request_exception = False
    return client


def test_crash_rolls_back_what_was_written(prairie: House) -> None:
    assert quiet(prairie).get(prairie.url("crash/")).status_code == 500
    assert regions(prairie) == {"South Central"}


@pytest.mark.parametrize("status", [400, 403, 404, 409, 422, 500, 503])
def test_returned_error_rolls_back_what_was_written(prairie: House, status: int) -> None:
    assert quiet(prairie).get(prairie.url(f"answer/{status}/")).status_code == status
    assert regions(prairie) == {"South Central"}


@pytest.mark.parametrize("status", [200, 302])
def test_good_answer_keeps_what_was_written(prairie: House, status: int) -> None:
    assert prairie.client("owner").get(prairie.url(f"answer/{status}/")).status_code == status
    assert regions(prairie) == {"South Central", "Written"}


def test_crash_is_rolled_back_in_a_transaction_of_its_own(
    transactional_db: None, prairie: House
) -> None:
    assert quiet(prairie).get(prairie.url("crash/")).status_code == 500
    assert quiet(prairie).get(prairie.url("answer/503/")).status_code == 503
    assert regions(prairie) == {"South Central"}


def test_streamed_body_runs_outside_the_scope_and_raises(prairie: House) -> None:
    response = prairie.client("owner").get(prairie.url("stream/"))
    with pytest.raises(ScopeRequired):
        b"".join(response.streaming_content)  # type: ignore[attr-defined]  # it is streaming


@pytest.mark.parametrize("address", ["/c/prairie/undeclared/", "/undeclared/", "/misplaced/"])
def test_view_without_a_fitting_declaration_is_refused(prairie: House, address: str) -> None:
    assert prairie.client("owner").get(address).status_code == 403


def test_open_door_under_a_convener_still_needs_a_membership(
    prairie: House, stranger: Client
) -> None:
    assert stranger.get(prairie.url("open/")).status_code == 404
    assert Client().get(prairie.url("open/")).status_code == 302
    assert prairie.client("viewer").get(prairie.url("open/")).status_code == 200


def test_open_door_elsewhere_has_no_scope(prairie: House) -> None:
    assert prairie.client("owner").get("/outside/").content == b"None"


@pytest.mark.parametrize("slug", ["rival", "nobody", "PRAIRIE", "prairie_", "p%00", "%2e%2e", "ü"])
def test_other_and_odd_slugs_are_not_found(prairie: House, rival: House, slug: str) -> None:
    response = prairie.client("owner").get(f"/c/{slug}/answer/200/")
    assert response.status_code == 404


def test_member_who_left_is_not_found(prairie: House) -> None:
    client = prairie.client("coordinator")
    member: Any = prairie.members["coordinator"]
    with prairie.scope():
        member.is_active = False
        member.save()
    assert client.get(prairie.url("answer/200/")).status_code == 404
