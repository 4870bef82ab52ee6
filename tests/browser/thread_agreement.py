"""Steps 3 and 4 of the thread: an agreement is written, signed by both sides, sealed, checked."""

from __future__ import annotations

import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.browser.walker import Walk, date_in, press, said, submit
from tests.cast import today
from tests.processes import wait_until

TOM = "t.lindqvist@lindqvist.example"
TODAY = today()
THEIRS = "Two places on the shop floor, every Thursday."
OURS = "A bus from school to the plant."


def write_and_send(page: Page, walk: Walk) -> None:
    """Step 3: a template, the promises of both sides, the term, a preview, sent."""
    page.goto(walk.base + "/c/newcomer/partnerships/welding-academy/agreements/new/")
    page.locator('[name="organization"]').select_option(label="Lindqvist Fabrication")
    page.get_by_role("radio", name="Memorandum of understanding").check()
    press(page, "Go on")
    page.locator('[name="title"]').fill("Host students at Lindqvist Fabrication")
    date_in(page, "starts_on", TODAY + timedelta(days=1))
    date_in(page, "ends_on", TODAY + timedelta(days=200))
    page.locator('[name="signer_name"]').fill("Tom Lindqvist")
    page.locator('[name="signer_email"]').fill(TOM)
    page.locator('[name="signatory"]').select_option(label="Maren Solberg")
    submit(page)
    for number, text in enumerate((THEIRS, OURS)):
        page.get_by_role("link", name="Add a promise").nth(number).click()
        page.locator('[name="text"]').fill(text)
        submit(page)
    with page.expect_navigation():
        page.get_by_role("link", name="Preview").first.click()
    assert THEIRS in said(page)
    press(page, "Send for signature")
    assert "Tom Lindqvist" in said(page)


def sign_on_a_phone(walk: Walk) -> Page:
    """Step 4: the employer reads, agrees and signs; no account, four screens."""
    tom = walk.phone()
    tom.goto(walk.link(walk.mail(TOM, "sign")))
    assert "not a legal contract" in said(tom)
    assert OURS in said(tom)
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
    for name, words in (
        ("copy", "This file is unchanged"),
        ("changed", "This file was changed"),
        ("longer", "This file was changed"),
    ):
        public.goto(walk.base + "/verify/")
        public.locator('[name="file"]').set_input_files(folder / f"{name}.pdf")
        submit(public)
        is_known = "Lindqvist Fabrication" in said(public)
        assert is_known == (name == "copy"), said(public)
        assert words in said(public)
