"""Addresses of check-ins, follow-ups and evaluations; `metrics.urls` includes them."""

from django.urls import path

from metrics.views import (
    check_in_changes,
    check_in_door,
    check_in_follow_ups,
    check_ins,
    evaluation_door,
    evaluation_moves,
    evaluations,
)

#: Under `c/<convener>/partnerships/<slug>/`.
workspace = [
    path("communication/", check_ins.check_in_list, name="check-in-list"),
    path("communication/new/", check_ins.check_in_schedule_create, name="check-in-schedule-create"),
    path(
        "communication/check-ins/<uuid:check_in_id>/",
        check_ins.check_in_detail,
        name="check-in-detail",
    ),
    path("communication/<uuid:schedule_id>/send/", check_ins.check_in_send, name="check-in-send"),
    path(
        "communication/<uuid:schedule_id>/change/",
        check_in_changes.check_in_schedule_change,
        name="check-in-schedule-change",
    ),
    path(
        "communication/<uuid:schedule_id>/pause/",
        check_ins.check_in_schedule_pause,
        name="check-in-schedule-pause",
    ),
    path(
        "communication/<uuid:schedule_id>/resume/",
        check_ins.check_in_schedule_resume,
        name="check-in-schedule-resume",
    ),
    path(
        "communication/<uuid:schedule_id>/take/",
        check_ins.check_in_schedule_take,
        name="check-in-schedule-take",
    ),
    path("evaluation/", evaluations.evaluation_list, name="evaluation-list"),
    path("evaluation/new/", evaluations.evaluation_start, name="evaluation-start"),
    path("evaluation/<int:number>/", evaluations.evaluation_round, name="evaluation-round"),
    path("evaluation/<int:number>/open/", evaluation_moves.evaluation_open, name="evaluation-open"),
    path(
        "evaluation/<int:number>/remind/",
        evaluation_moves.evaluation_remind,
        name="evaluation-remind",
    ),
    path(
        "evaluation/<int:number>/close/",
        evaluation_moves.evaluation_close,
        name="evaluation-close",
    ),
    path(
        "evaluation/<int:number>/discard/",
        evaluation_moves.evaluation_discard,
        name="evaluation-discard",
    ),
]
#: Under `c/<convener>/`.
convener_pages = [
    path("follow-ups/<uuid:follow_up_id>/", check_in_follow_ups.follow_up, name="follow-up"),
    path(
        "follow-ups/<uuid:follow_up_id>/take/",
        check_in_follow_ups.follow_up_take,
        name="follow-up-take",
    ),
]
doors = [
    path("check-in/<str:token>/", check_in_door.check_in_door, name="check-in-door"),
    path("check-in/<str:token>/thanks/", check_in_door.check_in_thanks, name="check-in-thanks"),
    path(
        "check-in/<str:token>/someone-else/",
        check_in_door.check_in_other_person,
        name="check-in-other-person",
    ),
    path("check-in/<str:token>/not-me/", check_in_door.check_in_not_me, name="check-in-not-me"),
    path("evaluate/<str:token>/", evaluation_door.evaluation_door, name="evaluation-door"),
    path(
        "evaluate/<str:token>/thanks/",
        evaluation_door.evaluation_thanks,
        name="evaluation-thanks",
    ),
]
