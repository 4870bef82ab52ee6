"""A form that makes a row makes it once, however often its page is sent."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone

from agreements.models import Agreement, Responsibility, Signer
from config.forms import MakesOneRow, fresh_row_id
from config.links import token_hash
from config.tenancy.models import TenantModel
from metrics.models import Report
from partnerships.models import ApiToken, AuditEvent
from partnerships.services.tokens import PRESSED_TWICE
from stakeholders.models import Contact, Need
from stakeholders.services.organizations import create_contact
from stakeholders.services.plan import create_need
from tests.agreements import bad_input_rows as agreements
from tests.bad_input import APPS, Controls
from tests.cast import House
from tests.metrics import bad_input_rows as metrics
from tests.metrics.measures_cast import give_enrollment
from tests.partnerships import bad_input_rows as partnerships
from tests.partnerships.test_kept_forms import sign_in
from tests.partnerships.test_tokens import shown
from tests.presses import at_once
from tests.stakeholders import bad_input_rows as stakeholders
from tests.stakeholders.world import add_need, add_organization, address

#: The forms that make a row which nothing else tells from the one before.
FORMS = {
    **{name: agreements.FORMS[name] for name in ("agreement", "promise")},
    **{name: agreements.FORMS[name] for name in ("question", "someone else", "paper")},
    **{name: stakeholders.FORMS[name] for name in ("need", "contact")},
    **{name: partnerships.FORMS[name] for name in ("override", "token")},
    "target": metrics.FORMS["target"],
}
#: Those that are sent by two browsers at once, and what they make.
MADE = {
    "agreement": "agreements.Agreement",
    "need": "stakeholders.Need",
    "question": "agreements.AgreementQuestion",
    "token": "partnerships.ApiToken",
}
EVENTS = "partnerships.AuditEvent"
#: A second press gives a token another value.
LINES_OF_A_SECOND_PRESS = {"token": 1}


def counts(house: House) -> dict[str, int]:
    """How many rows of each kind a convener has: what was made, its parts, audit and mails."""
    with house.scope():
        return {
            model._meta.label: model.objects.count()
            for model in apps.get_models()
            if issubclass(model, TenantModel) and model._meta.app_label in APPS
        }


def page_of(client: Client, url: str, **good: Any) -> dict[str, Any]:
    """What a browser sends from one loading of a page."""
    return good | {"new_row": Controls(client.get(url).text).values.get("new_row", "")}


def opened(house: House, name: str) -> tuple[Client, str, dict[str, Any]]:
    """A browser with the page of a form, its address, and what is typed there."""
    row = FORMS[name]
    url, good = row.world(house)
    client = house.client(row.role) if row.role else Client()
    return client, url, page_of(client, url, **good)


@pytest.mark.parametrize("name", FORMS)
def test_second_press_makes_nothing_and_is_answered_like_the_first(
    prairie: House, name: str
) -> None:
    client, url, sent = opened(prairie, name)
    before = counts(prairie)[EVENTS]
    first = client.post(url, sent)
    once = counts(prairie)
    again = client.post(url, sent)
    assert once[EVENTS] == before + 1
    once[EVENTS] += LINES_OF_A_SECOND_PRESS.get(name, 0)
    assert (first.status_code, again.status_code) == (302, 302)
    assert again.headers["Location"] == first.headers["Location"]
    assert counts(prairie) == once
    assert "Nothing changed" not in client.get(again.headers["Location"]).text


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", MADE)
def test_two_presses_at_once_make_one(prairie: House, name: str) -> None:
    client, url, sent = opened(prairie, name)
    browsers = [client, Client()]
    browsers[1].cookies = client.cookies
    before = counts(prairie)
    answers = at_once(*(partial(browser.post, url, sent) for browser in browsers))
    assert [answer.status_code for answer in answers] == [302, 302]
    assert len({answer.headers["Location"] for answer in answers}) == 1
    after = counts(prairie)
    assert after[MADE[name]] == before[MADE[name]] + 1
    assert after[EVENTS] == before[EVENTS] + 1 + LINES_OF_A_SECOND_PRESS.get(name, 0)
    assert after["partnerships.Message"] <= before["partnerships.Message"] + 1


def test_draft_sent_twice_has_its_promises_and_signers_once(prairie: House) -> None:
    client, url, sent = opened(prairie, "agreement")
    for _ in range(2):
        client.post(url, sent)
    with prairie.scope():
        (made,) = Agreement.objects.all()
        assert Signer.objects.filter(agreement=made).count() == 3
        texts = list(Responsibility.objects.values_list("text", flat=True))
        assert len(texts) == len(set(texts))


def test_contact_with_a_phone_only_is_added_once(prairie: House) -> None:
    organization = add_organization(prairie)
    client = prairie.client("coordinator")
    url = prairie.url(f"organizations/{organization.pk}/contacts/new/")
    sent = page_of(client, url, name="Sue Aldous", phone="507-555-0142")
    for _ in range(2):
        assert "Sue Aldous is added." in client.post(url, sent, follow=True).text
    with prairie.scope():
        assert Contact.objects.filter(name="Sue Aldous").count() == 1


def test_report_is_asked_for_once_with_one_page(prairie: House) -> None:
    with prairie.scope():
        give_enrollment(prairie)
    client = prairie.client("manager")
    dashboard = prairie.url("partnerships/health-sciences/dashboard/")
    sent = page_of(client, dashboard)
    url = prairie.url("partnerships/health-sciences/reports/")
    pages = {client.post(url, sent).headers["Location"] for _ in range(2)}
    assert len(pages) == 1
    client.post(url, page_of(client, dashboard))
    with prairie.scope():
        assert Report.objects.count() == 2
        assert AuditEvent.objects.filter(verb="asked for a report").count() == 2


def test_token_of_two_quick_presses_is_the_one_that_is_shown(prairie: House) -> None:
    client, url, sent = opened(prairie, "token")
    client.post(url, sent)
    client.cookies.pop("new-token")  # a browser drops the answer to its first press
    secret = shown(client.post(url, sent, follow=True))
    with prairie.scope():
        assert bytes(ApiToken.objects.get().token_hash) == token_hash(secret)
        verbs = AuditEvent.objects.filter(object_type="partnerships.apitoken")
        assert verbs.filter(verb="renewed a token pressed for twice").count() == 1


def test_token_that_may_be_in_use_is_not_replaced(prairie: House) -> None:
    client, url, sent = opened(prairie, "token")
    secret = shown(client.post(url, sent, follow=True))
    with prairie.scope():
        token = ApiToken.objects.get()
        ApiToken.objects.update(created_at=token.created_at - PRESSED_TWICE)
    again = client.post(url, sent, follow=True).text
    assert "was shown once and is kept nowhere" in again
    with prairie.scope():
        assert bytes(ApiToken.objects.get().token_hash) == token_hash(secret)


#: What becomes of a row between two presses, so that the second wants another one.
MOVED_ON: dict[str, tuple[str, dict[str, Any]]] = {
    "agreement": ("agreements.Agreement", {"state": "voided"}),
    "need": ("stakeholders.Need", {"status": "met"}),
    "promise": ("agreements.Responsibility", {"text": "Something else"}),
    "question": ("agreements.AgreementQuestion", {"answered_at": timezone.now()}),
    "token": ("partnerships.ApiToken", {"revoked_at": timezone.now()}),
    "target": ("metrics.Target", {"superseded_at": timezone.now()}),
}


@pytest.mark.parametrize("name", MOVED_ON)
def test_form_of_a_row_that_is_over_or_another_makes_a_new_one(prairie: House, name: str) -> None:
    client, url, sent = opened(prairie, name)
    label, changes = MOVED_ON[name]
    model: Any = apps.get_model(label)
    client.post(url, sent)
    with prairie.scope():
        made = model.objects.latest("created_at")
        model.objects.filter(pk=made.pk).update(**changes)
    before = counts(prairie)
    client.post(url, sent)
    after = counts(prairie)
    assert after[label] == before[label] + 1
    assert after[EVENTS] == before[EVENTS] + 1


def test_report_that_is_made_is_made_anew_from_the_same_page(prairie: House) -> None:
    with prairie.scope():
        give_enrollment(prairie)
    client = prairie.client("manager")
    sent = page_of(client, prairie.url("partnerships/health-sciences/dashboard/"))
    url = prairie.url("partnerships/health-sciences/reports/")
    client.post(url, sent)
    with prairie.scope():
        Report.objects.update(state="ready")
    client.post(url, sent)
    with prairie.scope():
        assert Report.objects.count() == 2


def test_other_words_from_the_same_page_make_another_row(prairie: House) -> None:
    client, url, sent = opened(prairie, "need")
    for words in ("Clinic sites", "A lab", "Clinic sites"):
        client.post(url, sent | {"description": words})
    assert words_of_needs(prairie) == ["A lab", "Clinic sites"]


def test_same_words_from_a_page_loaded_again_make_another_row(prairie: House) -> None:
    client, url, sent = opened(prairie, "need")
    client.post(url, sent)
    client.post(url, page_of(client, url, **stakeholders.NEED))
    assert words_of_needs(prairie) == ["Clinic sites", "Clinic sites"]


def words_of_needs(house: House) -> list[str]:
    with house.scope():
        return sorted(Need.objects.values_list("description", flat=True))


@pytest.mark.parametrize("key", [None, "", "soon", "\x00", "é" * 36, "1" * 400])
def test_page_without_a_key_makes_a_new_row_each_time(prairie: House, key: str | None) -> None:
    client, url, sent = opened(prairie, "need")
    sent = {name: value for name, value in sent.items() if name != "new_row"}
    for _ in range(2):
        sent_now = sent if key is None else sent | {"new_row": key}
        assert client.post(url, sent_now).status_code == 302
    assert len(words_of_needs(prairie)) == 2


def test_page_with_errors_keeps_its_key(prairie: House) -> None:
    client, url, sent = opened(prairie, "need")
    refused = client.post(url, sent | {"description": ""})
    assert refused.status_code == 422
    assert Controls(refused.text).values["new_row"] == sent["new_row"]
    refused = client.post(url, sent | {"description": "", "new_row": "soon"})
    assert UUID(Controls(refused.text).values["new_row"]).version == 7


def test_key_of_another_conveners_row_makes_a_row_and_shows_nothing(
    prairie: House, rival: House
) -> None:
    secret = add_need(rival, description="A welder for the new line")
    client, url, sent = opened(prairie, "need")
    page = client.post(url, sent | {"new_row": str(secret.pk)}, follow=True)
    assert page.status_code == 200
    assert "A welder for the new line" not in page.text
    with prairie.scope():
        facts = {"kind": "resource", "description": "A lab", "needed_by": None}
        actor = prairie.actor("owner")
        made = create_need(prairie.partnership, actor=actor, row_id=secret.pk, **facts)
        assert made.pk != secret.pk
        assert made.description == "A lab"
    assert words_of_needs(rival) == ["A welder for the new line"]


def test_key_of_a_row_of_another_parent_makes_a_row(prairie: House) -> None:
    other, organization = add_organization(prairie), add_organization(prairie)
    actor = prairie.actor("owner")
    with prairie.scope():
        known = other.contacts.get()
        made = create_contact(organization, actor=actor, row_id=known.pk, name="Sue", phone="1")
        assert (made.pk != known.pk, made.organization_id) == (True, organization.pk)


def test_pages_that_change_a_row_have_no_key(prairie: House) -> None:
    url = address(prairie, f"needs/{add_need(prairie).pk}/change/")
    assert "new_row" not in prairie.client("owner").get(url).text


def test_form_kept_over_signing_in_makes_one_row_when_it_is_sent_twice(prairie: House) -> None:
    client, url, sent = opened(prairie, "need")
    client.cookies.pop("sessionid")
    assert client.post(url, sent).headers["Location"].startswith("/accounts/login/")
    sign_in(client, prairie)
    kept = client.get(url).text
    assert "We kept what you typed" in kept
    assert Controls(kept).values["new_row"] == sent["new_row"]
    looked_at = client.post(url, sent | {"review_kept_form": "1"})
    assert Controls(looked_at.text).values["new_row"] == sent["new_row"]
    for _ in range(2):
        assert client.post(url, sent).status_code == 302
    assert words_of_needs(prairie) == ["Clinic sites"]


def test_keys_follow_time_and_are_what_the_database_would_make() -> None:
    keys = [fresh_row_id() for _ in range(3)]
    data = {"new_row": str(keys[0]), "csrfmiddlewaretoken": uuid4().hex}
    form = MakesOneRow(data)
    assert form.is_valid()
    assert [key.version for key in (*keys, form.row_id)] == [7, 7, 7, 7]
    assert form.row_id.bytes[:6] == keys[0].bytes[:6]
    assert form.cleaned_data == {}
