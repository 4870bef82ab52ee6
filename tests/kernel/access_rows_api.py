"""Rows of the access matrix for the API."""

from __future__ import annotations

from typing import Any

from agreements.services.drafts import DraftInput, SignerInput, create_draft
from metrics.models import Indicator, Observation, Period
from metrics.services.indicators import create_indicator
from metrics.services.observations import record_observation
from stakeholders.services.organizations import create_organization
from tests.cast import House
from tests.matrix import Row, of_partnership


def make_organization(house: House, name: str = "Lindqvist Fabrication") -> Any:
    with house.scope():
        return create_organization(actor=house.actor("owner"), name=name, sector="business")


def make_agreement(house: House, title: str = "Host students") -> Any:
    organization = make_organization(house, f"Partner of {title}")
    values = DraftInput(
        organization=organization,
        title=title,
        starts_on="2026-12-01",  # type: ignore[arg-type]  # the database reads it
        ends_on="2027-12-01",  # type: ignore[arg-type]  # the database reads it
        signers=(SignerInput("Tom Lind", f"tom@{house.convener.slug}.example"),),
        signatory=house.members["owner"],
    )
    with house.scope():
        return create_draft(house.partnership, "memorandum", values, actor=house.actor("owner"))


def make_indicator(house: House, code: str = "enrolled", kind: str = "headcount") -> Indicator:
    facts = {"name": code.title(), "definition": "Counted on Oct 1.", "unit": "students"}
    with house.scope():
        return create_indicator(actor=house.actor("owner"), code=code, kind=kind, **facts)


def make_observation(house: House, indicator: Indicator, value: int, part: str = "") -> Any:
    facts = {"value": value, "source": "Counts", "as_of": "2026-10-01"}
    if part:
        facts |= {"breakdown_key": "Grade", "breakdown_value": part}
    with house.scope():
        period, _ = Period.objects.get_or_create(
            kind="term",
            label="Fall 2026",
            defaults={"starts_on": "2026-08-01", "ends_on": "2026-12-20"},
        )
        period.refresh_from_db()
        made: Observation = record_observation(
            house.partnership, indicator, period, actor=house.actor("owner"), **facts
        )
    return made


def of_organization(house: House) -> list[Any]:
    return [make_organization(house).pk]


def of_agreement(house: House) -> list[Any]:
    return [make_agreement(house).pk]


def of_promise(house: House) -> list[Any]:
    agreement = make_agreement(house)
    with house.scope():
        return [agreement.pk, agreement.responsibilities.all()[0].pk]


def of_indicator(house: House) -> list[Any]:
    return [make_indicator(house, f"enrolled-{house.convener.slug}").code]


def of_observation(house: House) -> list[Any]:
    made = make_observation(house, make_indicator(house), 40)
    return [house.partnership.slug, made.pk]


ROWS: dict[str, Row] = {
    "partnerships_api:partnership-list": Row(
        "partnerships.view", post=400, changes="partnerships.create"
    ),
    "partnerships_api:partnership-detail": Row(
        "partnerships.view", of_partnership, patch=200, changes="partnerships.change"
    ),
    "stakeholders_api:organization-list": Row(
        "organizations.view", post=400, changes="organizations.write"
    ),
    "stakeholders_api:organization-detail": Row(
        "organizations.view", of_organization, patch=200, changes="organizations.write"
    ),
    "agreements_api:agreement-list": Row("agreements.view", post=400, changes="agreements.write"),
    "agreements_api:agreement-detail": Row(
        "agreements.view", of_agreement, patch=200, changes="agreements.write"
    ),
    "agreements_api:responsibility-list": Row(
        "agreements.view", of_agreement, post=400, changes="agreements.write"
    ),
    "agreements_api:responsibility-detail": Row(
        "agreements.write", of_promise, get=None, patch=200, delete=204
    ),
    "metrics_api:indicator-list": Row("indicators.view", post=400, changes="indicators.manage"),
    "metrics_api:indicator-detail": Row(
        "indicators.view", of_indicator, patch=200, changes="indicators.manage", is_common=True
    ),
    "metrics_api:observation-list": Row(
        "dashboard.view", of_partnership, post=400, changes="observations.write"
    ),
    "metrics_api:observation-correct": Row(
        "observations.write", of_observation, get=None, post=400
    ),
}
