"""Sample evaluations of the demo world: a closed round of 41 answers, and rounds still open.

Names and answers are invented. The closed round's ten cells are made to read as on the drawn
dashboard: nine with data, one with fewer than five answers.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from itertools import cycle, islice
from typing import Any
from zoneinfo import ZoneInfo

from metrics.models import EvaluationAnswer, EvaluationInvitation, EvaluationRound, RoundState, Side
from metrics.rules.evaluation_cells import results
from metrics.rules.evaluation_instrument import CURRENT
from metrics.selectors.evaluations import people_to_ask
from metrics.services.evaluation_rounds import open_round, start_round
from partnerships.registries import DemoHouse
from partnerships.services.audit import Actor

INVITED, ANSWERED = 52, 41
OPEN_ANSWERED = 23
#: For each statement: how many answered 4 or 5, of how many; the others said it does not apply.
AGREE = {
    "effectiveness_person": (32, 41),
    "effectiveness_process": (25, 41),
    "resources_person": (29, 41),
    "resources_process": (20, 37),
    "engagement_person": (34, 41),
    "engagement_process": (27, 41),
    "impact_person": (33, 39),
    "impact_process": (2, 3),
    "dynamics_person": (30, 41),
    "dynamics_process": (17, 37),
}
CHANGE = (
    "Tell us what became of what we said last time.",
    "Fewer meetings before 8 a.m.; our nurses change shifts then.",
    "One list of who does what, so that two schools do not call me on the same day.",
    "Say earlier when a shuttle is not running.",
)
KEEP = (
    "The one-page agenda.",
    "That somebody calls when we say it goes badly.",
    "Students who arrive with the safety course done.",
)
FIRST_NAMES = ("Alma", "Bert", "Cora", "Dale", "Edda", "Finn", "Greta", "Hugo", "Iris", "Jens",
               "Kara", "Lars", "Mona")  # fmt: skip
LAST_NAMES = ("Aho", "Berge", "Collins", "Dietz")


def load(house: DemoHouse) -> None:
    """Evaluations of one convener; nothing for one without a sample."""
    if house.convener.slug != "scsc":
        return
    manager = house.members.get("manager") or house.members["owner"]
    health = house.partnerships.get("health-sciences")
    if health is not None:
        _closed_round(house, health, manager)
        _open_round(house, health, manager)
    welding = house.partnerships.get("manufacturing-welding")
    if welding is not None:
        _sent_round(house, welding, manager)


def _scores(count: int) -> list[dict[str, int | None]]:
    """Answer sheets whose counts are those of AGREE, as far as `count` sheets reach."""
    columns = {}
    for number, (key, (agree, valid)) in enumerate(AGREE.items()):
        column: list[int | None] = [5 if place % 3 == 0 else 4 for place in range(agree)]
        column += [3 if place % 2 == 0 else 2 for place in range(valid - agree)]
        column += [None] * (ANSWERED - valid)
        turn = number * 7 % ANSWERED
        columns[key] = column[turn:] + column[:turn]
    return [{key: column[sheet] for key, column in columns.items()} for sheet in range(count)]


def _sheets(count: int) -> list[dict[str, Any]]:
    return [
        {
            "scores": scores,
            "comments": {
                "change": CHANGE[number] if number < len(CHANGE) else "",
                "keep": KEEP[number - 9] if 9 <= number < 9 + len(KEEP) else "",
            },
        }
        for number, scores in enumerate(_scores(count))
    ]


def _names() -> Iterator[tuple[str, str]]:
    for last in LAST_NAMES:
        for first in FIRST_NAMES:
            yield f"{first} {last}", f"{first}.{last}@partners.example".lower()


def _round(partnership: Any, manager: Any, **fields: Any) -> EvaluationRound:
    return EvaluationRound.objects.create(
        partnership=partnership,
        phase=partnership.phase,
        instrument=CURRENT.version,
        started_by=manager,
        **fields,
    )


def _invite(made: EvaluationRound, partnership: Any, answered: int) -> list[EvaluationInvitation]:
    is_closed = made.state == RoundState.CLOSED
    organizations = cycle(("Prairie Care Hospital", "Lake Prairie Schools", "Two Rivers Hospice"))
    return EvaluationInvitation.objects.bulk_create(
        EvaluationInvitation(
            round=made,
            partnership=partnership,
            partnership_name=partnership.name,
            instrument=made.instrument,
            closes_on=made.closes_on,
            is_closed=is_closed,
            name=name,
            email=email,
            organization_name=organization,
            side=Side.PARTNER,
            has_answered=number < answered,
        )
        for number, ((name, email), organization) in enumerate(
            zip(islice(_names(), INVITED), organizations, strict=False)
        )
    )


def _closed_round(house: DemoHouse, partnership: Any, manager: Any) -> None:
    closes_on = house.today - timedelta(days=190)
    zone = ZoneInfo(house.convener.time_zone)
    sheets = _sheets(ANSWERED)
    made = _round(
        partnership,
        manager,
        number=1,
        state=RoundState.CLOSED,
        opens_on=closes_on - timedelta(days=21),
        closes_on=closes_on,
        closed_at=datetime.combine(closes_on + timedelta(days=1), time(1), zone),
        results=results(CURRENT, sheets, INVITED),
    )
    _invite(made, partnership, ANSWERED)
    EvaluationAnswer.objects.bulk_create(EvaluationAnswer(round=made, **one) for one in sheets)


def _open_round(house: DemoHouse, partnership: Any, manager: Any) -> None:
    made = _round(
        partnership,
        manager,
        number=2,
        state=RoundState.OPEN,
        opens_on=house.today - timedelta(days=10),
        closes_on=house.today + timedelta(days=11),
    )
    asked = _invite(made, partnership, OPEN_ANSWERED)
    EvaluationAnswer.objects.bulk_create(
        EvaluationAnswer(round=made, invitation=invitation, **sheet)
        for invitation, sheet in zip(asked, _sheets(OPEN_ANSWERED), strict=False)
    )


def _sent_round(house: DemoHouse, partnership: Any, manager: Any) -> None:
    """A first round, through the services, whose mails arrive in the demo's inbox."""
    people = [person for side in people_to_ask(partnership).values() for _, person in side]
    if not people:
        return
    actor = Actor.of_member(manager)
    made = start_round(
        partnership,
        closes_on=house.today + timedelta(days=21),
        phase=partnership.phase,
        people=people,
        actor=actor,
    )
    open_round(made, actor=actor)
