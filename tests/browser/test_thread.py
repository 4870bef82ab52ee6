"""The whole job in a real browser, with a real worker and a real mail server: a convener recruits
an employer, who signs on a phone, answers a check-in and an evaluation; a PDF is made, and the
state agency sees the partnership."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone
from playwright.sync_api import Browser, Page

from partnerships.models import Message, User
from tests.browser.thread_agreement import (
    OURS,
    THEIRS,
    TODAY,
    TOM,
    countersign,
    sign_on_a_phone,
    verify,
    write_and_send,
)
from tests.browser.walker import Walk, date_in, press, said, submit
from tests.cast import House, make_house
from tests.processes import Inbox, Process, wait_until

CHECK_IN = "going for Lindqvist Fabrication"


@pytest.fixture
def walk(
    live_server: Any,
    browser: Browser,
    inbox: Inbox,
    worker: Callable[..., Process],
    tmp_path: Path,
) -> Iterator[Walk]:
    worker()
    beat = Process(
        "celery", "-A", "config", "beat", f"--schedule={tmp_path / 'beat'}", "--pidfile="
    )
    walk = Walk(browser, live_server.url, inbox)
    yield walk
    beat.end()
    walk.close()


@pytest.fixture
def newcomer(db: None) -> House:
    house = make_house(
        "newcomer",
        "Newcomer Council",
        {"owner": "Olga Owner", "manager": "Maren Solberg"},
        kind="economic_council",
    )
    with house.scope():
        house.partnership.delete()
    person = User.objects.get(pk=house.members["manager"].user_id)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return house


def sign_in(page: Page, walk: Walk, address: str) -> None:
    """Step 1: a code comes by mail."""
    page.goto(walk.base + "/accounts/login/code/")
    page.locator('[name="email"]').fill(address)
    press(page, "Send me a code")
    text = walk.mail(address, "").get_body(("plain",)).get_content()
    code = re.search(r"^\s*([A-Z0-9-]{6,})\s*$", text, re.M)
    assert code, text
    page.locator('[name="code"]').fill(code[1])
    press(page, "Continue")


def begin(page: Page, walk: Walk) -> None:
    """Step 1: Today is empty; a partnership, its purpose, its protocol, both approved. Nobody is
    contacted before (B1), and what is missing is named."""
    assert "Nothing needs you yet" in said(page)
    press(page, "Create a partnership")
    page.get_by_label("Name of the partnership").fill("Welding Academy")
    page.get_by_label("Region").fill("South Central")
    page.get_by_label("Career pathway").fill("Welding")
    page.get_by_label("Leader").select_option(label="Maren Solberg")
    press(page, "Create the partnership")
    charter = page.url
    refused_contact(page, walk)
    page.goto(charter)
    for parts in (("why", "how", "what", "when"), ("contact", "vetting", "decision", "engagement")):
        press(page, "Write it")
        for part in parts:
            page.locator(f'[name="{part}"]').fill(f"Our {part}, in our own words.")
        press(page, "Save the draft")
        press(page, "Approve this draft")
    assert "Outreach is open." in said(page)


def refused_contact(page: Page, walk: Walk) -> None:
    """Step 2, end: a prospect may be noted, but is not written to yet."""
    page.goto(walk.base + "/c/newcomer/partnerships/welding-academy/recruitment/prospects/new/")
    page.locator('[name="no_profile_reason"]').fill("They asked us.")
    page.locator('[name="name"]').fill("Hasty Forge")
    page.locator('[name="sector"]').select_option("business")
    page.locator('[name="contact_name"]').fill("Hal Hasty")
    page.locator('[name="contact_email"]').fill("hal@hasty.example")
    page.locator('[name="owner"]').select_option(index=1)
    submit(page)
    page.goto(page.url + "mail/")
    walk.watch.expect(422)
    submit(page)
    assert "outreach is closed" in said(page)
    for part in ("purpose statement", "recruitment protocol"):
        assert part in said(page).lower()
    assert [mail for mail in walk.inbox.accepted if "hal@hasty" in str(mail["To"])] == []


def delegate(page: Page, walk: Walk) -> None:
    """Step 1, end: recruitment goes to a person of another organization."""
    page.goto(walk.base + "/c/newcomer/partnerships/welding-academy/delegations/")
    press(page, "Delegate recruitment")
    page.get_by_label("Full name").fill("Joel Okafor")
    page.get_by_label("E-mail address").fill("joel@cilc.example")
    page.get_by_label("Their organization").fill("Center for Learning")
    press(page, "Send the invitation")
    joel = walk.phone()
    joel.goto(walk.link(walk.mail("joel@cilc.example", "invites you to join")))
    press(joel, "Join Newcomer Council")
    assert "Welding Academy" in said(joel)


def recruit(page: Page, walk: Walk) -> None:
    """Step 2: a need, a profile, a prospect, and the way to the invitation."""
    board = walk.base + "/c/newcomer/partnerships/welding-academy/recruitment/"
    page.goto(board + "needs/new/")
    page.locator('[name="kind"][value="resource"]').check()
    page.locator('[name="description"]').fill("Two places on a shop floor")
    submit(page)
    page.goto(board + "profiles/new/")
    page.locator('[name="title"]').fill("Welding host site")
    page.locator('[name="need"]').select_option(index=1)
    page.locator('[name="sector"]').select_option("business")
    for name in ("skills", "need_met"):
        page.locator(f'[name="{name}"]').fill("Certified welders who like to teach")
    page.locator('[name="seats"]').fill("2")
    submit(page)
    page.goto(board + "prospects/new/")
    page.locator('[name="profile"]').select_option(index=1)
    page.locator('[name="name"]').fill("Lindqvist Fabrication")
    page.locator('[name="sector"]').select_option("business")
    page.locator('[name="contact_name"]').fill("Tom Lindqvist")
    page.locator('[name="contact_title"]').fill("Plant manager")
    page.locator('[name="contact_email"]').fill(TOM)
    page.locator('[name="owner"]').select_option(index=1)
    submit(page)
    press(page, "Write the mail")
    submit(page)
    walk.mail(TOM, "")
    press(page, "Start the interview")
    press(page, "Score the interview")
    for part in ("organization", "position", "interest", "capacity"):
        page.locator(f'[name="{part}_score"][value="4"]').check()
    submit(page)
    press(page, "Agree on the fit")
    page.locator('[name="reason"]').fill("Their welders like to teach.")
    press(page, "Decide to invite")
    assert "The agreement is the invitation." in said(page)


def check_in(page: Page, walk: Walk, house: House) -> None:
    """Step 5: promises are dated; beat finds a check-in due, its mail goes out once; a low answer
    comes to Today. A second one on that day is refused."""
    page.goto(walk.base + "/c/newcomer/partnerships/welding-academy/agreements/promises/")
    assert THEIRS in said(page)
    assert OURS in said(page)
    page.goto(walk.base + "/c/newcomer/partnerships/welding-academy/communication/new/")
    page.locator('[name="contact"]').select_option(index=1)
    date_in(page, "starts_on", TODAY)
    page.locator('[name="owner"]').select_option(label="Maren Solberg")
    submit(page)
    send_outside_office_hours(house)
    tom = walk.phone()
    tom.goto(walk.link(walk.mail(TOM, CHECK_IN)))
    tom.locator('[name="temperature"][value="2"]').check()
    tom.locator('[name="note"]').fill("Nobody has called us yet.")
    press(tom, "Send my answers")
    page.goto(walk.base + "/c/newcomer/")
    assert "Call Tom Lindqvist" in said(page)
    page.goto(walk.base + "/c/newcomer/partnerships/welding-academy/communication/")
    with page.expect_navigation():
        page.get_by_role("button", name="Send check-in now").first.click()
    assert "This partner was asked today already." in said(page)
    assert len([mail for mail in walk.inbox.accepted if CHECK_IN in mail["Subject"]]) == 1


def send_outside_office_hours(house: House) -> None:
    """What beat made waits for the convener's morning; this test may run at night."""

    def found() -> bool:
        with house.scope():
            made = Message.objects.filter(dedupe_key__startswith="check-in:")
            waiting = made.filter(state="queued").update(not_before=timezone.now())
            return bool(waiting) or made.exclude(state="queued").exists()

    wait_until(found, 60)


