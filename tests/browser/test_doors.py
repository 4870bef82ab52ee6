"""An employer's phone before the sign door: declining, and links that are expired, revoked, used
or forwarded. Real browser, real mail server, the worker's own task called here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page

from agreements.models import Agreement, Signature
from agreements.services.closing import void_agreement
from partnerships.models import MagicLink
from partnerships.tasks import send_due_messages
from tests.agreements.makers import TOM, detail, sent
from tests.browser.conftest import DESK, PHONE, check_page, enter
from tests.browser.walker import Walk, press, said
from tests.cast import House
from tests.processes import Inbox

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def walk(live_server: Any, browser: Browser, inbox: Inbox) -> Iterator[Walk]:
    walk = Walk(browser, live_server.url, inbox)
    yield walk
    walk.close()


@pytest.fixture
def agreement(prairie: House) -> Agreement:
    with prairie.scope():
        return sent(prairie)


def mailed_link(walk: Walk) -> str:
    """Sends what waits; the link of Tom's newest mail about signing."""
    send_due_messages()
    return walk.link(walk.mail(TOM.email, "sign"))


def sign(page: Page) -> None:
    """Agrees and signs from the page of step 2."""
    for box in ("authority", "electronic"):
        page.locator(f'[name="{box}"]').check()
    page.locator('[name="name"]').fill("Tom Lindqvist")
    page.locator('[name="title"]').fill("Plant manager")
    press(page, "Sign the agreement")


def state_of(house: House, agreement: Agreement) -> str:
    with house.scope():
        return str(Agreement.objects.values_list("state", flat=True).get(pk=agreement.pk))


def test_decline_with_a_reason_reaches_the_convener(
    walk: Walk, prairie: House, agreement: Agreement
) -> None:
    tom = walk.phone()
    tom.goto(mailed_link(walk))
    press(tom, "Not for us right now")
    check_page(tom, PHONE)
    tom.locator('[name="reason"]').fill("We move the shop in spring.")
    press(tom, "Not for us right now")
    assert state_of(prairie, agreement) == "declined"
    send_due_messages()
    told = walk.mail("olive@prairie.example", "")
    assert "We move the shop in spring." in told.get_body(("plain",)).get_content()


def test_suggested_change_comes_back_as_a_new_version(
    walk: Walk, prairie: House, agreement: Agreement
) -> None:
    tom = walk.phone()
    tom.goto(mailed_link(walk))
    press(tom, "Ask a question or suggest a change")
    tom.locator('[name="text"]').fill("Wednesdays would suit us better.")
    press(tom, "Send the question")
    olive = walk.desk(prairie.client("owner"))
    olive.goto(f"{walk.base}{detail(prairie, agreement)}")
    check_page(olive, DESK)
    press(olive, "Take back and change as Tom Lindqvist suggested")
    assert "“Wednesdays would suit us better.”" in said(olive)
    olive.locator("[name=reason]").fill("Tom asked for Wednesdays.")
    check_page(olive, DESK)
    press(olive, "Take back and change")
    assert "Change the copy now." in said(olive)
    press(olive, "Preview and send")
    press(olive, "Send for signature")
    send_due_messages()
    told = walk.mail(TOM.email, "took the agreement back to change it")
    assert "A new version comes by mail." in told.get_body(("plain",)).get_content()
    tom.goto(walk.link(walk.mail(TOM.email, "sign", count=2)))
    press(tom, "Continue to signing")
    sign(tom)
    assert "You have signed." in said(tom)


def test_expired_link_says_so_and_a_fresh_one_signs(
    walk: Walk, prairie: House, agreement: Agreement
) -> None:
    old = mailed_link(walk)
    with prairie.scope():
        MagicLink.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    walk.watch.expect(410)
    tom = walk.phone()
    tom.goto(old)
    assert "This link no longer works" in said(tom)
    check_page(tom, PHONE)
    press(tom, "Send me a new link")
    fresh = mailed_link(walk)
    assert fresh != old
    tom.goto(fresh)
    press(tom, "Continue to signing")
    sign(tom)
    assert "You have signed." in said(tom)


def test_revoked_link_opens_nothing(walk: Walk, prairie: House, agreement: Agreement) -> None:
    link = mailed_link(walk)
    with prairie.scope():
        void_agreement(agreement, reason="We sent the wrong one.", actor=prairie.actor("owner"))
    walk.watch.expect(410)
    tom = walk.phone()
    answer = tom.goto(link)
    assert answer is not None
    assert answer.status == 410
    assert "The agreement was taken back. It has no effect." in said(tom)
    assert "Continue to signing" not in said(tom)
    check_page(tom, PHONE)


def test_used_link_shows_what_was_signed_and_signs_no_second_time(
    walk: Walk, prairie: House, agreement: Agreement
) -> None:
    link = mailed_link(walk)
    tom = walk.phone()
    tom.goto(link)
    press(tom, "Continue to signing")
    sign(tom)
    tom.goto(link)
    assert "You have signed." in said(tom)
    with prairie.scope():
        assert Signature.objects.filter(agreement=agreement).count() == 1


def test_forwarded_link_does_not_sign_on_another_device(
    walk: Walk, prairie: House, agreement: Agreement
) -> None:
    link = mailed_link(walk)
    tom = walk.phone()
    tom.goto(link)
    press(tom, "Continue to signing")
    walk.watch.expect(422)
    stranger = walk.phone()
    stranger.goto(link)
    press(stranger, "Continue to signing")
    assert "code" in said(stranger)
    check_page(stranger, PHONE)
    if stranger.locator('[name="code"]').count():
        stranger.locator('[name="code"]').fill("000000")
    sign(stranger)
    assert "You have signed." not in said(stranger)
    with prairie.scope():
        assert not Signature.objects.filter(agreement=agreement).exists()


def test_code_is_mailed_from_the_form_without_scripts_and_keeps_what_was_typed(
    walk: Walk, prairie: House, agreement: Agreement, browser: Browser
) -> None:
    link = mailed_link(walk)
    with prairie.scope():
        MagicLink.objects.update(created_at=timezone.now() - timedelta(days=2))
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    walk.contexts.append(context)
    tom = walk.watch.over(context.new_page())
    tom.goto(link)
    press(tom, "Continue to signing")
    for box in ("authority", "electronic"):
        tom.locator(f'[name="{box}"]').check()
    tom.locator('[name="name"]').fill("Tom Lindqvist")
    tom.locator('[name="title"]').fill("Plant manager, nights")
    press(tom, "Mail me a code")
    send_due_messages()
    mail = walk.mail(TOM.email, "code").get_body(("plain",)).get_content()
    code = re.search(r"\b(\d{6})\b", mail)
    assert code is not None, mail
    tom.locator('[name="code"]').fill(code[1])
    with tom.expect_navigation():
        tom.locator('[name="code"]').press("Enter")
    assert "You have signed." in said(tom)
    with prairie.scope():
        assert Signature.objects.get().title == "Plant manager, nights"


def test_log_beside_an_agreement_has_room_for_its_words(
    live_server: Any, page: Page, prairie: House, agreement: Agreement
) -> None:
    enter(page, live_server, prairie.client("owner"))
    page.set_viewport_size(DESK)
    page.goto(live_server.url + prairie.url(f"agreements/{agreement.pk}/"))
    first = page.locator(".timeline > li").first
    when, words = first.locator("time").bounding_box(), first.locator("div").bounding_box()
    assert when is not None
    assert words is not None
    assert words["y"] >= when["y"] + when["height"]
    assert words["width"] >= 280
