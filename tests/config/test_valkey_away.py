"""Valkey stops while the product runs: people read, sign in and sign; limits hold; nobody waits."""

from __future__ import annotations

import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress

from agreements.models import Agreement, AgreementState
from config import caching
from config.caching import SteadyCache
from config.engines.home import is_free, valkey_server
from partnerships.models import Message, User
from partnerships.services.tokens import create_token
from tests.agreements.makers import Post, sent
from tests.cast import House
from tests.processes import Browser, Inbox, Process, free_port, wait_until

#: Far less than a person waits; a try to reach what is away once took six.
SOON = 3.0


def start_valkey(port: int, folder: Path) -> subprocess.Popen[bytes]:
    """A Valkey of the test's own, once it answers."""
    line = [valkey_server(), "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    valkey = subprocess.Popen([str(one) for one in line], stdout=subprocess.DEVNULL, cwd=folder)
    wait_until(lambda: not is_free(port))
    return valkey


@pytest.fixture(params=["stopped", "hanging"])
def port(
    request: pytest.FixtureRequest, inbox: Inbox, transactional_db: None, tmp_path: Path
) -> Iterator[int]:
    """A web server whose Valkey was there when it started and is away now."""
    valkey_port, port = free_port(), free_port()
    valkey = start_valkey(valkey_port, tmp_path)
    web = Process(
        *("granian", "--interface", "wsgi", "--port", str(port), "config.wsgi:application"),
        REDIS_URL=f"redis://127.0.0.1:{valkey_port}/0",
        EMAIL_URL=f"smtp://127.0.0.1:{inbox.port}",
    )
    try:
        wait_until(lambda: not is_free(port))
        browser = Browser(port)
        assert browser.ask("/readyz") == (200, READY)
        if request.param == "hanging":
            valkey.send_signal(signal.SIGSTOP)
        else:
            valkey.terminate()
            valkey.wait(10)
        yield port
    finally:
        web.end()
        valkey.kill()
        valkey.wait(10)


READY = (
    '{"database": "ok", "migrations": "ok", "runtime_role": "ok", "scope": "ok", "broker": "ok"}'
)


def test_product_goes_on_while_valkey_is_away(port: int, prairie: House, inbox: Inbox) -> None:
    member = prairie.members["owner"]
    browser = Browser(port, prairie.client("owner").cookies["sessionid"].value)
    check_members_pages(browser, prairie)
    check_sign_in(Browser(port), str(member.email), member.user_id, inbox)
    check_signing(Browser(port), prairie)
    away = READY.replace('"broker": "ok"', '"broker": "unreachable"')
    assert browser.ask("/readyz") == (200, away)
    assert browser.slowest < SOON


def check_members_pages(browser: Browser, house: House) -> None:
    """Reading, inviting by mail and having a PDF made: rows wait for a worker."""
    workspace = "partnerships/health-sciences/"
    for page in ("", "partnerships/", workspace, workspace + "dashboard/", "settings/people/"):
        assert browser.code(house.url(page)) == 200
    ivy = {"name": "Ivy Lane", "email": "ivy@example.org", "role": "viewer"}
    assert browser.code(house.url("settings/people/invite/"), ivy) == 302
    assert browser.code(house.url(workspace + "reports/"), {}) == 302
    with house.scope():
        assert Message.objects.get().state == "queued"
        _, secret = create_token(actor=house.actor("owner"), name="Import", days=30)
    bearer = {"Authorization": f"Bearer {secret}"}
    address = f"/api/v1/c/{house.convener.slug}/partnerships/"
    assert browser.code(address, **bearer) == 200


def check_sign_in(browser: Browser, email: str, user_id: Any, inbox: Inbox) -> None:
    """A code comes and signs in; the fourth within a minute is refused as ever."""
    EmailAddress.objects.create(
        user=User.objects.get(pk=user_id), email=email, verified=True, primary=True
    )
    path = "/accounts/login/code/"
    assert browser.code(path, {"email": email}) == 302
    mail = inbox.wait(1)[0].get_body(("plain",))
    assert mail is not None
    code = re.search(r"^\s*([A-Z0-9-]{6,9})\s*$", mail.get_content(), re.MULTILINE)
    assert code is not None
    assert browser.code(path + "confirm/", {"code": code[1]}) == 302
    assert browser.code("/c/prairie/") == 200
    others = [Browser(browser.port) for _ in range(3)]
    assert [other.code(path, {"email": email}) for other in others] == [302, 302, 200]
    assert max(one.slowest for one in (browser, *others)) < SOON


def check_signing(browser: Browser, house: House) -> None:
    """The employer reads and signs; a link used past its limit waits as ever."""
    with house.scope():
        agreement = sent(house)
    door = f"/sign/{Post(house).token()}/"
    answers = {
        "content_sha256": agreement.content_sha256,
        "authority": "on",
        "electronic": "on",
        "name": "Tom Lindqvist",
        "title": "Plant manager",
    }
    assert browser.code(door) == 200
    assert browser.code(door + "agree/", answers) == 302
    with house.scope():
        assert Agreement.objects.get().state == AgreementState.PARTNER_SIGNED
    codes = [browser.code(door + "mail/", {"choice": "pause"}) for _ in range(31)]
    assert codes[-1] == 429
    assert 429 not in codes[:-1]
    assert browser.slowest < SOON


def test_cache_counts_with_the_others_again_once_valkey_is_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = free_port()
    ours, others = (SteadyCache(f"redis://127.0.0.1:{port}/0", {}) for _ in range(2))
    ours.set("count", 7)
    assert ours.incr("count") == 8
    valkey = start_valkey(port, tmp_path)
    try:
        assert ours.get("count") == 8  # not asked again yet
        monkeypatch.setattr(caching, "_away_until", {})
        others.set("count", 1)
        assert ours.incr("count") == 2
    finally:
        valkey.kill()
        valkey.wait(10)
