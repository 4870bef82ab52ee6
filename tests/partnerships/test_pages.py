"""Pages of this app answer, keep their query budget, and keep what was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from metrics.services.reports import request_report
from partnerships.models import PARTS, AuditEvent, CharterDocument, Partnership, Region
from partnerships.services.audit import Actor
from partnerships.services.charter import approve_document, save_draft
from tests.bad_input import Controls
from tests.cast import House, close_partnership, make_house
from tests.partnerships.bad_input_rows import FORMS

BAD_TEXTS = {
    "empty": "",
    "too long": "x" * 5000,
    "NUL": "Health\x00Sciences",
}
KEPT_TEXTS = {
    "HTML": "<script>alert(1)</script> & <b>",
    "right to left": "מדעי הבריאות",
    "emoji": "👩🏽\u200d⚕️ Health 🏥",
}


def queries(client: Any, url: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


def test_member_of_one_convener_goes_straight_to_today(prairie: House) -> None:
    answer = prairie.client("manager").get("/")
    assert answer.headers["Location"] == "/c/prairie/"


def test_stranger_sees_where_an_invitation_comes_from(stranger: Any) -> None:
    assert "Ask the convener for an invitation" in stranger.get("/").content.decode()


def test_today_without_work_says_so(prairie: House) -> None:
    assert "Nothing needs you." in prairie.client("viewer").get(prairie.url()).content.decode()


def test_today_names_a_charter_that_is_missing(agency: House) -> None:
    page = agency.client("owner").get(agency.url()).content.decode()
    assert "Finish the charter of Health Sciences Academy" in page
    assert "The purpose statement is not written." in page


def add_partnerships(house: House, *names: str) -> None:
    with house.scope():
        for name in names:
            Partnership.objects.create(
                name=name,
                slug=name.lower(),
                region=house.region,
                pathway=name,
                leader=house.members["manager"],
                lead_entity="Prairie",
            )


@pytest.mark.parametrize("path", ["", "partnerships/"])
def test_lists_ask_as_many_queries_for_three_rows_as_for_one(prairie: House, path: str) -> None:
    client = prairie.client("manager")
    add_partnerships(prairie, "Welding")
    client.get(prairie.url(path))
    before = queries(client, prairie.url(path))
    add_partnerships(prairie, "Teaching", "Nursing")
    assert queries(client, prairie.url(path)) == before
    assert before <= 20


def test_search_of_partnerships_shows_own_matches_only(prairie: House) -> None:
    make_house("hidden", "Hidden Chamber", {"owner": "Hal Hidden"})
    page = prairie.client("viewer").get(prairie.url("partnerships/?q=health")).content.decode()
    assert "Health Sciences Academy" in page
    assert "Hidden Chamber" not in page


FACTS = {
    "name": "Welding Academy",
    "region_name": "South Central",
    "pathway": "Welding",
    "level": "regional",
    "lead_entity": "Prairie",
    "lead_kind": "service_cooperative",
}


def post_partnership(house: House, **changes: str) -> Any:
    values = {**FACTS, "leader": str(house.members["manager"].pk), **changes}
    return house.client("manager").post(house.url("partnerships/new/"), values)


@pytest.mark.requirement("R8")
def test_created_partnership_starts_in_planning_with_its_leader(prairie: House) -> None:
    assert post_partnership(prairie).status_code == 302
    with prairie.scope():
        made = Partnership.objects.select_related("leader").get(slug="welding-academy")
        assert (made.phase, made.leader.name) == ("planning", "Maren Solberg")
        assert AuditEvent.objects.filter(object_id=made.pk, verb="created").count() == 1


@pytest.mark.requirement("R8")
@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("governors_office", "Led by Prairie (governor’s office)."),
        ("task_force", "Led by Prairie (legislative task force)."),
        ("", "Led by Prairie."),
    ],
)
def test_who_spearheads_a_partnership_is_on_record(prairie: House, kind: str, words: str) -> None:
    post_partnership(prairie, lead_kind=kind, level="state")
    with prairie.scope():
        made = Partnership.objects.get(slug="welding-academy")
        assert (made.lead_entity, made.lead_kind, made.level) == ("Prairie", kind, "state")
    assert words in prairie.client("viewer").get(prairie.url("partnerships/welding-academy/")).text


def test_unknown_kind_of_lead_is_a_field_error(prairie: House) -> None:
    answer = post_partnership(prairie, lead_kind="circus")
    assert answer.status_code == 422
    assert 'id="id_lead_kind_error"' in answer.text


def test_second_partnership_of_a_name_gets_its_own_address(prairie: House) -> None:
    post_partnership(prairie)
    answer = post_partnership(prairie, region_name="North")
    assert answer.headers["Location"].endswith("/welding-academy-2/charter/")


@pytest.mark.parametrize(("role", "is_offered"), [("coordinator", True), ("viewer", False)])
def test_overview_offers_a_step_to_those_who_may_take_it(
    prairie: House, role: str, is_offered: bool
) -> None:
    with prairie.scope():
        CharterDocument.objects.update(state="superseded")
    page = prairie.client(role).get(prairie.url("partnerships/health-sciences/")).text
    for label in ("Write the purpose", "Plan check-ins"):
        assert (f">{label}" in page) is is_offered


def test_region_in_another_spelling_is_the_same_region(prairie: House) -> None:
    post_partnership(prairie, region_name="south  CENTRAL")
    with prairie.scope():
        assert set(Partnership.objects.values_list("region", flat=True)) == {prairie.region.pk}
        assert Region.objects.get().name == "South Central"


def test_region_is_spelled_anew_from_its_own_partnership(prairie: House) -> None:
    url, facts = FORMS["partnership change"].world(prairie)
    answer = prairie.client("manager").post(url, facts | {"region_name": "South central"})
    assert answer.status_code == 302
    with prairie.scope():
        assert Region.objects.get().name == "South central"
        (event,) = AuditEvent.objects.filter(object_type="partnerships.region")
    assert (event.before, event.after) == ({"name": "South Central"}, {"name": "South central"})


def test_partnership_is_not_hidden_by_the_form_that_makes_one(prairie: House) -> None:
    made = post_partnership(prairie, name="New")
    assert "Create a partnership" not in prairie.client("manager").get(made["Location"]).text


@pytest.mark.parametrize("path", ["new/", "health-sciences/change/"])
@pytest.mark.parametrize("respell", [str, str.upper])
def test_name_of_another_partnership_of_the_region_is_a_field_error(
    prairie: House, path: str, respell: Callable[[str], str]
) -> None:
    post_partnership(prairie)
    facts = FORMS["partnership"].world(prairie)[1]
    facts["name"] = respell(facts["name"])
    answer = prairie.client("manager").post(prairie.url(f"partnerships/{path}"), facts)
    assert answer.status_code == 422
    assert "There is a partnership of this name in South Central." in answer.text
    assert 'id="id_name_error"' in answer.text


@pytest.mark.parametrize("text", BAD_TEXTS.values(), ids=BAD_TEXTS)
def test_bad_name_answers_beside_the_field_and_keeps_the_rest(prairie: House, text: str) -> None:
    answer = post_partnership(prairie, name=text, pathway="Kept as typed")
    assert answer.status_code == 422
    assert "name" in answer.context["form"].errors
    assert "Kept as typed" in answer.content.decode()
    with prairie.scope():
        assert Partnership.objects.count() == 1


@pytest.mark.parametrize("text", KEPT_TEXTS.values(), ids=KEPT_TEXTS)
def test_unusual_name_is_kept_and_escaped(prairie: House, text: str) -> None:
    assert post_partnership(prairie, name=text).status_code == 302
    page = prairie.client("viewer").get(prairie.url("partnerships/")).content.decode()
    assert "<script>alert" not in page
    with prairie.scope():
        assert Partnership.objects.filter(name=text).exists()


def test_leader_of_another_convener_is_no_choice(prairie: House, rival: House) -> None:
    answer = post_partnership(prairie, leader=str(rival.members["owner"].pk))
    assert "leader" in answer.context["form"].errors


@pytest.mark.requirement("R19")
@pytest.mark.requirement("R21")
@pytest.mark.parametrize("kind", ["purpose", "protocol"])
def test_charter_is_written_approved_and_versioned(agency: House, kind: str) -> None:
    client = agency.client("owner")
    base = agency.url(f"partnerships/health-sciences/charter/{kind}/")
    parts = {key: f"{key}, in our words" for key, _, _ in PARTS[kind]}
    first = next(iter(parts))
    client.post(base + "write/", parts)
    client.post(base + "1/approve/")
    client.post(base + "write/", {**parts, first: "Said better"})
    client.post(base + "2/approve/")
    with agency.scope():
        versions = CharterDocument.objects.filter(kind=kind).order_by("version")
        assert [(row.version, row.state, row.parts[first]) for row in versions] == [
            (1, "superseded", f"{first}, in our words"),
            (2, "approved", "Said better"),
        ]


def test_purpose_with_an_empty_part_is_not_approved(agency: House) -> None:
    client = agency.client("owner")
    base = agency.url("partnerships/health-sciences/charter/purpose/")
    client.post(base + "write/", {"why": "Because", "how": "", "what": "Jobs", "when": "2027"})
    page = client.post(base + "1/approve/", follow=True).content.decode()
    assert "“How” is still empty." in page
    with agency.scope():
        assert CharterDocument.objects.get(kind="purpose").state == "draft"


def test_both_documents_approved_note_that_outreach_is_open(agency: House) -> None:
    partnership = agency.partnership
    with agency.scope():
        actor = Actor.of_member(agency.members["owner"])
        for kind, parts in PARTS.items():
            partnership.refresh_from_db()
            assert not partnership.is_outreach_open
            texts = {key: "Written." for key, _, _ in parts}
            approve_document(save_draft(partnership, kind, texts, actor=actor), actor=actor)
        partnership.refresh_from_db()
        assert partnership.is_outreach_open


def test_coordinator_writes_and_does_not_approve(prairie: House) -> None:
    client = prairie.client("coordinator")
    base = prairie.url("partnerships/health-sciences/charter/purpose/")
    assert client.post(base + "write/", {"why": "New"}).status_code == 302
    assert client.post(base + "2/approve/").status_code == 403


def test_analyst_reads_and_does_not_write(prairie: House) -> None:
    base = prairie.url("partnerships/health-sciences/charter/")
    client = prairie.client("analyst")
    assert client.get(base).status_code == 200
    assert client.get(base + "purpose/write/").status_code == 403


@pytest.mark.requirement("R20")
def test_override_needs_a_manager_and_a_reason_and_is_kept(prairie: House, agency: House) -> None:
    url = agency.url("partnerships/health-sciences/charter/override/")
    owner = agency.client("owner")
    assert owner.post(url, {"reason": ""}).status_code == 422
    assert owner.post(url, {"reason": "The plant decides on Friday."}).status_code == 302
    with agency.scope():
        event = AuditEvent.objects.get(verb="overrode the purpose gate")
        assert event.reason == "The plant decides on Friday."
        assert event.after["missing"] == [
            "The purpose statement is not written.",
            "The recruitment protocol is not written.",
        ]
        assert Partnership.objects.get().is_outreach_open
    assert "Finish the charter" not in owner.get(agency.url("")).text
    denied = prairie.client("coordinator").post(
        prairie.url("partnerships/health-sciences/charter/override/"), {"reason": "x"}
    )
    assert denied.status_code == 403


def test_phase_moved_twice_changes_once(prairie: House) -> None:
    client = prairie.client("manager")
    url = prairie.url("partnerships/health-sciences/move/develop/")
    client.post(url)
    page = client.post(url, follow=True).content.decode()
    assert "Nothing changed" in page
    with prairie.scope():
        assert AuditEvent.objects.filter(verb="develop").count() == 1


def test_reason_for_closing_what_a_colleague_closed_first_is_kept(prairie: House) -> None:
    url = prairie.url("partnerships/health-sciences/close/")
    prairie.client("manager").post(url, {"reason": "The plant closed."})
    answer = prairie.client("owner").post(url, {"reason": "No teacher is left."})
    assert answer.status_code == 422
    assert "Nothing changed: it is closed already." in answer.text
    assert Controls(answer.text).values["reason"] == "No teacher is left."


def test_next_phase_is_explained_before_it_is_moved_to(prairie: House) -> None:
    client = prairie.client("manager")
    url = prairie.url("partnerships/health-sciences/move/develop/")
    assert f'href="{url}"' in client.get(prairie.url("partnerships/health-sciences/")).text
    page = client.get(url).text
    assert "There is no way back to an earlier phase." in page
    with prairie.scope():
        assert not AuditEvent.objects.filter(verb="develop").exists()
    assert client.get(url.replace("develop", "implement")).status_code == 404
    client.post(url)
    history = client.get(prairie.url("partnerships/health-sciences/history/")).text
    assert "Maren Solberg moved Health Sciences Academy to developing" in history


def test_overview_leaves_steps_of_the_machinery_to_the_history(prairie: House) -> None:
    with prairie.scope():
        request_report(prairie.partnership, actor=prairie.actor("manager"))
    client, words = prairie.client("manager"), "asked for the dashboard as a PDF"
    assert words not in client.get(prairie.url("partnerships/health-sciences/")).text
    assert words in client.get(prairie.url("partnerships/health-sciences/history/")).text


def test_closed_partnership_offers_no_next_step_and_no_outreach(prairie: House) -> None:
    close_partnership(prairie)
    client = prairie.client("manager")
    overview = client.get(prairie.url("partnerships/health-sciences/")).text
    charter = client.get(prairie.url("partnerships/health-sciences/charter/")).text
    for page in (overview, charter):
        assert "Outreach is open" not in page
        assert "The partnership is closed." in page
    assert "Next: " not in overview
    assert ">Delegate<" not in overview


def test_page_that_closes_a_partnership_says_that_there_is_no_way_back(prairie: House) -> None:
    page = prairie.client("manager").get(prairie.url("partnerships/health-sciences/close/")).text
    assert "There is no way back." in page


def test_charter_of_a_closed_partnership_is_left_as_it_is(agency: House) -> None:
    client = agency.client("owner")
    base = agency.url("partnerships/health-sciences/charter/purpose/")
    parts = {key: f"{key}, in our words" for key, _, _ in PARTS["purpose"]}
    client.post(base + "write/", parts)
    close_partnership(agency)
    page = client.get(agency.url("partnerships/health-sciences/charter/")).text
    assert "why, in our words" in page
    assert base not in page
    assert "A manager can approve it." not in page
    answer = client.post(base + "write/", {**parts, "why": "Said too late"})
    assert answer.status_code == 422
    assert "The partnership is closed." in answer.text
    assert "Said too late" in answer.text
    approved = client.post(base + "1/approve/", follow=True)
    assert "Not approved. The partnership is closed." in approved.text
    with agency.scope():
        document = CharterDocument.objects.get()
    assert (document.state, document.parts["why"]) == ("draft", "why, in our words")
