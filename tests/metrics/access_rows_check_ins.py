"""Access of check-ins, follow-ups and evaluations."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from metrics.rules.evaluation_instrument import CURRENT
from metrics.services.check_in_answers import answer_check_in
from metrics.services.check_in_schedules import pause_schedule
from metrics.services.evaluation_answers import answer_evaluation
from metrics.services.evaluation_rounds import start_round
from partnerships.models import FollowUp
from tests.cast import House
from tests.matrix import Row, of_partnership
from tests.metrics.check_in_cast import (
    link_to,
    make_check_in,
    make_round,
    make_schedule,
    people,
    today_of,
)


def of_schedule(house: House) -> list[Any]:
    with house.scope():
        return [house.partnership.slug, make_schedule(house).pk]


def of_paused_schedule(house: House) -> list[Any]:
    with house.scope():
        schedule = make_schedule(house)
        pause_schedule(schedule, actor=house.actor("owner"))
        return [house.partnership.slug, schedule.pk]


def of_check_in(house: House) -> list[Any]:
    with house.scope():
        return [house.partnership.slug, make_check_in(house).pk]


def of_check_in_link(house: House) -> list[Any]:
    with house.scope():
        check_in = make_check_in(house)
    return [link_to(house, check_in.pk)]


def of_answered_check_in(house: House) -> list[Any]:
    with house.scope():
        check_in = make_check_in(house)
        answer_check_in(check_in, temperature=4)
    return [link_to(house, check_in.pk)]


def of_follow_up(house: House) -> list[Any]:
    with house.scope():
        answer_check_in(make_check_in(house), temperature=1)
        return [FollowUp.objects.latest("created_at").pk]


def of_round(house: House) -> list[Any]:
    with house.scope():
        return [house.partnership.slug, make_round(house).number]


def of_draft(house: House) -> list[Any]:
    with house.scope():
        made = start_round(
            house.partnership,
            closes_on=today_of(house) + timedelta(days=9),
            phase="planning",
            people=people(2),
            actor=house.actor("owner"),
        )
        return [house.partnership.slug, made.number]


def of_evaluation_link(house: House) -> list[Any]:
    with house.scope():
        invitation = make_round(house).invitations.first()
    return [link_to(house, invitation.pk)]


def of_answered_evaluation(house: House) -> list[Any]:
    with house.scope():
        invitation = make_round(house).invitations.first()
        scores = {item.key: 4 for item in CURRENT.items}
        answer_evaluation(invitation, scores=scores, comments={})
    return [link_to(house, invitation.pk)]


ROWS = {
    "metrics:check-in-list": Row("check_ins.view", of_partnership),
    "metrics:check-in-detail": Row("check_ins.view", of_check_in),
    "metrics:check-in-schedule-create": Row("check_ins.manage", of_partnership, post=422),
    "metrics:check-in-schedule-change": Row("check_ins.manage", of_schedule, post=422),
    "metrics:check-in-send": Row("check_ins.manage", of_schedule, get=None, post=302),
    "metrics:check-in-schedule-pause": Row("check_ins.manage", of_schedule, get=None, post=302),
    "metrics:check-in-schedule-resume": Row(
        "check_ins.manage", of_paused_schedule, get=None, post=302
    ),
    "metrics:check-in-schedule-take": Row("check_ins.manage", of_schedule, get=None, post=302),
    "metrics:follow-up": Row("follow_ups.work", of_follow_up, post=422),
    "metrics:follow-up-take": Row("follow_ups.work", of_follow_up, get=None, post=302),
    "metrics:evaluation-list": Row("evaluations.view", of_partnership),
    "metrics:evaluation-start": Row("evaluations.manage", of_partnership, post=422),
    "metrics:evaluation-round": Row("evaluations.view", of_round),
    "metrics:evaluation-open": Row("evaluations.manage", of_draft, get=None, post=302),
    "metrics:evaluation-discard": Row("evaluations.manage", of_draft, get=None, post=302),
    "metrics:evaluation-remind": Row(
        "evaluations.manage",
        of_round,
        get=None,
        post=302,
        silent="The invitations are less than a day old: nobody is reminded.",
    ),
    "metrics:evaluation-close": Row("evaluations.manage", of_round, post=302),
    "metrics:check-in-door": Row(None, of_check_in_link, post=422),
    "metrics:check-in-thanks": Row(None, of_answered_check_in),
    "metrics:check-in-other-person": Row(None, of_check_in_link, post=422),
    "metrics:check-in-not-me": Row(None, of_check_in_link, post=200),
    "metrics:evaluation-door": Row(None, of_evaluation_link, post=422),
    "metrics:evaluation-thanks": Row(None, of_answered_evaluation),
}
