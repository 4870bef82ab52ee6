"""The main path by keyboard alone: from signing in to the employer's signature and answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import Browser, Page

from agreements.models import Agreement, AgreementState, Signature
from metrics.models import CheckIn
from partnerships.models import CharterDocument
from partnerships.tasks import send_due_messages
from stakeholders.models import Candidacy, Stage
from tests.agreements.makers import TOM, invite, sent
from tests.browser.conftest import DESK, PHONE, enter
from tests.browser.keyboard import Keyboard
from tests.browser.walker import Walk, said
from tests.cast import House, today
from tests.metrics.check_in_cast import link_to, make_check_in
from tests.processes import Inbox
from tests.stakeholders.world import add_candidacy

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def keys(page: Page) -> Keyboard:
    page.set_viewport_size(DESK)
    return Keyboard(page)


@pytest.fixture
def walk(live_server: Any, browser: Browser, inbox: Inbox) -> Iterator[Walk]:
    walk = Walk(browser, live_server.url, inbox)
    yield walk
    walk.close()


def come(keys: Keyboard, live_server: Any, house: House, path: str) -> None:
    """The owner, signed in, has just opened a page."""
    enter(keys.page, live_server, house.client("owner"))
    keys.page.goto(live_server.url + house.url(path))


def account_of(house: House) -> str:
    """The owner's address, made known to the sign-in page."""
    member = house.members["owner"]
    EmailAddress.objects.create(
        user_id=member.user_id, email=member.email, verified=True, primary=True
    )
    return member.email


def test_signing_in_by_a_mailed_code_needs_no_pointer(walk: Walk, prairie: House) -> None:
    address = account_of(prairie)
    page = walk.desk(prairie.client("viewer"))
    page.context.clear_cookies()
    keys = Keyboard(page)
    page.goto(walk.base + "/accounts/login/")
    keys.write("Your e-mail address", address)
    keys.press("Send me a code")
    text = walk.mail(address, "code").get_body(("plain",)).get_content()
    code = re.search(r"^\s*([A-Z0-9]{4}-[A-Z0-9]{4})\s*$", text, re.MULTILINE)
    assert code, text
    keys.write("Code", code[1])
    keys.press("Continue")
    assert page.url.startswith(walk.base + prairie.url())


def test_signing_in_with_a_password_needs_no_pointer(walk: Walk, prairie: House) -> None:
    address = account_of(prairie)
    user = prairie.members["owner"].user
    user.set_password("seven-quiet-geese")
    user.save()
    page = walk.desk(prairie.client("viewer"))
    page.context.clear_cookies()
    keys = Keyboard(page)
    page.goto(walk.base + "/accounts/login/")
    keys.open("Sign in with a password")
    keys.write("E-mail address", address)
    keys.write("Password", "seven-quiet-geese")
    keys.press("Sign in")
    assert page.url.startswith(walk.base + prairie.url())


def test_partnership_is_begun_and_its_purpose_approved(
    keys: Keyboard, live_server: Any, prairie: House
) -> None:
    come(keys, live_server, prairie, "partnerships/")
    keys.press("Create a partnership")
    for label, text in (
        ("Name of the partnership", "Welding Academy"),
        ("Region", "South Central"),
        ("Career pathway", "Welding"),
        ("Lead entity", "Prairie Service Cooperative"),
    ):
        keys.write(label, text)
    keys.choose("Leader", "Maren")
    keys.press("Create the partnership")
    keys.press("Write it")
    for part in ("Why", "How", "What", "When"):
        keys.write(part, f"{part}, in our own words.")
    keys.press("Save the draft")
    keys.press("Approve this draft")
    assert "Purpose statement version 1 is approved." in said(keys.page)
    with prairie.scope():
        assert CharterDocument.objects.filter(
            partnership__slug="welding-academy", state="approved"
        ).exists()


