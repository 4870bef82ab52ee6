"""The demo world: loaded once and whole, told with a past, and marked as a sample everywhere."""

from __future__ import annotations

import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from agreements.models import Agreement
from agreements.services.events import check_events
from config.tenancy.owner import owner_connection
from config.tenancy.scopes import convener_scope, maintenance_scope
from metrics.models import Report
from metrics.services.reports import request_report
from metrics.tasks import render_report
from partnerships import demo
from partnerships.models import AuditEvent, Convener, Membership, Partnership
from partnerships.services.audit import Actor
from tests.processes import elsewhere

pytestmark = pytest.mark.django_db(transaction=True)


def pages_of(path: str, folder: Path) -> list[str]:
    """The text of each page of a stored PDF."""
    with default_storage.open(path) as file:
        (folder / "read.pdf").write_bytes(file.read())
    line = ["pdftotext", "-layout", str(folder / "read.pdf"), "-"]
    text = subprocess.run(line, capture_output=True, text=True, check=True).stdout
    return text.split("\f")


def test_demo_world_has_a_past_and_is_a_sample_throughout(tmp_path: Path) -> None:
    assert elsewhere(demo.load_world) is True
    assert elsewhere(demo.load_world) is False
    with owner_connection(), maintenance_scope():
        convener = Convener.objects.get(slug="scsc")
    with convener_scope(convener.pk):
        health = Partnership.objects.get(slug="health-sciences")
        days = {event.created_at.date() for event in AuditEvent.objects.filter(partnership=health)}
        sealed = Agreement.objects.filter(sealed_file__gt="")[0]
        assert check_events(sealed).intact
        actor = Actor.of_member(Membership.objects.get(role="manager"))
        report = request_report(health, actor=actor)
    assert len(days) > 20
    assert min(days) < (timezone.now() - timedelta(days=200)).date()
    assert "Sample data" in pages_of(sealed.sealed_file, tmp_path)[0]
    render_report(convener_id=str(convener.pk), report_id=str(report.pk))
    with convener_scope(convener.pk):
        path = Report.objects.get(pk=report.pk).path
    pages = pages_of(path, tmp_path)
    assert "Partnership dashboard · Sample data" in pages[0]
    trend = next(page for page in pages if "Enrollment in high-demand pathways rose" in page)
    assert all(words in trend for words in ("2021-22", "2025-26", "+18.1%"))


def test_world_that_nobody_can_enter_is_only_half_loaded(monkeypatch: Any) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(demo, "demo_loaders", [])
    monkeypatch.setattr(demo, "_open_doors", stop)
    with pytest.raises(KeyboardInterrupt):
        demo.load_world()
    with pytest.raises(demo.HalfLoaded, match="demo-reset"):
        demo.load_world()
