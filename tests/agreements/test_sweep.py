"""One agreement that fails stops no other, and says so in the log and on its page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from agreements import tasks
from agreements.models import Agreement, AgreementState
from agreements.services import closing
from agreements.services.documents import DocumentJob, render_document
from agreements.tasks import seal_agreement, sweep_agreements
from config.pdf import DocumentError
from tests.agreements.makers import complete, detail, sent
from tests.cast import House, today

FAILED = "The document could not be made or stored; the server’s log says why."


def pair(house: House, make: Any) -> tuple[Agreement, Agreement]:
    """Two agreements at the same step; the first of them is the one that fails."""
    with house.scope():
        first, second = make(house), make(house)
        Agreement.objects.filter(pk=first.pk).update(title="This one fails")
    return first, second


def fail_to_render(patch: pytest.MonkeyPatch, error: Exception) -> None:
    """Lets rendering fail for the first of a pair."""

    def render(job: DocumentJob) -> bytes:
        if job.title == "This one fails":
            raise error
        return render_document(job)

    patch.setattr(tasks, "render_document", render)


@pytest.mark.parametrize("error", [DocumentError("No font."), OSError("No space left.")])
def test_agreement_that_cannot_be_sealed_stops_no_other(
    prairie: House,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
) -> None:
    first, second = pair(prairie, complete)
    fail_to_render(monkeypatch, error)
    sweep_agreements()
    with prairie.scope():
        first.refresh_from_db()
        second.refresh_from_db()
    assert (first.sealed_at, bool(second.sealed_at)) == (None, True)
    assert FAILED in prairie.client("owner").get(detail(prairie, first)).text
    (record,) = [one for one in caplog.records if str(first.pk) in one.getMessage()]
    assert record.exc_info is not None
    assert record.exc_info[1] is error


def test_full_disk_while_sealing_stands_on_the_page(
    prairie: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    with prairie.scope():
        agreement = complete(prairie)

    def full(*_: Any) -> str:
        raise OSError("No space left on device: '/srv/files'")

    monkeypatch.setattr(tasks, "store_file", full)
    with pytest.raises(OSError, match="No space"):
        seal_agreement(convener_id=str(prairie.convener.pk), agreement_id=str(agreement.pk))
    page = prairie.client("owner").get(detail(prairie, agreement)).text
    assert FAILED in page
    assert "/srv/files" not in page


def test_text_that_cannot_be_made_stops_no_other(
    prairie: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = pair(prairie, sent)
    fail_to_render(monkeypatch, DocumentError("No font."))
    sweep_agreements()
    with prairie.scope():
        first.refresh_from_db()
        second.refresh_from_db()
    assert (bool(first.text_file), bool(second.text_file)) == (False, True)


def test_agreement_that_cannot_be_closed_stops_no_other(
    prairie: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = pair(prairie, sent)
    with prairie.scope():
        Agreement.objects.update(sign_by=today() - timedelta(days=2))

    def expire(agreement: Agreement) -> Any:
        if agreement.pk == first.pk:
            raise ValueError("Broken.")
        return expire_agreement(agreement)

    expire_agreement = closing.expire_agreement
    monkeypatch.setattr(closing, "expire_agreement", expire)
    sweep_agreements()
    with prairie.scope():
        states: dict[UUID, str] = dict(Agreement.objects.values_list("pk", "state"))
    assert states == {first.pk: AgreementState.SENT, second.pk: AgreementState.EXPIRED}
    assert "ValueError: Broken." in caplog.text
