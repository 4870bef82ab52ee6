"""The main forms with JavaScript switched off: nothing on the way needs it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from agreements.models import Agreement, Signature
from metrics.models import CheckIn, EvaluationAnswer, Observation, Report
from partnerships.models import Invitation, SharingGrant
from partnerships.tasks import send_due_messages
from stakeholders.models import Candidacy, Interview, Need, Stage
from tests.agreements.makers import TOM, invite, sent, signed
from tests.browser.conftest import PHONE, Watch, enter
from tests.browser.walker import Walk, date_in, press, said, submit
from tests.cast import House, today
from tests.metrics.access_rows_check_ins import of_evaluation_link
from tests.metrics.check_in_cast import link_to, make_check_in
from tests.metrics.measures_cast import give_enrollment, make_indicator, year
from tests.processes import Inbox
from tests.stakeholders.world import add_candidacy

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def plain(browser: Browser, watch: Watch) -> Iterator[Page]:
    """A phone whose browser runs no script."""
    with browser.new_context(java_script_enabled=False, viewport=PHONE) as context:
        yield watch.over(context.new_page())


def come(page: Page, live_server: Any, house: House, path: str) -> None:
    """The owner, signed in, has just opened a page."""
    enter(page, live_server, house.client("owner"))
    page.goto(live_server.url + house.url(path))


def test_need_is_added_after_an_error_that_keeps_what_was_chosen(
    live_server: Any, plain: Page, watch: Watch, prairie: House
) -> None:
    watch.expect(422)
    come(plain, live_server, prairie, "partnerships/health-sciences/recruitment/needs/new/")
    plain.locator('[name="kind"][value="resource"]').check()
    plain.locator('[name="description"]').fill("   ")
    submit(plain)
    assert "One thing needs another look" in said(plain)
    assert plain.locator('[name="kind"][value="resource"]').is_checked()
    plain.locator('[name="description"]').fill("Two places on a shop floor")
    submit(plain)
    with prairie.scope():
        assert Need.objects.get().kind == "resource"


def test_interview_is_scored_the_fit_agreed_and_invited(
    live_server: Any, plain: Page, prairie: House
) -> None:
    row = add_candidacy(prairie, Stage.INTERVIEWING)
    come(plain, live_server, prairie, f"partnerships/health-sciences/recruitment/{row.pk}/")
    press(plain, "Score the interview")
    for part in ("organization", "position", "interest", "capacity"):
        plain.locator(f'[name="{part}_score"][value="4"]').check()
    submit(plain)
    press(plain, "Agree on the fit")
    plain.locator('[name="reason"]').fill("Certified welders who like to teach")
    press(plain, "Decide to invite")
    with prairie.scope():
        assert Interview.objects.get().capacity_score == 4
        assert Candidacy.objects.get(pk=row.pk).stage == Stage.INVITED


def test_agreement_is_written_previewed_and_sent(
    live_server: Any, plain: Page, prairie: House
) -> None:
    with prairie.scope():
        invite(prairie)
    come(plain, live_server, prairie, "partnerships/health-sciences/agreements/new/")
    plain.locator('[name="organization"]').select_option(label="Lindqvist Fabrication")
    plain.get_by_role("radio", name="Memorandum of understanding").check()
    press(plain, "Go on")
    plain.locator('[name="title"]').fill("Host students")
    date_in(plain, "starts_on", today() + timedelta(days=1))
    date_in(plain, "ends_on", today() + timedelta(days=200))
    plain.locator('[name="signer_name"]').fill("Tom Lindqvist")
    plain.locator('[name="signer_email"]').fill(TOM.email)
    plain.locator('[name="signatory"]').select_option(label="Olive Berg")
    submit(plain)
    press(plain, "Preview")
    press(plain, "Send for signature")
    with prairie.scope():
        assert Agreement.objects.get().state == "sent"


def test_employer_signs(
    live_server: Any, plain: Page, browser: Browser, inbox: Inbox, prairie: House
) -> None:
    with prairie.scope():
        sent(prairie)
    send_due_messages()
    walk = Walk(browser, live_server.url, inbox)
    plain.goto(walk.link(walk.mail(TOM.email, "sign")))
    press(plain, "Continue to signing")
    for box in ("authority", "electronic"):
        plain.locator(f'[name="{box}"]').check()
    plain.locator('[name="name"]').fill("Tom Lindqvist")
    plain.locator('[name="title"]').fill("Plant manager")
    press(plain, "Sign the agreement")
    with prairie.scope():
        assert Signature.objects.get().name == "Tom Lindqvist"


def test_partner_answers_a_check_in(live_server: Any, plain: Page, prairie: House) -> None:
    with prairie.scope():
        check_in = make_check_in(prairie)
    plain.goto(f"{live_server.url}/check-in/{link_to(prairie, check_in.pk)}/")
    plain.locator('[name="temperature"][value="4"]').check()
    plain.locator('[name="goal_met"][value="partly"]').check()
    press(plain, "Send my answers")
    with prairie.scope():
        assert CheckIn.objects.get(pk=check_in.pk).temperature == 4


def test_what_is_out_is_taken_back_and_changed(
    live_server: Any, plain: Page, prairie: House
) -> None:
    with prairie.scope():
        old = sent(prairie)
    come(plain, live_server, prairie, f"agreements/{old.pk}/redraft/")
    plain.locator('[name="reason"]').fill("Wednesdays suit them better.")
    press(plain, "Take back and change")
    with prairie.scope():
        assert set(Agreement.objects.values_list("state", flat=True)) == {"voided", "draft"}


def test_convener_countersigns(live_server: Any, plain: Page, prairie: House) -> None:
    with prairie.scope():
        agreement = signed(prairie)
    come(plain, live_server, prairie, f"agreements/{agreement.pk}/sign/")
    for box in ("authority", "electronic"):
        plain.locator(f'[name="{box}"]').check()
    plain.locator('[name="name"]').fill("Olive Berg")
    plain.locator('[name="title"]').fill("Director")
    press(plain, "Sign and complete")
    with prairie.scope():
        assert Agreement.objects.get().state == "complete"


def test_recruitment_is_delegated(live_server: Any, plain: Page, prairie: House) -> None:
    come(plain, live_server, prairie, "partnerships/health-sciences/delegations/new/")
    plain.locator('[name="name"]').fill("Ines Inter")
    plain.locator('[name="email"]').fill("ines@inter.example")
    plain.locator('[name="organization_name"]').fill("Center for Learning")
    submit(plain)
    with prairie.scope():
        assert Invitation.objects.get().email == "ines@inter.example"


def test_evaluation_is_answered(live_server: Any, plain: Page, prairie: House) -> None:
    (token,) = of_evaluation_link(prairie)
    plain.goto(f"{live_server.url}/evaluate/{token}/")
    for choice in plain.locator('input[type="radio"][value="4"]').all():
        choice.check()
    submit(plain)
    with prairie.scope():
        assert set(EvaluationAnswer.objects.get().scores.values()) == {4}


def test_figure_is_entered(live_server: Any, plain: Page, prairie: House) -> None:
    with prairie.scope():
        indicator, period = make_indicator(prairie), year(2025)
    path = f"partnerships/health-sciences/measures/{indicator.pk}/figures/new/"
    come(plain, live_server, prairie, path)
    plain.locator('[name="period"]').select_option(str(period.pk))
    plain.locator('[name="value"]').fill("137")
    plain.locator('[name="source"]').fill("District counts")
    date_in(plain, "as_of", date(2026, 6, 30))
    submit(plain)
    with prairie.scope():
        assert Observation.objects.get().value == 137


def test_region_shares_with_the_state(
    live_server: Any, plain: Page, prairie: House, agency: House
) -> None:
    come(plain, live_server, prairie, "settings/sharing/")
    press(plain, "Share")
    press(plain, "Share these figures")
    with prairie.scope():
        assert SharingGrant.objects.get().agency_id == agency.convener.pk


def test_report_is_asked_for_and_its_page_can_be_refreshed(
    live_server: Any, plain: Page, prairie: House
) -> None:
    with prairie.scope():
        give_enrollment(prairie)
    come(plain, live_server, prairie, "partnerships/health-sciences/dashboard/")
    press(plain, "Get the PDF")
    press(plain, "Look again")
    assert "Asked for" in said(plain)
    with prairie.scope():
        assert Report.objects.count() == 1


def test_what_needs_a_script_is_not_offered(live_server: Any, plain: Page) -> None:
    plain.goto(f"{live_server.url}/accounts/login/")
    assert not plain.get_by_role("button", name="Sign in with a passkey").is_visible()
    plain.get_by_text("Sign in with a password").click()
    assert plain.get_by_label("Password", exact=True).is_visible()
