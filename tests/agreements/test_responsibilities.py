"""The promises of a draft."""

from __future__ import annotations

from agreements.models import Responsibility
from partnerships.models import AuditEvent
from tests.agreements.makers import draft
from tests.cast import House


def test_removing_a_promise_twice_says_that_it_is_gone(prairie: House) -> None:
    with prairie.scope():
        agreement = draft(prairie)
        row = Responsibility.objects.filter(agreement=agreement).first()
        assert row is not None
    client = prairie.client("owner")
    path = prairie.url(f"agreements/{agreement.pk}/responsibilities/{row.pk}/remove/")
    client.post(path)
    answer = client.post(path, follow=True)
    assert answer.redirect_chain == [(prairie.url(f"agreements/{agreement.pk}/#promises"), 302)]
    assert "Nothing changed: the promise was removed before." in answer.content.decode()
    with prairie.scope():
        assert AuditEvent.objects.filter(verb="removed a responsibility").count() == 1


def test_promise_of_another_agreement_is_not_found(prairie: House) -> None:
    with prairie.scope():
        agreement, other = draft(prairie), draft(prairie)
        row = Responsibility.objects.filter(agreement=other).first()
        assert row is not None
    path = prairie.url(f"agreements/{agreement.pk}/responsibilities/{row.pk}/remove/")
    assert prairie.client("owner").post(path).status_code == 404
