"""Rows of the access matrix for the addresses of `stakeholders`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.cast import House
from tests.matrix import Row, of_partnership
from tests.stakeholders.world import (
    ALL_SCORED,
    add_candidacy,
    add_need,
    add_organization,
    add_profile,
)


def of_organization(house: House) -> list[Any]:
    return [add_organization(house).pk]


def of_contact(house: House) -> list[Any]:
    organization = add_organization(house)
    with house.scope():
        return [organization.pk, organization.contacts.get().pk]


def of_need(status: str = "open") -> Callable[[House], list[Any]]:
    return lambda house: [house.partnership.slug, add_need(house, status=status).pk]


def of_profile(house: House) -> list[Any]:
    return [house.partnership.slug, add_profile(house).pk]


def of_candidacy(stage: str, **more: Any) -> Callable[[House], list[Any]]:
    return lambda house: [house.partnership.slug, add_candidacy(house, stage, **more).pk]


def _form(permission: str, args: Callable[[House], list[Any]]) -> Row:
    """A page with a form: an empty answer comes back with errors."""
    return Row(permission, args, get=200, post=422)


def _verb(permission: str, args: Callable[[House], list[Any]]) -> Row:
    """A change without a page."""
    return Row(permission, args, get=None, post=302)


WORK, PLAN = "candidacies.work", "recruitment.plan"
ROWS: dict[str, Row] = {
    "stakeholders:organization-list": Row("organizations.view"),
    "stakeholders:organization-export": Row("organizations.view"),
    "stakeholders:organization-create": Row("organizations.write", get=200, post=422),
    "stakeholders:organization-detail": Row("organizations.view", of_organization),
    "stakeholders:organization-change": _form("organizations.write", of_organization),
    "stakeholders:contact-create": _form("organizations.write", of_organization),
    "stakeholders:contact-change": _form("organizations.write", of_contact),
    "stakeholders:recruitment-board": Row("recruitment.view", of_partnership),
    "stakeholders:closed-list": Row("recruitment.view", of_partnership),
    "stakeholders:recruitment-plan": Row("recruitment.view", of_partnership),
    "stakeholders:need-create": _form(PLAN, of_partnership),
    "stakeholders:need-change": _form(PLAN, of_need()),
    "stakeholders:need-meet": _verb(PLAN, of_need()),
    "stakeholders:need-reopen": _verb(PLAN, of_need("met")),
    "stakeholders:profile-create": _form(PLAN, of_partnership),
    "stakeholders:profile-change": _form(PLAN, of_profile),
    "stakeholders:prospect-add": _form(WORK, of_partnership),
    "stakeholders:candidacy-detail": Row("recruitment.view", of_candidacy("contacted")),
    # Both fields may be empty, so an empty answer is an answer.
    "stakeholders:candidacy-change": Row(WORK, of_candidacy("contacted"), get=200, post=302),
    "stakeholders:candidacy-mail": _form(WORK, of_candidacy("identified")),
    "stakeholders:candidacy-call": Row(WORK, of_candidacy("identified"), get=None, post=422),
    "stakeholders:interview-start": _verb(WORK, of_candidacy("contacted")),
    "stakeholders:interview-score": _form(WORK, of_candidacy("interviewing")),
    "stakeholders:candidacy-match": _verb(WORK, of_candidacy("interviewing", scores=ALL_SCORED)),
    "stakeholders:candidacy-invite": Row(
        WORK, of_candidacy("matched", scores=ALL_SCORED), get=None, post=422
    ),
    "stakeholders:candidacy-close": _form(WORK, of_candidacy("contacted")),
    "stakeholders:candidacy-reopen": _verb(WORK, of_candidacy("closed")),
    "stakeholders:selection-record": Row("recruitment.view", of_candidacy("invited")),
    "stakeholders:partner-list": Row("partners.view", of_partnership),
}
