"""Access of measures, reports, sharing and the network."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from metrics.models import ChartImage, Report, ReportState
from metrics.selectors.sharing import agencies_for
from partnerships.models import SharingGrant
from tests.cast import House, make_convener
from tests.matrix import Row, of_partnership
from tests.metrics.measures_cast import make_indicator, record, year


def of_indicator(house: House) -> list[Any]:
    with house.scope():
        return [house.partnership.slug, make_indicator(house, f"code-{uuid4().hex[:8]}").pk]


def of_common_indicator(house: House) -> list[Any]:
    return of_indicator(house)[1:]


def of_observation(house: House) -> list[Any]:
    with house.scope():
        indicator = make_indicator(house, f"code-{uuid4().hex[:8]}")
        return [house.partnership.slug, record(house, indicator, year(2025), 540).pk]


def of_chart(house: House) -> list[Any]:
    key = uuid4().hex * 2
    with house.scope():
        ChartImage.objects.create(partnership=house.partnership, key=key, svg="<svg/>")
    return [house.partnership.slug, key]


def of_report(house: House, state: str = ReportState.QUEUED) -> list[Any]:
    path = default_storage.save("reports/made.pdf", ContentFile(b"%PDF-1.7"))
    with house.scope():
        report = Report.objects.create(
            partnership=house.partnership,
            requested_by=next(iter(house.members.values())),
            state=state,
            path=path,
        )
    return [house.partnership.slug, report.pk]


def of_ready_report(house: House) -> list[Any]:
    return of_report(house, ReportState.READY)


def of_failed_report(house: House) -> list[Any]:
    return of_report(house, ReportState.FAILED)


def of_agency(house: House) -> list[Any]:
    """The one agency of the state: common to every convener there."""
    name = "Department of Labor"
    found = [agency for agency in agencies_for(house.convener) if agency.name == name]
    agency = (
        found[0] if found else make_convener("labor", name, level="state", kind="workforce_agency")
    )
    return [agency.id]


def of_grant(house: House) -> list[Any]:
    (agency_id,) = of_agency(house)
    member = next(iter(house.members.values()))
    with house.scope():
        grant = SharingGrant.objects.create(
            agency_id=agency_id,
            agency_name="Department of Labor",
            convener_name=house.convener.name,
            granted_by=member,
            granted_by_name=member.name,
        )
    return [grant.pk]


ROWS = {
    "metrics:dashboard": Row("dashboard.view", of_partnership),
    "metrics:dashboard-csv": Row("dashboard.view", of_partnership),
    "metrics:chart-image": Row("dashboard.view", of_chart),
    "metrics:measure-detail": Row("dashboard.view", of_indicator),
    "metrics:observation-create": Row("observations.write", of_indicator, post=422),
    "metrics:observation-correct": Row("observations.write", of_observation, post=422),
    "metrics:target-set": Row("indicators.manage", of_indicator, post=422),
    "metrics:report-create": Row("reports.make", of_partnership, get=None, post=302),
    "metrics:report-detail": Row("dashboard.view", of_report),
    "metrics:report-file": Row("dashboard.view", of_ready_report),
    "metrics:report-retry": Row("reports.make", of_failed_report, get=None, post=302),
    "metrics:indicator-list": Row("indicators.view"),
    "metrics:indicator-create": Row("indicators.manage", post=422),
    "metrics:indicator-change": Row("indicators.manage", of_common_indicator, post=422),
    "metrics:period-create": Row("indicators.manage", post=422),
    "metrics:sharing": Row("sharing.view"),
    "metrics:sharing-grant": Row("sharing.manage", of_agency, post=302, is_common=True),
    "metrics:sharing-revoke": Row("sharing.manage", of_grant, post=302),
    # The walk's house is a regional convener: it has no network.
    "metrics:network": Row("network.view", get=404),
    "metrics:network-csv": Row("network.view", get=404),
}
