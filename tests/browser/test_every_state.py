"""Pages in the states that their address alone does not show: filled, answered, over, refused."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from playwright.sync_api import Page

from agreements.models import Agreement
from metrics.models import CheckIn, EvaluationInvitation
from partnerships.models import Message
from partnerships.services.outbox import BROKE_OFF
from tests.agreements.access_rows import declined
from tests.agreements.makers import Post, detail, draft, sealed, sent, signed
from tests.browser.conftest import DESK, PHONE, Watch, check_page, enter
from tests.browser.test_every_page import scan
from tests.browser.walker import press, said
from tests.cast import House, today
from tests.config import account_rows
from tests.config.account_rows import ACCOUNTS
from tests.config.test_account_walls import OPEN, path_of
from tests.kernel.addresses import LIBRARY
from tests.metrics.access_rows_check_ins import of_check_in_link, of_evaluation_link, of_follow_up
from tests.metrics.measures_cast import give_enrollment, share_with
from tests.partnerships.access_rows import of_expired_link
from tests.processes import elsewhere
from tests.stakeholders.world import add_candidacy, add_need

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def busy(prairie: House) -> House:
    """A house with something due in every part, and figures on its dashboard."""
    of_follow_up(prairie)
    add_need(prairie, needed_by=today() - timedelta(days=1))
    add_candidacy(prairie, "interviewing", days=23)
    with prairie.scope():
        signed(prairie)
        give_enrollment(prairie)
    return prairie


def test_full_today_workspace_and_dashboard_are_accessible_and_fit(
    live_server: Any, page: Page, busy: House
) -> None:
    enter(page, live_server, busy.client("owner"))
    for path in (
        "",
        "?show=all",
        *(f"partnerships/health-sciences/{one}" for one in ("", "dashboard/")),
    ):
        scan(page, live_server.url + busy.url(path))
    page.goto(live_server.url + busy.url())
    assert "Find: Clinic sites" in said(page)


def test_network_of_a_sharing_region_is_accessible_and_fits(
    live_server: Any, page: Page, busy: House, agency: House
) -> None:
    with busy.scope():
        share_with(busy, agency)
    enter(page, live_server, agency.client("owner"))
    scan(page, live_server.url + agency.url("network/"))
    assert "South Central" in said(page)


def test_answered_and_closed_doors_are_accessible_and_fit(
    live_server: Any, page: Page, watch: Watch, prairie: House
) -> None:
    watch.expect(410)
    check_in = f"{live_server.url}/check-in/{of_check_in_link(prairie)[0]}/"
    page.goto(check_in)
    page.locator('[name="temperature"][value="4"]').check()
    page.locator('[name="goal_met"][value="partly"]').check()
    press(page, "Send my answers")
    scan(page, check_in)
    evaluation = f"{live_server.url}/evaluate/{of_evaluation_link(prairie)[0]}/"
    past = timezone.now() - timedelta(days=40)
    with prairie.scope():
        CheckIn.objects.update(closes_on=past.date())
        EvaluationInvitation.objects.update(closes_on=past.date())
    for url in (check_in, evaluation):
        scan(page, url, 410)


def test_link_that_is_over_and_its_fresh_one_are_accessible_and_fit(
    live_server: Any, page: Page, watch: Watch, prairie: House
) -> None:
    watch.expect(404, 410)
    scan(page, f"{live_server.url}/join/{of_expired_link(prairie)[0]}/", 410)
    press(page, "Send me a new link")
    check_page(page, DESK)
    scan(page, f"{live_server.url}/join/not-a-token/", 404)


def test_late_and_lacking_agreements_are_accessible_and_fit(
    live_server: Any, page: Page, watch: Watch, prairie: House
) -> None:
    watch.expect(422)
    with prairie.scope():
        late = declined(prairie)
        Agreement.objects.update(sign_by=today() - timedelta(days=2))
        lacking = draft(prairie)
        lacking.signers.filter(side="partner").delete()
    enter(page, live_server, prairie.client("owner"))
    for agreement, rest in ((late, ""), (lacking, ""), (lacking, "send/")):
        scan(page, live_server.url + detail(prairie, agreement, rest))
    page.goto(live_server.url + detail(prairie, late, "reopen/"))
    page.locator('[name="reason"]').fill("Tom called on May 4.")
    press(page, "Ask again")
    assert "Give more time first" in said(page)
    check_page(page, DESK)
    scan(page, f"{live_server.url}/sign/{Post(prairie).token()}/")


def test_mail_that_broke_off_is_accessible_and_fits(
    live_server: Any, page: Page, prairie: House
) -> None:
    with prairie.scope():
        sent(prairie)
        Message.objects.update(state="failed", resent=True, error=BROKE_OFF)
    enter(page, live_server, prairie.client("owner"))
    scan(page, live_server.url + prairie.url("settings/messages/"))
    assert BROKE_OFF in said(page)


def test_both_answers_of_verification_are_accessible_and_fit(
    live_server: Any, page: Page, prairie: House
) -> None:
    agreement: Agreement = elsewhere(lambda: sealed(prairie))
    with default_storage.open(agreement.sealed_file) as file:
        ours = file.read()
    page.set_viewport_size(PHONE)
    for name, content in (("ours.pdf", ours), ("changed.pdf", ours + b"\n")):
        page.goto(f"{live_server.url}/verify/")
        page.locator('[name="file"]').set_input_files(
            {"name": name, "mimeType": "application/pdf", "buffer": content}
        )
        press(page, "Check")
        assert name in said(page)
        check_page(page, PHONE)
    for code in (agreement.verification_code, "7KQ4-M2XD"):
        page.goto(f"{live_server.url}/verify/")
        page.locator('[name="code"]').fill(code)
        press(page, "Check")
        check_page(page, PHONE)


def test_account_pages_are_accessible_and_fit(
    live_server: Any, page: Page, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ACCOUNT_RATE_LIMITS = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    seen = set()
    # What leads back is no page of its own.
    pages = [row for row in ACCOUNTS.values() if not row.leads_back]
    for number, row in enumerate(pages):
        monkeypatch.setattr(account_rows, "EMAIL", f"pat{number}@example.org")
        client, path = row.page()
        if client.get(path).status_code != 200 or path in seen:
            continue
        seen.add(path)
        page.context.clear_cookies()
        if "sessionid" in client.cookies:
            enter(page, live_server, client)
        scan(page, live_server.url + path)
    assert len(seen) >= 12


def test_library_pages_are_accessible_and_fit(live_server: Any, page: Page, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = False
    client = account_rows.sign_in(account_rows.person())
    enter(page, live_server, client)
    paths = [path_of(name) for name in sorted(LIBRARY - OPEN | {"account_logout"})]
    shown = [path for path in paths if client.get(path).status_code == 200]
    assert len(shown) >= 6
    for path in shown:
        scan(page, live_server.url + path)
    page.context.clear_cookies()
    for path in (path_of(name) for name in sorted(OPEN - {"api-schema", "account_logout"})):
        scan(page, live_server.url + path)