def test_need_and_prospect_are_added(keys: Keyboard, live_server: Any, prairie: House) -> None:
    come(keys, live_server, prairie, "partnerships/health-sciences/recruitment/plan/")
    keys.press("Add a need")
    keys.pick("What is missing?", "Resource")
    keys.write("Describe it in a sentence", "Two places on a shop floor")
    keys.press("Add the need")
    keys.press("Write a profile")
    keys.write("Title", "Host site")
    keys.choose("Which need does it meet?", "Two places")
    keys.choose("Sector", "Business")
    keys.write("Knowledge and skills", "Certified welders who like to teach")
    keys.write("What it will change", "Students learn on real machines")
    keys.press("Save the profile")
    keys.press("Add a prospect")
    keys.choose("Profile", "Host site")
    keys.write("Name of the new organization", "Lindqvist Fabrication")
    keys.choose("Its sector", "Business")
    keys.write("Full name", "Tom Lindqvist")
    keys.write("E-mail address", "t.lindqvist@lindqvist.example")
    keys.press("Add the prospect")
    with prairie.scope():
        assert Candidacy.objects.get().organization.name == "Lindqvist Fabrication"


def test_interview_is_scored_the_fit_agreed_and_invited(
    keys: Keyboard, live_server: Any, prairie: House
) -> None:
    row = add_candidacy(prairie, Stage.INTERVIEWING)
    come(keys, live_server, prairie, f"partnerships/health-sciences/recruitment/{row.pk}/")
    keys.press("Score the interview")
    for part in ("Organization", "Position and skills", "Interest", "Capacity"):
        keys.pick(part, "4")
    keys.press("Save the interview")
    keys.press("Agree on the fit")
    keys.write("Why do we invite them?", "Certified welders who like to teach")
    keys.press("Decide to invite")
    with prairie.scope():
        assert Candidacy.objects.get(pk=row.pk).stage == Stage.INVITED


def test_agreement_is_written_previewed_and_sent(
    keys: Keyboard, live_server: Any, prairie: House
) -> None:
    with prairie.scope():
        invite(prairie)
    come(keys, live_server, prairie, "partnerships/health-sciences/agreements/")
    keys.press("Write an agreement")
    keys.choose("Organization", "Lindqvist")
    keys.pick("Start from", "Host-site")
    keys.press("Go on")
    keys.write("Title", "Host students at Lindqvist Fabrication")
    keys.date(today() + timedelta(days=1))
    keys.date(today() + timedelta(days=200))
    keys.write("Who signs for them", "Tom Lindqvist")
    keys.write("Their e-mail address", TOM.email)
    keys.choose("Who signs for us", "Olive")
    keys.press("Save the draft")
    keys.press("Preview")
    keys.press("Send for signature")
    assert "Tom Lindqvist" in said(keys.page)
    assert "Waiting" in said(keys.page)


def test_what_is_out_is_taken_back_and_changed(
    keys: Keyboard, live_server: Any, prairie: House
) -> None:
    with prairie.scope():
        old = sent(prairie)
    come(keys, live_server, prairie, f"agreements/{old.pk}/")
    keys.press("Take back and change")
    keys.write("Reason", "Wednesdays suit them better.")
    keys.press("Take back and change")
    assert "Change the copy now." in said(keys.page)
    with prairie.scope():
        assert Agreement.objects.exclude(pk=old.pk).get().state == AgreementState.DRAFT


def test_employer_reads_agrees_and_signs(walk: Walk, prairie: House) -> None:
    with prairie.scope():
        agreement = sent(prairie)
    send_due_messages()
    keys = Keyboard(walk.phone())
    keys.page.goto(walk.link(walk.mail(TOM.email, "sign")))
    keys.press("Continue to signing")
    keys.tick("I may sign for")
    keys.tick("I agree to sign")
    keys.write("Type your full name", "Tom Lindqvist")
    keys.write("Your job title", "Plant manager")
    keys.press("Sign the agreement")
    assert "You have signed." in said(keys.page)
    with prairie.scope():
        assert Signature.objects.filter(agreement=agreement).count() == 1


