"""What element 6 and the line on Today are judged by, of many partnerships in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from config.tenancy.rows import read_rows

FACTS = """
SELECT p.id, a.total, a.asked, a.complete, a.for_us, a.with_question, a.out, c.due, c.kept
FROM unnest(%(partnerships)s::uuid[]) AS p(id)
CROSS JOIN LATERAL (
  SELECT count(*) AS total,
    count(*) FILTER (WHERE state <> 'draft') AS asked,
    count(*) FILTER (WHERE state = 'complete') AS complete,
    (array_agg(ARRAY[id::text, name] ORDER BY created_at)
      FILTER (WHERE state = 'partner_signed'))[1:1] AS for_us,
    (array_agg(ARRAY[id::text, name] ORDER BY created_at)
      FILTER (WHERE has_question))[1:1] AS with_question,
    (array_agg(name ORDER BY created_at)
      FILTER (WHERE state IN ('sent', 'partner_signed')))[1] AS out
  FROM (
    SELECT g.id, g.state, g.created_at, o.name, EXISTS (
      SELECT FROM agreements_agreementquestion q WHERE q.convener_id = g.convener_id
      AND q.agreement_id = g.id AND q.answered_at IS NULL) AS has_question
    FROM agreements_agreement g
    JOIN stakeholders_organization o
      ON o.convener_id = g.convener_id AND o.id = g.organization_id
    WHERE g.convener_id = %(convener)s AND g.partnership_id = p.id AND g.state <> 'voided'
  ) one
) a
CROSS JOIN LATERAL (
  SELECT count(*) AS due, count(*) FILTER (WHERE k.state = 'kept') AS kept
  FROM agreements_commitment k
  WHERE k.convener_id = %(convener)s AND k.partnership_id = p.id
    AND k.side = 'convener' AND (k.state <> 'open' OR k.due_on < %(today)s)
) c
"""


@dataclass(frozen=True)
class AgreementFacts:
    """One partnership's agreements that were not voided; asked: those that are not drafts.

    for_us, with_question: id and organization of the oldest that waits for our signature, or
    has an open question. out: organization of the oldest that is not complete.
    due, kept: our own promises that are settled or past their day.
    """

    total: int
    asked: int
    complete: int
    for_us: tuple[str, str] | None
    with_question: tuple[str, str] | None
    out: str
    due: int
    kept: int


def agreement_facts(partnerships: Sequence[Any], today: date) -> dict[UUID, AgreementFacts]:
    """The facts of each partnership on a day; one statement."""
    rows = read_rows(FACTS, partnerships=[one.pk for one in partnerships], today=today)
    return {
        row.id: AgreementFacts(
            row.total,
            row.asked,
            row.complete,
            _first(row.for_us),
            _first(row.with_question),
            row.out or "",
            row.due,
            row.kept,
        )
        for row in rows
    }


def _first(found: list[list[str]] | None) -> tuple[str, str] | None:
    return (found[0][0], found[0][1]) if found else None
