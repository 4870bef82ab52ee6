"""The whole job in a real browser, with a real worker and a real mail server: a convener recruits
an employer, who signs on a phone, answers a check-in and an evaluation; a PDF is made, and the
state agency sees the partnership."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.walker import Walk, date_in, press, said, submit
from tests.cast import House, make_house, today
from tests.processes import Inbox, Process, wait_until

TOM = "t.lindqvist@lindqvist.example"
TODAY = today()


@pytest.fixture
def walk(
    live_server: Any, browser: Browser, inbox: Inbox, worker: Callable[..., Process]
) -> Iterator[Walk]:
    worker()
    walk = Walk(browser, live_server.url, inbox)
    yield walk
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
    return house


def begin(page: Page, walk: Walk) -> None:
    """Step 1: Today is empty; a partnership, its purpose, its protocol, both approved."""
    page.goto(walk.base + "/c/newcomer/")
    assert "Nothing needs you yet" in said(page)
    press(page, "Create a partnership")
    page.get_by_label("Name of the partnership").fill("Welding Academy")
    page.get_by_label("Region").fill("South Central")
    page.get_by_label("Career pathway").fill("Welding")
    page.get_by_label("Leader").select_option(label="Maren Solberg")
    press(page, "Create the partnership")
    for parts in (("why", "how", "what", "when"), ("contact", "vetting", "decision", "engagement")):
        press(page, "Write it")
        for part in parts:
            page.locator(f'[name="{part}"]').fill(f"Our {part}, in our own words.")
        press(page, "Save the draft")
        press(page, "Approve this draft")
    assert "Outreach is open." in said(page)


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
        if page.locator(f'[name="{name}"]').count():
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
    press(page, "Decide to invite")
    assert "The agreement is the invitation." in said(page)


def write_and_send(page: Page, walk: Walk) -> None:
    """Step 3: a template, the promises of both sides, the term, a preview, sent."""
    page.goto(walk.base + "/c/newcomer/partnerships/welding-academy/agreements/new/")
    page.locator('[name="organization"]').select_option(label="Lindqvist Fabrication")
    if page.locator('input[name="template"]').count():
        page.locator('input[name="template"]').first.check()
    else:
        page.locator('[name="template"]').select_option(index=1)
    press(page, "Go on")
    page.locator('[name="title"]').fill("Host students at Lindqvist Fabrication")
    date_in(page, "starts_on", TODAY + timedelta(days=1))
    date_in(page, "ends_on", TODAY + timedelta(days=200))
    page.locator('[name="signer_name"]').fill("Tom Lindqvist")
    page.locator('[name="signer_email"]').fill(TOM)
    page.locator('[name="signatory"]').select_option(label="Maren Solberg")
    submit(page)
    with page.expect_navigation():
        page.get_by_role("link", name="Preview").first.click()
    press(page, "Send for signature")
    assert "Tom Lindqvist" in said(page)


def sign_on_a_phone(walk: Walk) -> Page:
    """Step 4: the employer reads, agrees and signs; no account, four screens."""
    tom = walk.phone()
    tom.goto(walk.link(walk.mail(TOM, "sign")))
    assert "not a legal contract" in said(tom)
    press(tom, "Continue to signing")
    tom.locator('[name="authority"]').check()
    tom.locator('[name="electronic"]').check()
    tom.locator('[name="name"]').fill("Tom Lindqvist")
    tom.locator('[name="title"]').fill("Plant manager")
    press(tom, "Sign the agreement")
    assert "You have signed." in said(tom)
    return tom


def countersign(page: Page, walk: Walk) -> bytes:
    """Step 4, end: ours makes it complete; both sides get the sealed PDF by mail."""
    page.goto(walk.base + "/c/newcomer/")
    press(page, "Review and sign")
    page.locator('[name="authority"]').check()
    page.locator('[name="electronic"]').check()
    page.locator('[name="name"]').fill("Maren Solberg")
    page.locator('[name="title"]').fill("Regional manager")
    press(page, "Sign and complete")

    def sealed_mails() -> list[Any]:
        return [mail for mail in walk.inbox.accepted if list(mail.iter_attachments())]

    wait_until(lambda: len(sealed_mails()) >= 2, 60)
    first, second = (next(mail.iter_attachments()).get_content() for mail in sealed_mails()[:2])
    assert first == second
    return bytes(first)


def verify(walk: Walk, sealed: bytes, folder: Path) -> None:
    """Step 4: anybody can check the file; a changed byte is found."""
    (folder / "copy.pdf").write_bytes(sealed)
    changed = bytearray(sealed)
    changed[len(changed) // 2] ^= 1
    (folder / "changed.pdf").write_bytes(bytes(changed))
    (folder / "longer.pdf").write_bytes(sealed + b"\n")
    shown = subprocess.run(
        ["pdfsig", "-nocert", folder / "copy.pdf"], capture_output=True, text=True, check=True
    ).stdout
    assert "Signature is Valid." in shown
    public = walk.phone()
    for name, words in (("copy", "unchanged"), ("changed", "not"), ("longer", "not")):
        public.goto(walk.base + "/verify/")
        public.locator('[name="file"]').set_input_files(folder / f"{name}.pdf")
        submit(public)
        is_known = "Lindqvist Fabrication" in said(public)
        assert is_known == (name == "copy"), said(public)
        assert words in said(public).lower()


def check_in(page: Page, walk: Walk) -> None:
    """Step 5: promises are dated; a check-in goes out now; a low answer comes to Today."""
    page.goto(walk.base + "/c/newcomer/partnerships/welding-academy/agreements/promises/")
    assert "Lindqvist Fabrication" in said(page)
    page.goto(walk.base + "/c/newcomer/partnerships/welding-academy/communication/new/")
    page.locator('[name="contact"]').select_option(index=1)
    date_in(page, "starts_on", TODAY + timedelta(days=7))
    page.locator('[name="owner"]').select_option(label="Maren Solberg")
    submit(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Send check-in now").first.click()
    tom = walk.phone()
    mail = walk.mail(TOM, "Welding Academy")
    tom.goto(walk.link(mail))
    tom.locator('[name="temperature"][value="2"]').check()
    if tom.locator('[name="goal_met"]').count():
        tom.locator('[name="goal_met"][value="not_yet"]').check()
    tom.locator('[name="note"]').fill("Nobody has called us yet.")
    press(tom, "Send my answers")
    page.goto(walk.base + "/c/newcomer/")
    assert "Call Tom Lindqvist" in said(page)


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

    page.goto(walk.base + "/c/newcomer/settings/periods/new/")
    page.locator('[name="kind"][value="school_year"]').check()
    page.locator('[name="label"]').fill("2025-26")
    date_in(page, "starts_on", date(2025, 7, 1))
    date_in(page, "ends_on", date(2026, 6, 30))
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
        indicator, period = (
            Indicator.objects.get(code="placed"),
            Period.objects.get(label="2025-26"),
        )
    base = walk.base + "/c/newcomer/partnerships/welding-academy/"
    page.goto(f"{base}measures/{indicator.pk}/figures/new/")
    page.locator('[name="period"]').select_option(str(period.pk))
    page.locator('[name="value"]').fill("137")
    page.locator('[name="source"]').fill("District counts")
    if page.locator('[name="as_of_month"]').count():
        date_in(page, "as_of", date(2026, 6, 30))
    submit(page)
    page.goto(f"{base}dashboard/")
    assert "137" in said(page)
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
    assert "Students placed" in text
    assert "137" in text


def share(walk: Walk, house: House, agency: House) -> None:
    """Step 8: the convener shares with the state, which sees the region and nothing more."""
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
    assert "Lindqvist" not in director.content()


@pytest.mark.requirement("R55")
@pytest.mark.requirement("B1")
def test_whole_thread(walk: Walk, newcomer: House, agency: House, tmp_path: Path) -> None:
    page = walk.desk(newcomer.client("manager"))
    begin(page, walk)
    delegate(page, walk)
    recruit(page, walk)
    write_and_send(page, walk)
    sign_on_a_phone(walk)
    sealed = countersign(page, walk)
    verify(walk, sealed, tmp_path)
    check_in(page, walk)
    evaluate(page, walk)
    measure(page, walk, newcomer, tmp_path)
    share(walk, newcomer, agency)
