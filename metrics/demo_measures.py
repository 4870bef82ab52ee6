"""The demo world's measures, entered through the real services.

Figures whose source is "playbook" are the playbook's own, with their qualifiers; every other
figure is a sample.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from config.clock import clock_at
from metrics.demo_series import PATHWAY_ENROLLMENT, PROGRAMS
from metrics.models import Indicator, Period, PeriodKind, Qualifier
from metrics.rules.five_measures import (
    CRITICAL_JOBS,
    ENROLLMENT,
    INTERNSHIPS,
    SATISFACTION,
    SAVINGS,
)
from metrics.selectors.sharing import agencies_for
from metrics.services.indicators import create_indicator, set_target
from metrics.services.observations import record_observation
from metrics.services.periods import calendar_year, find_or_make_period, school_year
from metrics.services.publishing import publish_everything
from metrics.services.sharing import grant_sharing
from partnerships.registries import DemoHouse
from partnerships.services.audit import Actor

#: So many days ago the earlier years' figures were entered, and the targets set.
BROUGHT_ALONG, TARGETS_SET = 100, 76
PLAYBOOK = "Playbook"
SAMPLE = "Sample"


@dataclass
class Loader:
    """One convener of the demo world and the member who enters its figures."""

    house: DemoHouse
    actor: Actor
    start: int = field(init=False)

    def __post_init__(self) -> None:
        today = self.house.today
        self.start = today.year if today.month >= 7 else today.year - 1

    def year(self, back: int) -> Period:
        """The school year that began so many years before the running one."""
        return find_or_make_period(**school_year(self.start - back))

    def day(self, month: int, day: int) -> date:
        """A day of the running school year's first half, but never a day to come."""
        return min(date(self.start, month, day), self.house.today)

    def figure(
        self, slug: str, indicator: Indicator, period: Period, value: float, **facts: Any
    ) -> None:
        """One figure; its source is a sample unless `facts` say otherwise."""
        ended = min(period.ends_on + timedelta(days=31), self.house.today)
        values = {"value": Decimal(str(value)), "source": SAMPLE, "as_of": ended, **facts}
        with clock_at(self._entered(values["as_of"])):
            record_observation(
                self.house.partnerships[slug], indicator, period, actor=self.actor, **values
            )

    def _entered(self, as_of: date) -> datetime:
        """The last figures two days after they were counted; those of before came with us."""
        days_ago = (self.house.today - as_of).days - 2
        return self.house.at(min(max(days_ago, 0), BROUGHT_ALONG), 11)

    def target(
        self,
        slug: str,
        indicator: Indicator,
        value: int,
        due_on: date,
        start: float,
        of: Period,
        note: str = "",
    ) -> None:
        """A target with its frozen baseline."""
        with clock_at(self.house.at(TARGETS_SET, 16)):
            set_target(
                self.house.partnerships[slug],
                indicator,
                actor=self.actor,
                value=Decimal(value),
                due_on=due_on,
                baseline_value=Decimal(str(start)),
                baseline_qualifier=Qualifier.EXACT,
                baseline_period=of,
                baseline_note=note,
            )


def load(house: DemoHouse) -> None:
    """The figures of one convener; nothing when it has some."""
    loaders = {
        "scsc": _load_service_cooperative,
        "sa-works": _load_san_antonio,
        "delaware": _load_delaware,
        "dover-central-kent": _load_delaware_region,
        "seaford-west-sussex": _load_delaware_region,
        "newark-west-new-castle": _load_delaware_region,
    }
    loader = loaders.get(house.convener.slug)
    if loader is None or Indicator.objects.exists():
        return
    loader(Loader(house, Actor.of_member(house.members["owner"])))


def share(house: DemoHouse) -> None:
    """Brings what states see up to date, when everything that is counted is loaded."""
    publish_everything()


def _load_service_cooperative(loader: Loader) -> None:
    """The Health Sciences Academy's five measures, and the academies' enrollments to date."""
    slug, recent = "health-sciences", loader.house.today - timedelta(days=3)
    due = date(loader.start + 1, 6, 30)
    base = loader.year(1)
    now: dict[str, dict[str, Any]] = {
        "satisfaction": {"denominator": 41, "source": "Partner survey, fall", "as_of": recent},
        "enrollment": {
            "expected": 9,
            "reporting": 9,
            "source": "District counts",
            "as_of": loader.day(10, 1),
        },
        "internships": {"expected": 9, "reporting": 8, "source": "Placements", "as_of": recent},
        "critical-jobs": {
            "expected": 14,
            "reporting": 11,
            "source": "Employers’ word",
            "as_of": recent,
        },
        "savings": {
            "source": f"Rates dated Jul 1, {loader.start}",
            "as_of": recent,
            "note": "1,260 credits × $198.50 + 84 credentials × $160.00 − $61,300 paid by "
            "families = $202,250.",
        },
    }
    plans: tuple[tuple[dict[str, Any], list[float], int, str], ...] = (
        (SATISFACTION, [58, 57, 60, 60, 61, 63.4], 75, "n 37"),
        (ENROLLMENT, [402, 431, 462, 498, 540, 638], 620, ""),
        (INTERNSHIPS, [38, 41, 47, 52, 58, 46], 90, "full year"),
        (CRITICAL_JOBS, [12, 14, 17, 19, 22, 31], 40, "full year"),
        (SAVINGS, [9650000, 11230000, 13100000, 14820000, 16490000, 20225000], 24000000, ""),
    )
    for facts, values, aim, note in plans:
        indicator = create_indicator(actor=loader.actor, **facts)
        for back, value in zip(range(5, -1, -1), values, strict=True):
            own = now[facts["code"]] if back == 0 else {}
            if facts is SATISFACTION and back:
                own = {"denominator": 30 + back}
            loader.figure(slug, indicator, loader.year(back), value, **own)
        loader.target(slug, indicator, aim, due, values[-2], base, note)
    _load_academies(loader, slug)


