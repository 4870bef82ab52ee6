"""What a state agency sees: what was agreed, while it is agreed, and nothing else."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from config.tenancy.scopes import state_scope
from metrics.models import SharedCount, SharedIndicator
from metrics.selectors.dashboard import read_dashboard
from metrics.selectors.exports import dashboard_rows
from metrics.selectors.sharing_preview import sharing_preview
from metrics.selectors.suppression import Figure
from metrics.selectors.wording import figure_text
from metrics.services.sharing import AlreadyShared, NotShared, revoke_sharing
from metrics.tasks import publish_shared
from partnerships.services.partnerships import FACTS, change_partnership, move_phase
from tests.cast import House, make_house, today
from tests.metrics.measures_cast import (
    give_enrollment,
    make_indicator,
    record,
    second_partnership,
    share_with,
    year,
)


def seen_by(agency: House) -> list[SharedIndicator]:
    with state_scope(agency.convener.pk):
        return list(SharedIndicator.objects.order_by("period_ends_on"))


def test_shared_figures_reach_the_agency(prairie: House, agency: House) -> None:
    with prairie.scope():
        give_enrollment(prairie, expected=9, reporting=9, on_time=8)
        share_with(prairie, agency)
    newest = seen_by(agency)[-1]
    assert (newest.region_name, newest.value, newest.target_value) == ("South Central", 638, 620)
    assert (newest.expected, newest.reporting, newest.on_time) == (9, 9, 8)


def test_write_after_the_grant_is_published_at_once(prairie: House, agency: House) -> None:
    with prairie.scope():
        indicator = make_indicator(prairie)
        share_with(prairie, agency)
        record(prairie, indicator, year(2026), 638)
    assert [row.value for row in seen_by(agency)] == [638]


def test_convener_that_does_not_share_is_not_there(
    prairie: House, rival: House, agency: House
) -> None:
    with rival.scope():
        give_enrollment(rival)
    with prairie.scope():
        give_enrollment(prairie)
        share_with(prairie, agency)
    assert {row.convener_name for row in seen_by(agency)} == {prairie.convener.name}


def test_revoking_deletes_every_copy_in_the_same_transaction(prairie: House, agency: House) -> None:
    with prairie.scope():
        give_enrollment(prairie)
        revoke_sharing(share_with(prairie, agency), actor=prairie.actor("owner"))
        assert (SharedIndicator.objects.count(), SharedCount.objects.count()) == (0, 0)
    assert seen_by(agency) == []


def test_nothing_is_published_after_a_revocation(prairie: House, agency: House) -> None:
    with prairie.scope():
        indicator = give_enrollment(prairie)
        revoke_sharing(share_with(prairie, agency), actor=prairie.actor("owner"))
        record(prairie, indicator, year(2023), 470, as_of=date(2024, 6, 30))
    publish_shared(convener_id=str(prairie.convener.pk))
    assert seen_by(agency) == []


def test_second_grant_and_second_revocation_are_refused(prairie: House, agency: House) -> None:
    with prairie.scope():
        grant = share_with(prairie, agency)
        with pytest.raises(AlreadyShared):
            share_with(prairie, agency)
        revoke_sharing(grant, actor=prairie.actor("owner"))
        with pytest.raises(NotShared):
            revoke_sharing(grant, actor=prairie.actor("owner"))


def test_small_count_leaves_as_hidden_and_not_as_a_number(prairie: House, agency: House) -> None:
    with prairie.scope():
        record(prairie, make_indicator(prairie), year(2026), 7)
        share_with(prairie, agency)
    (row,) = seen_by(agency)
    assert (row.value, row.hidden_count) == (None, 1)


def test_hidden_parts_are_counted_and_do_not_leave(prairie: House, agency: House) -> None:
    with prairie.scope():
        indicator = make_indicator(prairie)
        for part, value in (("10", 25), ("11", 13), ("12", 4)):
            record(
                prairie, indicator, year(2026), value, breakdown_key="Grade", breakdown_value=part
            )
        share_with(prairie, agency)
    (row,) = seen_by(agency)
    assert (row.value, row.hidden_count) == (Decimal(42), 2)


def give_parts(house: House, indicator: Any, *values: int, **facts: Any) -> None:
    for part, value in enumerate(values):
        cell = {"breakdown_key": "Grade", "breakdown_value": f"Grade {part}"}
        record(house, indicator, year(2026), value, **cell, **facts)


def test_whole_that_page_and_api_hide_is_hidden_from_the_agency_too(
    prairie: House, agency: House
) -> None:
    with prairie.scope():
        indicator = make_indicator(prairie)
        record(prairie, indicator, year(2026), 18)
        give_parts(prairie, indicator, 9, 9)
        previewed = [line.text for line in sharing_preview(prairie.convener).lines]
        share_with(prairie, agency)
        dashboard = read_dashboard(prairie.convener, prairie.partnership, today())
    base = "partnerships/health-sciences"
    listed = prairie.client("viewer").get(f"/api/v1{prairie.url(f'{base}/observations/')}").json()
    (measure,) = (row for row in dashboard.five if row.now)
    (line,) = (row for row in dashboard_rows(dashboard) if row[2] == "2026-27")
    (copy,) = seen_by(agency)
    assert [row["value"] for row in listed["results"]] == [None, None, None]
    assert (measure.now and measure.now.text, line[3:5]) == ("hidden", ["", "hidden"])
    assert (copy.value, copy.hidden_count, previewed) == (None, 3, ["hidden"])
    assert ">18<" not in agency.client("owner").get(agency.url("network/")).text


def test_hidden_whole_is_left_out_of_its_region_which_is_then_at_least(
    prairie: House, agency: House
) -> None:
    with prairie.scope():
        indicator = make_indicator(prairie)
        give_parts(prairie, indicator, 9, 9)
        record(second_partnership(prairie), indicator, year(2026), 40)
        share_with(prairie, agency)
    (copy,) = seen_by(agency)
    assert (copy.value, copy.qualifier, copy.hidden_count) == (40, "at_least", 3)


def test_mean_over_a_hidden_percentage_is_hidden(prairie: House, agency: House) -> None:
    with prairie.scope():
        indicator = make_indicator(prairie, kind="percent")
        record(prairie, indicator, year(2026), 60, denominator=9)
        record(second_partnership(prairie), indicator, year(2026), 50, denominator=40)
        share_with(prairie, agency)
    (copy,) = seen_by(agency)
    assert (copy.value, copy.hidden_count) == (None, 1)


@pytest.mark.parametrize(
    "table",
    [
        "metrics_observation",
        "metrics_indicatorrollup",
        "metrics_target",
        "metrics_checkin",
        "stakeholders_contact",
        "stakeholders_organization",
        "agreements_agreement",
        "partnerships_membership",
        "partnerships_partnership",
        "partnerships_convener",
        "partnerships_auditevent",
    ],
)
def test_state_scope_reads_no_other_table_by_raw_sql(
    prairie: House, agency: House, table: str
) -> None:
    with prairie.scope():
        give_enrollment(prairie)
        share_with(prairie, agency)
    with state_scope(agency.convener.pk), connection.cursor() as cursor:
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            cursor.execute(f'SELECT * FROM "{table}"')


def test_state_scope_cannot_write(prairie: House, agency: House) -> None:
    with prairie.scope():
        give_enrollment(prairie)
        share_with(prairie, agency)
    with state_scope(agency.convener.pk), connection.cursor() as cursor:
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            cursor.execute("UPDATE metrics_sharedindicator SET value = 1")


def test_another_agency_reads_nothing(prairie: House, rival: House, agency: House) -> None:
    with prairie.scope():
        give_enrollment(prairie)
        share_with(prairie, agency)
    assert seen_by(rival) == []


def test_counts_follow_with_the_next_publication(prairie: House, agency: House) -> None:
    with prairie.scope():
        share_with(prairie, agency)
        move_phase(prairie.partnership, "develop", actor=prairie.actor("owner"))
    publish_shared(convener_id=str(prairie.convener.pk))
    with state_scope(agency.convener.pk):
        assert [(row.state, row.count) for row in SharedCount.objects.all()] == [("development", 1)]


def change(house: House, **new: Any) -> None:
    one = house.partnership
    facts = {name: getattr(one, name) for name in FACTS}
    told = {**facts, "region_name": "South Central", "leader": one.leader, **new}
    change_partnership(one, actor=house.actor("owner"), **told)


def test_figures_target_and_counts_follow_a_partnership_to_another_region(
    prairie: House, agency: House
) -> None:
    with prairie.scope():
        indicator = give_enrollment(prairie)
        share_with(prairie, agency)
        change(prairie, region_name="North")
        record(prairie, indicator, year(2023), 470)  # by somebody who read it before it moved
    rows = seen_by(agency)
    assert {row.region_name for row in rows} == {"North"}
    assert (rows[-1].value, rows[-1].target_value) == (638, 620)
    with state_scope(agency.convener.pk):
        assert [row.region_name for row in SharedCount.objects.all()] == ["North"]


def test_figures_stay_when_a_partnership_is_renamed_and_closed(
    prairie: House, agency: House
) -> None:
    with prairie.scope():
        give_enrollment(prairie)
        share_with(prairie, agency)
        change(prairie, name="Health Academy")
        move_phase(prairie.partnership, "close", actor=prairie.actor("owner"), reason="Done")
    publish_shared(convener_id=str(prairie.convener.pk))
    assert [(row.region_name, row.value) for row in seen_by(agency)][-1] == ("South Central", 638)
    with state_scope(agency.convener.pk):
        assert [(row.state, row.count) for row in SharedCount.objects.all()] == [("closed", 1)]


def test_grant_page_lists_what_is_and_is_not_seen(prairie: House, agency: House) -> None:
    url = prairie.url(f"settings/sharing/{agency.convener.pk}/share/")
    page = prairie.client("owner").get(url).content.decode()
    assert "Names of employers, schools or other organizations." in page
    assert prairie.client("manager").post(url).status_code == 403
    assert prairie.client("owner").post(url).status_code == 302
    listed = prairie.client("viewer").get(prairie.url("settings/sharing/")).content.decode()
    assert "agreed by Olive Berg" in listed


def test_owner_stops_sharing_on_the_page(prairie: House, agency: House) -> None:
    with prairie.scope():
        give_enrollment(prairie)
        grant = share_with(prairie, agency)
    url = prairie.url(f"settings/sharing/{grant.pk}/stop/")
    assert b"Every copy made for them is deleted" in prairie.client("owner").get(url).content
    assert prairie.client("owner").post(url).status_code == 302
    assert seen_by(agency) == []


def test_statewide_nonprofit_is_no_agency_to_share_with(prairie: House, agency: House) -> None:
    make_house(
        "idaho", "Business for Education", {"owner": "Nora Finch"}, level="state", kind="nonprofit"
    )
    page = prairie.client("owner").get(prairie.url("settings/sharing/")).content.decode()
    assert "State Department of Education" in page
    assert "Business for Education" not in page


def test_state_agency_is_not_offered_to_share_with_the_state(prairie: House, agency: House) -> None:
    words = "Sharing with the state"
    pages = [house.client("owner").get(house.url("settings/")).text for house in (prairie, agency)]
    assert [words in page for page in pages] == [True, False]


def test_state_without_an_agency_says_what_will_happen(prairie: House) -> None:
    page = prairie.client("owner").get(prairie.url("settings/sharing/")).text
    assert "No state agency in your state uses this product yet." in page
    assert "It sees nothing until an owner of Prairie Service Cooperative" in page


def test_state_with_an_agency_offers_it_instead(prairie: House, agency: House) -> None:
    page = prairie.client("owner").get(prairie.url("settings/sharing/")).text
    assert "See what would be shared" in page
    assert "No state agency in your state" not in page


def test_grant_page_shows_the_figures_that_would_be_shared_and_shares_none(
    prairie: House, agency: House
) -> None:
    with prairie.scope():
        give_enrollment(prairie, expected=9, reporting=8)
        small = make_indicator(prairie, "certificates", name="Certificates", measure="own")
        record(prairie, small, year(2026), 7)
    url = prairie.url(f"settings/sharing/{agency.convener.pk}/share/")
    page = " ".join(prairie.client("owner").get(url).text.split())
    table = page[page.index('id="preview"') :]
    for words in ("at least 638", ">620<", "8 of 9 districts", ">hidden<", "1 planning"):
        assert words in table, words
    assert ">7<" not in table
    assert "2 figures of earlier periods go along." in table
    assert seen_by(agency) == []


def test_preview_is_what_the_agency_sees_after_sharing(prairie: House, agency: House) -> None:
    with prairie.scope():
        give_enrollment(prairie, expected=9, reporting=8)
        record(prairie, make_indicator(prairie, "small"), year(2026), 7)
        shown = {(one.period, one.text) for one in sharing_preview(prairie.convener).lines}
        share_with(prairie, agency)
    newest = [row for row in seen_by(agency) if row.period_label == "2026-27"]
    told = {
        (row.period_label, figure_text(Figure(row.kind, row.value, row.qualifier, row.bound)))
        for row in newest
    }
    assert shown == told


def test_grant_page_without_figures_says_so(prairie: House, agency: House) -> None:
    url = prairie.url(f"settings/sharing/{agency.convener.pk}/share/")
    assert "You have no figures yet." in prairie.client("owner").get(url).text