def evaluate(page: Page, walk: Walk) -> None:
    """Step 6: a round opens, an answer comes by link, it closes; ten cells lack data under five."""
    page.goto(walk.base + "/c/newcomer/partnerships/welding-academy/evaluation/new/")
    date_in(page, "closes_on", TODAY + timedelta(days=10))
    for box in page.locator('[name="people"]').all():
        box.check()
    submit(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Send").first.click()
    tom = walk.phone()
    tom.goto(walk.link(walk.mail(TOM, "ten statements")))
    for name in tom.locator('input[type="radio"]').evaluate_all(
        "all => [...new Set(all.map(one => one.name))]"
    ):
        tom.locator(f'[name="{name}"][value="4"]').check()
    submit(tom)
    page.goto(walk.base + "/c/newcomer/partnerships/welding-academy/evaluation/1/")
    page.get_by_role("link", name="Close it now").click()
    assert "All ten cells will lack data" in said(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Close the evaluation").click()
    assert said(page).count("Lacks data") >= 10


def measure(page: Page, walk: Walk, house: House, folder: Path) -> None:
    """Step 7: one indicator with a target and figures; the dashboard and its PDF agree."""
    from metrics.models import Indicator, Period

    for year in (2024, 2025):
        page.goto(walk.base + "/c/newcomer/settings/periods/new/")
        page.locator('[name="kind"][value="school_year"]').check()
        page.locator('[name="label"]').fill(f"{year}-{year - 1999}")
        date_in(page, "starts_on", date(year, 7, 1))
        date_in(page, "ends_on", date(year + 1, 6, 30))
        submit(page)
    page.goto(walk.base + "/c/newcomer/settings/measures/new/")
    page.locator('[name="name"]').fill("Students placed")
    page.locator('[name="code"]').fill("placed")
    page.locator('[name="definition"]').fill("Students who finished a placement")
    page.locator('[name="measure"]').select_option(index=1)
    page.locator('[name="kind"]').first.check()
    page.locator('[name="unit"]').fill("students")
    page.locator('[name="reporters"]').fill("districts")
    submit(page)
    with house.scope():
        indicator = Indicator.objects.get(code="placed")
        before, period = (Period.objects.get(label=label) for label in ("2024-25", "2025-26"))
    base = walk.base + "/c/newcomer/partnerships/welding-academy/"
    page.goto(f"{base}measures/{indicator.pk}/target/")
    page.locator('[name="value"]').fill("150")
    date_in(page, "due_on", date(2027, 6, 30))
    page.locator('[name="baseline_value"]').fill("120")
    page.locator('[name="baseline_period"]').select_option(str(before.pk))
    submit(page)
    page.goto(f"{base}measures/{indicator.pk}/figures/new/")
    page.locator('[name="period"]').select_option(str(period.pk))
    page.locator('[name="value"]').fill("137")
    page.locator('[name="source"]').fill("District counts")
    date_in(page, "as_of", date(2026, 6, 30))
    submit(page)
    page.goto(f"{base}dashboard/")
    press(page, "Get the PDF")
    ready = page.get_by_role("link", name="Get the PDF")
    ready.wait_for(timeout=60_000)
    with page.expect_download() as download:
        ready.click()
    download.value.save_as(folder / "dashboard.pdf")
    text = subprocess.run(
        ["pdftotext", "-layout", folder / "dashboard.pdf", "-"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    page.goto(f"{base}dashboard/")
    for figure in ("Students placed", "137", "120", "150"):
        assert figure in text
        assert figure in said(page)


def share(walk: Walk, house: House, agency: House) -> None:
    """Step 8: the convener shares with the state, which sees the region, one complete agreement and
    nothing more, until the convener takes it back."""
    director = walk.desk(agency.client("owner"))
    director.goto(walk.base + "/c/agency/network/")
    assert "South Central" not in said(director)
    owner = walk.desk(house.client("owner"))
    owner.goto(walk.base + "/c/newcomer/settings/sharing/")
    with owner.expect_navigation():
        owner.get_by_role("link", name="Share").first.click()
    submit(owner)
    director.goto(walk.base + "/c/agency/network/")
    assert "137" in said(director)
    counts = director.locator("tr", has_text="South Central").last
    assert re.split(r"\s+", counts.inner_text().strip())[-4:] == ["1", "1", "0", "0"]
    assert "Lindqvist" not in director.content()
    owner.goto(walk.base + "/c/newcomer/settings/sharing/")
    press(owner, "Stop sharing")
    submit(owner)
    director.goto(walk.base + "/c/agency/network/")
    assert "South Central" not in said(director)


def use_the_api(page: Page, walk: Walk) -> None:
    """Step 9: the same partnership, read under the same session."""
    for name, words in (("partnerships", "Welding Academy"), ("agreements", "Lindqvist")):
        answer = page.request.get(f"{walk.base}/api/v1/c/newcomer/{name}/")
        assert answer.status == 200
        assert words in answer.text()


@pytest.mark.requirement("R55")
@pytest.mark.requirement("B1")
def test_whole_thread(walk: Walk, newcomer: House, agency: House, tmp_path: Path) -> None:
    page = walk.stranger_s_desk()
    sign_in(page, walk, newcomer.members["manager"].email)
    begin(page, walk)
    delegate(page, walk)
    recruit(page, walk)
    write_and_send(page, walk)
    sign_on_a_phone(walk)
    sealed = countersign(page, walk)
    verify(walk, sealed, tmp_path)
    check_in(page, walk, newcomer)
    evaluate(page, walk)
    measure(page, walk, newcomer, tmp_path)
    share(walk, newcomer, agency)
    use_the_api(page, walk)
