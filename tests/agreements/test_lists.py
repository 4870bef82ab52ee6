"""Lists of agreements: order, filters, budgets; what of a rival's they show."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreements.models import Agreement, Signer
from tests.agreements.makers import complete, detail, draft, sealed, sent, signed
from tests.cast import House


def queries_of(client: Any, url: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as context:
        assert client.get(url).status_code == 200
    return len(context)


@pytest.mark.parametrize(
    "page",
    [
        "agreements/",
        "partnerships/health-sciences/agreements/",
        "partnerships/health-sciences/agreements/promises/",
    ],
)
def test_lists_take_the_same_queries_for_one_and_three(prairie: House, page: str) -> None:
    client = prairie.client("owner")
    with prairie.scope():
        complete(prairie)
    one = queries_of(client, prairie.url(page))
    with prairie.scope():
        complete(prairie)
        signed(prairie)
    assert queries_of(client, prairie.url(page)) == one


def test_agreement_list_stays_within_ten_queries_of_its_own(prairie: House) -> None:
    client = prairie.client("owner")
    with prairie.scope():
        sent(prairie)
    shell = 7  # session, user, places, scope, people, and the transaction's two ends
    assert queries_of(client, prairie.url("agreements/")) <= 10 + shell


def test_list_begins_with_what_waits_for_us(prairie: House) -> None:
    with prairie.scope():
        made = [signed(prairie), complete(prairie), draft(prairie), sent(prairie)]
        for title, agreement in zip(("Ours", "Done", "Draft", "Theirs"), made, strict=True):
            Agreement.objects.filter(pk=agreement.pk).update(title=f"{title} to do")
    page = prairie.client("owner").get(prairie.url("agreements/")).text
    shown = re.findall(r"(Ours|Theirs|Draft|Done) to do", page)
    assert shown == ["Ours", "Theirs", "Draft", "Done"]


@pytest.mark.parametrize(
    "waits", ["us", "question", "partner", "draft", "complete", "closed", "\x00", "none"]
)
def test_list_filters_by_what_it_waits_for(prairie: House, waits: str) -> None:
    with prairie.scope():
        signed(prairie)
    page = prairie.client("viewer").get(prairie.url("agreements/"), {"waits": waits})
    shows = "Host students, spring 2027" in page.content.decode()
    assert shows == (waits in ("us", "\x00", "none"))


def test_rivals_agreement_is_nowhere(prairie: House, rival: House) -> None:
    theirs = sealed(rival)
    client = prairie.client("owner")
    assert client.get(detail(prairie, theirs)).status_code == 404
    assert client.get(detail(prairie, theirs, "sealed.pdf")).status_code == 404
    assert theirs.title not in client.get(prairie.url("agreements/")).content.decode()
    with prairie.scope():
        assert not Agreement.objects.exists()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM agreements_signature")
            assert cursor.fetchone() == (0,)


def test_link_sees_its_own_agreement_only(prairie: House, rival: House) -> None:
    from config.tenancy.scopes import link_scope

    with rival.scope():
        signed(rival)
    with prairie.scope():
        mine, other = signed(prairie), sent(prairie)
    with link_scope(prairie.convener.pk, mine.pk):
        assert [row.pk for row in Agreement.objects.all()] == [mine.pk]
        assert not Signer.objects.filter(agreement=other).exists()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM agreements_agreement")
            assert cursor.fetchone() == (1,)
