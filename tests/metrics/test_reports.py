"""Reports: made in the background, the same figures as the page, never lost."""

from __future__ import annotations

import re
import subprocess
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from config.tenancy.scopes import convener_scope
from metrics.models import Indicator, Report, ReportState
from metrics.services.evaluation_rounds import close_round
from metrics.services.reports import ATTEMPTS, claim_report, finish_report, request_report
from metrics.tasks import render_report, sweep_lost_work
from metrics.tasks import reports as report_tasks
from tests.agreements.makers import complete
from tests.cast import House
from tests.config import pdf_structure
from tests.metrics.check_in_cast import make_round
from tests.metrics.measures_cast import aim, give_enrollment, make_indicator, record, year
from tests.presses import at_once

pytestmark = [pytest.mark.requirement("R72"), pytest.mark.django_db]


def ask(house: House) -> Report:
    with house.scope():
        return request_report(house.partnership, actor=house.actor("viewer"))


def make(report: Report) -> bool:
    return bool(render_report(convener_id=str(report.convener_id), report_id=str(report.pk)))


def again(house: House, report: Report) -> Report:
    with house.scope():
        return Report.objects.get(pk=report.pk)


def stored(report: Report) -> bytes:
    with default_storage.open(report.path) as file:
        return bytes(file.read())