def test_partner_answers_a_check_in(keys: Keyboard, live_server: Any, prairie: House) -> None:
    with prairie.scope():
        check_in = make_check_in(prairie)
    keys.page.set_viewport_size(PHONE)
    keys.page.goto(f"{live_server.url}/check-in/{link_to(prairie, check_in.pk)}/")
    keys.pick("How is the partnership going", "Well")
    keys.pick("Are you getting what you hoped for", "Partly")
    keys.press("Send my answers")
    with prairie.scope():
        assert CheckIn.objects.get(pk=check_in.pk).temperature == 4


def test_errors_take_the_focus_and_lead_to_their_fields(walk: Walk, prairie: House) -> None:
    walk.watch.expect(422)
    page = walk.desk(prairie.client("owner"))
    keys = Keyboard(page)
    page.goto(walk.base + prairie.url("settings/people/invite/"))
    page.evaluate("document.querySelector('main form').noValidate = true")
    keys.press("Send the invitation")
    summary = keys.focused()
    assert summary
    assert "2 things need another look" in summary["words"]
    keys.to("Enter the e-mail address.", tag="a")
    page.keyboard.press("Enter")
    field = keys.focused()
    assert field
    assert (field["tag"], field["name"]) == ("input", "email")
    assert field["shows"]


def test_answer_to_an_action_is_announced_and_the_page_begins_at_its_top(
    keys: Keyboard, live_server: Any, prairie: House
) -> None:
    come(keys, live_server, prairie, "settings/people/invite/")
    keys.write("Full name", "Ivy Lane")
    keys.write("E-mail address", "ivy@example.org")
    keys.press("Send the invitation")
    told = keys.page.locator("[role=status]")
    assert "ivy@example.org" in told.inner_text()
    assert keys.focused() is None
    assert keys.page.evaluate("scrollY") == 0
    keys.skip(keys.tab())


PAGES = (
    "",
    "partnerships/",
    "partnerships/health-sciences/",
    "partnerships/health-sciences/charter/",
    "partnerships/health-sciences/recruitment/",
    "partnerships/health-sciences/recruitment/prospects/new/",
    "partnerships/health-sciences/agreements/",
    "partnerships/health-sciences/communication/",
    "partnerships/health-sciences/dashboard/",
    "organizations/",
    "settings/people/",
)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_pages_are_walked_in_the_order_of_reading(
    keys: Keyboard, live_server: Any, prairie: House, size: Any
) -> None:
    """The skip link comes first and works, the focus shows, no page keeps it."""
    add_candidacy(prairie, Stage.INTERVIEWING, days=20)
    with prairie.scope():
        sent(prairie)
        make_check_in(prairie)
    keys.page.set_viewport_size(size)
    enter(keys.page, live_server, prairie.client("owner"))
    for path in PAGES:
        keys.walk(live_server.url + prairie.url(path))


def test_way_back_is_the_way_there(keys: Keyboard, live_server: Any, prairie: House) -> None:
    enter(keys.page, live_server, prairie.client("owner"))
    page = live_server.url + prairie.url("settings/people/invite/")
    there = [stop["words"] for stop in keys.walk(page)]
    keys.to(there[-1])
    back = [keys.tab("Shift+Tab") for _ in there[1:]]
    assert [stop["words"] for stop in back if stop] == there[-2::-1]


def test_doors_are_walked_in_the_order_of_reading(walk: Walk, prairie: House) -> None:
    with prairie.scope():
        sent(prairie)
        check_in = make_check_in(prairie)
    send_due_messages()
    keys = Keyboard(walk.phone())
    link = walk.link(walk.mail(TOM.email, "sign"))
    for address in (link, f"{link}question/", f"{link}not-now/", f"{link}someone-else/"):
        keys.walk(address)
    keys.page.goto(link)
    keys.press("Continue to signing")
    keys.walk(keys.page.url)
    keys.walk(f"{walk.base}/check-in/{link_to(prairie, check_in.pk)}/")