def _load_academies(loader: Loader, slug: str) -> None:
    """The playbook's own figure: enrollments, not students, over six years and more."""
    indicator = create_indicator(
        actor=loader.actor,
        code="academy-enrollments",
        name="Academy enrollments so far",
        definition="All SCSC academies; enrollments, not students.",
        unit="enrollments",
        reporters="districts",
        kind="enrollments",
        course="running",
    )
    period = find_or_make_period(
        kind=PeriodKind.RANGE, label="past 6+ years", starts_on=None, ends_on=date(2018, 6, 30)
    )
    loader.figure(
        slug,
        indicator,
        period,
        1500,
        qualifier=Qualifier.AT_LEAST,
        reporting=23,
        source=PLAYBOOK,
        as_of=date(2018, 6, 30),
    )


def _load_san_antonio(loader: Loader) -> None:
    """Three programs in 2016 and 2017 (playbook), and sample figures of the other measures."""
    slug = "manufacturing-internships"
    first = find_or_make_period(**calendar_year(2016))
    second = find_or_make_period(**calendar_year(2017))
    days = {first.pk: date(2017, 1, 31), second.pk: date(2018, 1, 31)}
    made: dict[str, Indicator] = {}
    for facts, before, after, qualifier in PROGRAMS:
        indicator = made[facts["code"]] = create_indicator(actor=loader.actor, **facts)
        for period, value in ((first, before), (second, after)):
            loader.figure(
                slug,
                indicator,
                period,
                value,
                qualifier=qualifier,
                source=PLAYBOOK,
                as_of=days[period.pk],
            )
    due = date(2017, 12, 31)
    loader.target(slug, made["internships"], 680, due, 573, first, "sample target")
    samples: tuple[tuple[dict[str, Any], float, float, int, dict[str, Any]], ...] = (
        (SATISFACTION, 66, 71, 75, {"denominator": 118}),
        (ENROLLMENT, 1905, 2140, 2100, {"expected": 11, "reporting": 11}),
        (CRITICAL_JOBS, 88, 126, 120, {}),
        (SAVINGS, 49875000, 61240000, 60000000, {}),
    )
    for facts, earlier, later, aim, own in samples:
        indicator = create_indicator(actor=loader.actor, **facts)
        early = {"denominator": 97} if facts is SATISFACTION else {}
        loader.figure(slug, indicator, first, earlier, as_of=days[first.pk], **early)
        loader.figure(slug, indicator, second, later, as_of=days[second.pk], **own)
        loader.target(slug, indicator, aim, due, earlier, first)


def _load_delaware(loader: Loader) -> None:
    """The playbook's starting point: 5,000 students in 36 schools in 2016-17."""
    indicator = create_indicator(actor=loader.actor, **PATHWAY_ENROLLMENT)
    period = find_or_make_period(**school_year(2016))
    loader.figure(
        "delaware-pathways",
        indicator,
        period,
        5000,
        reporting=36,
        source=PLAYBOOK,
        as_of=date(2017, 6, 30),
    )


#: Enrollment in five school years, target, reporting, expected, on time, age in days, and the
#: running year's counts by pathway (small ones are hidden).
REGIONS: dict[str, tuple[list[int], int, int, int, int, int, list[int]]] = {
    "dover-central-kent": (
        [1290, 1400, 1520, 1610, 1640],
        2100,
        5,
        6,
        5,
        34,
        [610, 521, 310, 190, 9],
    ),
    "seaford-west-sussex": (
        [470, 505, 540, 560, 548],
        700,
        2,
        4,
        1,
        96,
        [7, 9, 12, 14, 206, 300],
    ),
    "newark-west-new-castle": (
        [2200, 2450, 2640, 2800, 2956],
        2900,
        7,
        7,
        7,
        12,
        [812, 760, 544, 480, 360],
    ),
}
PATHWAYS = (
    "Health sciences",
    "Manufacturing",
    "Computer science",
    "Teaching",
    "Biomedical",
    "Energy",
)


def _load_delaware_region(loader: Loader) -> None:
    """A region's enrollment, and its consent to share it with the department."""
    convener = loader.house.convener
    values, aim, reporting, expected, on_time, age, parts = REGIONS[convener.slug]
    indicator = create_indicator(actor=loader.actor, **PATHWAY_ENROLLMENT)
    day = loader.house.today - timedelta(days=age)
    for back, value in zip(range(4, -1, -1), values, strict=True):
        facts: dict[str, Any] = {"expected": expected, "reporting": expected}
        if back == 0:
            facts |= {"reporting": reporting, "on_time": on_time, "as_of": day}
        loader.figure("pathways", indicator, loader.year(back), value, **facts)
    for name, value in zip(PATHWAYS, parts, strict=False):
        loader.figure(
            "pathways",
            indicator,
            loader.year(0),
            value,
            as_of=day,
            breakdown_key="Pathway",
            breakdown_value=name,
        )
    due = date(loader.start + 1, 6, 30)
    loader.target("pathways", indicator, aim, due, values[-2], loader.year(1))
    for agency in agencies_for(convener):
        grant_sharing(convener, agency, actor=loader.actor)
