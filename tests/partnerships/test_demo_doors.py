"""The demo's doors: not there without the demo, and never for the world behind a proxy."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory

from partnerships.views import demo
from tests.processes import process_environment


@pytest.fixture
def factory(settings: Any) -> RequestFactory:
    settings.DEMO = True
    return RequestFactory()


@pytest.mark.parametrize(
    "header",
    ["X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Forwarded", "Via"],
)
def test_request_that_a_proxy_passed_on_is_refused(factory: RequestFactory, header: str) -> None:
    request = factory.post("/demo/become/", headers={header: "127.0.0.1"})
    with pytest.raises(PermissionDenied):
        demo.demo_become(request)


def test_request_from_another_machine_is_refused(factory: RequestFactory) -> None:
    for view in (demo.demo_index, demo.demo_mail):
        with pytest.raises(PermissionDenied):
            view(factory.get("/demo/", REMOTE_ADDR="203.0.113.9"))


def test_without_the_demo_no_address_leads_there() -> None:
    import subprocess
    import sys

    code = (
        "import django; django.setup()\n"
        "from django.urls import resolve, Resolver404\n"
        "for path in ('/demo/', '/demo/become/', '/demo/mail/', '/styleguide/'):\n"
        "    try: resolve(path)\n"
        "    except Resolver404: continue\n"
        "    raise SystemExit(path)\n"
    )
    environment = process_environment(DEMO="0", DJANGO_SETTINGS_MODULE="config.settings")
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
