"""Reading organizations for the directory and for choices."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Prefetch, QuerySet

from partnerships.models import Role
from partnerships.selectors.memberships import visible_partnerships
from stakeholders.models import NAICS_SECTORS, OPEN_STAGES, Candidacy, Contact, Organization

INDUSTRIES = dict(NAICS_SECTORS)


def visible_organizations(membership: Any) -> QuerySet[Organization]:
    """The organizations a member may choose from.

    All of the convener's; for an intermediary, those on the way to a table that it recruits for.
    """
    found: QuerySet[Organization] = Organization.objects.order_by("name_key")
    if membership.role == Role.INTERMEDIARY:
        delegated = Candidacy.objects.filter(partnership__in=visible_partnerships(membership))
        return found.filter(pk__in=delegated.values("organization_id"))
    return found


def with_people(found: QuerySet[Organization]) -> QuerySet[Organization]:
    """Adds `primary` (a list of the one primary contact) and `at_tables` (open candidacies)."""
    return found.prefetch_related(
        Prefetch("contacts", Contact.objects.filter(is_primary=True), to_attr="primary"),
        Prefetch(
            "candidacies",
            Candidacy.objects.filter(stage__in=OPEN_STAGES)
            .select_related("partnership")
            .order_by("partnership__name"),
            to_attr="at_tables",
        ),
    )


EXPORT_HEAD = (
    "Organization",
    "Sector",
    "NAICS sector",
    "City",
    "State",
    "Website",
    "What they want in return",
    "Primary contact",
    "Job title",
    "E-mail",
    "Phone",
    "Partnerships and stages",
)


def export_rows(found: QuerySet[Organization]) -> Iterator[list[str]]:
    """The head, then a line an organization, of what `with_people` adds."""
    yield list(EXPORT_HEAD)
    for one in with_people(found):
        person = one.primary[0] if one.primary else Contact()  # type: ignore[attr-defined]  # prefetched
        industry = INDUSTRIES.get(one.naics_sector, "")
        tables = one.at_tables  # type: ignore[attr-defined]  # prefetched
        yield [
            one.name,
            one.get_sector_display(),
            f"{one.naics_sector} {industry}".strip(),
            one.city,
            one.state,
            one.website,
            one.stated_goal,
            person.name,
            person.title,
            person.email,
            person.phone,
            "; ".join(f"{row.partnership.name}: {row.get_stage_display()}" for row in tables),
        ]


def harmless_cell(text: str) -> str:
    """Text that a spreadsheet shows instead of running it as a formula."""
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