def text_of(data: bytes, tmp_path: Path) -> str:
    (tmp_path / "read.pdf").write_bytes(data)
    command = ["pdftotext", "-layout", str(tmp_path / "read.pdf"), "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def age(house: House, report: Report, **fields: Any) -> None:
    with house.scope():
        Report.objects.filter(pk=report.pk).update(**fields)


def test_report_has_the_figures_of_the_page(prairie: House, tmp_path: Path) -> None:
    with prairie.scope():
        give_enrollment(prairie, expected=9, reporting=9)
    report = ask(prairie)
    assert make(report) is True
    data = stored(again(prairie, report))
    text = text_of(data, tmp_path)
    page = prairie.client("viewer").get(prairie.url("partnerships/health-sciences/dashboard/"))
    for words in ("638", "540", "620", "18 above target", "9 of 9 districts", "+18.1%"):
        assert (words in text, words in page.content.decode()) == (True, True), words
    assert "Evaluation answers" not in text
    assert pdf_structure.problems(data) == []


def test_large_figure_with_cents_stays_in_one_line(prairie: House, tmp_path: Path) -> None:
    with prairie.scope():
        money = make_indicator(prairie, kind="money", unit="dollars", measure="savings")
        record(prairie, money, year(2026), 1_212_345_50)
    report = ask(prairie)
    assert make(report) is True
    assert "$1,212,345.50" in text_of(stored(again(prairie, report)), tmp_path)


@pytest.mark.parametrize(("part", "shown"), [(9, "hidden"), (10, "20")])
def test_report_hides_the_whole_that_its_parts_would_give_away(
    prairie: House, tmp_path: Path, part: int, shown: str
) -> None:
    with prairie.scope():
        give_enrollment(prairie, 2 * part)
        indicator = Indicator.objects.get()
        for grade in ("11", "12"):
            cell = {"breakdown_key": "Grade", "breakdown_value": grade}
            record(prairie, indicator, year(2026), part, **cell)
    report = ask(prairie)
    assert make(report) is True
    text = text_of(stored(again(prairie, report)), tmp_path)
    assert re.search(rf"Enrollment in high-demand {{3,}}{shown} ", text)


def test_report_of_a_young_partnership_is_one_page_with_a_chart(
    prairie: House, tmp_path: Path
) -> None:
    with prairie.scope():
        indicator = make_indicator(prairie)
        record(prairie, indicator, year(2025), 540)
        record(prairie, indicator, year(2026), 550, expected=9, reporting=7)
        aim(prairie, indicator, 620, 540, year(2025))
        close_round(make_round(prairie), actor=prairie.actor("manager"))
        complete(prairie)
    report = ask(prairie)
    make(report)
    data = stored(again(prairie, report))
    pages = text_of(data, tmp_path).rstrip("\f").split("\f")
    assert len(pages) == 1
    words = " ".join(pages[0].split())
    assert "it is slightly below path so far: 7 of 9 districts have reported" in words
    assert "target 620" in words, "the chart's own label"
    assert words.count("All ten cells lack data") == 1
    assert "10 of ten" not in words
    assert "Evaluation answers have their own rule: shown from five people on." in words
    assert "of a running count from zero, in the period in which the target is due" in words
    assert "Not measured yet: Partner satisfaction;" in words
    assert pdf_structure.problems(data) == []


def test_report_hides_what_the_page_hides(prairie: House, tmp_path: Path) -> None:
    with prairie.scope():
        give_enrollment(prairie, 7)
    report = ask(prairie)
    make(report)
    text = text_of(stored(again(prairie, report)), tmp_path)
    assert "hidden" in text
    assert "7" not in text.split()


def test_finished_report_is_not_made_twice(prairie: House) -> None:
    report = ask(prairie)
    assert [make(report), make(report)] == [True, False]


@pytest.mark.django_db(transaction=True)
def test_report_that_two_workers_take_at_once_is_made_once(prairie: House) -> None:
    report = ask(prairie)
    assert sorted(at_once(*[partial(make, report)] * 2)) == [False, True]
    assert again(prairie, report).attempts == 1


def test_report_of_a_dead_worker_is_queued_again_and_made(prairie: House) -> None:
    report = ask(prairie)
    with prairie.scope():
        claim_report(report.pk)
    age(prairie, report, claimed_at=timezone.now() - timedelta(minutes=10))
    assert sweep_lost_work() == 1
    assert again(prairie, report).state == ReportState.QUEUED
    assert make(report) is True


def test_report_being_made_is_left_alone_by_the_sweep(prairie: House) -> None:
    report = ask(prairie)
    with prairie.scope():
        claim_report(report.pk)
    assert sweep_lost_work() == 0


def test_worker_that_comes_back_after_the_sweep_records_nothing(prairie: House) -> None:
    report = ask(prairie)
    with prairie.scope():
        claim_report(report.pk)
    age(prairie, report, claimed_at=timezone.now() - timedelta(minutes=10))
    sweep_lost_work()
    make(report)
    with prairie.scope():
        assert finish_report(report.pk, 1, path="late.pdf", data=b"late") is False
    assert again(prairie, report).path != "late.pdf"


def test_report_whose_worker_dies_each_time_fails_with_a_sentence(prairie: House) -> None:
    report = ask(prairie)
    for _ in range(ATTEMPTS):
        with prairie.scope():
            claim_report(report.pk)
        age(prairie, report, claimed_at=timezone.now() - timedelta(minutes=10))
        sweep_lost_work()
    done = again(prairie, report)
    assert (done.state, done.error) == (ReportState.FAILED, "Making it stopped 3 times.")


def test_report_that_cannot_be_stored_fails_and_can_be_retried(
    prairie: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> str:
        raise OSError("No space left on device")

    report = ask(prairie)
    with monkeypatch.context() as patched:
        patched.setattr(report_tasks.default_storage, "save", full, raising=False)
        assert make(report) is False
    assert again(prairie, report).error == "No space left on device"
    url = f"partnerships/health-sciences/reports/{report.pk}/"
    prairie.client("viewer").post(prairie.url(f"{url}retry/"))
    assert make(report) is True
    assert b"Get the PDF" in prairie.client("viewer").get(prairie.url(url)).content


def test_waiting_page_updates_itself_with_and_without_script(prairie: House) -> None:
    report = ask(prairie)
    url = prairie.url(f"partnerships/health-sciences/reports/{report.pk}/")
    page = prairie.client("viewer").get(url).content.decode()
    assert '<noscript><meta http-equiv="refresh"' in page
    part = prairie.client("viewer").get(url, headers={"HX-Request": "true"}).content.decode()
    assert ('hx-trigger="every 2s"' in part, "<html" in part) == (True, False)


def test_file_of_an_unfinished_report_is_not_found(prairie: House) -> None:
    report = ask(prairie)
    url = prairie.url(f"partnerships/health-sciences/reports/{report.pk}/file/")
    assert prairie.client("owner").get(url).status_code == 404


def test_sweep_finds_reports_that_no_worker_was_told_of(prairie: House) -> None:
    report = ask(prairie)
    age(prairie, report, created_at=timezone.now() - timedelta(minutes=5))
    assert sweep_lost_work() == 1
    with convener_scope(prairie.convener.pk):
        assert Report.objects.get().state == ReportState.QUEUED
