"""What waits in agreements: one statement for everything that Today shows of them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from agreements.selectors.agreements import NEAR_DAYS
from config.access import role_may
from config.tenancy.rows import read_rows
from partnerships.selectors.memberships import VISIBLE, delegate_of

#: How long before the end of a term Today asks about renewal (R56).
RENEWAL_DAYS = 45
#: Most items of one kind; the lists behind the buttons show all.
MOST = 30

OF_AGREEMENT = f"""
JOIN partnerships_partnership p ON p.convener_id = a.convener_id AND p.id = a.partnership_id
JOIN stakeholders_organization o ON o.convener_id = a.convener_id AND o.id = a.organization_id
WHERE a.convener_id = %(convener)s AND p.phase <> 'closed' AND {VISIBLE}"""

WAITING = f"""
(SELECT 'signature' AS what, a.id, o.name AS organization, a.title AS words, '' AS kind,
  coalesce(s.name, '') AS who, '' AS proposed, NULL::uuid AS other_id,
  a.partner_signed_at AS moment, NULL::date AS day, s.membership_id
FROM agreements_agreement a
LEFT JOIN LATERAL (
  SELECT g.membership_id, m.name FROM agreements_signer g
  JOIN partnerships_membership m ON m.convener_id = g.convener_id AND m.id = g.membership_id
  WHERE g.convener_id = a.convener_id AND g.agreement_id = a.id AND g.side = 'convener'
    AND g.state <> 'replaced' AND m.is_active AND m.may_sign AND m.role IN ('owner', 'manager')
  LIMIT 1) s ON true
{OF_AGREEMENT} AND a.state = 'partner_signed' ORDER BY a.created_at DESC LIMIT {MOST})
UNION ALL
(SELECT 'question', a.id, o.name, left(q.text, 120), q.kind, s.name, q.proposed_name, q.id,
  q.created_at, NULL, (
    SELECT m.id FROM partnerships_membership m
    WHERE m.convener_id = a.convener_id AND m.is_active AND m.email = a.contact_email LIMIT 1)
FROM agreements_agreementquestion q
JOIN agreements_agreement a ON a.convener_id = q.convener_id AND a.id = q.agreement_id
JOIN agreements_signer s ON s.convener_id = q.convener_id AND s.id = q.signer_id
{OF_AGREEMENT} AND q.convener_id = %(convener)s AND q.answered_at IS NULL
AND NOT (q.kind = 'not_me' AND a.state = 'voided')
ORDER BY q.created_at LIMIT {MOST})
UNION ALL
(SELECT 'sign_by', a.id, o.name, a.title, '', '', '', NULL, a.sent_at, a.sign_by, NULL
FROM agreements_agreement a
{OF_AGREEMENT} AND a.state = 'sent' AND a.sign_by <= %(near)s ORDER BY a.sign_by LIMIT {MOST})
UNION ALL
(SELECT 'promise', a.id, o.name, k.text, k.side, '', '', NULL, NULL, k.due_on, NULL
FROM agreements_commitment k
JOIN agreements_agreement a ON a.convener_id = k.convener_id AND a.id = k.agreement_id
{OF_AGREEMENT} AND k.convener_id = %(convener)s AND k.state = 'open' AND k.due_on < %(today)s
ORDER BY k.due_on LIMIT {MOST})
UNION ALL
(SELECT 'renewal', a.id, o.name, a.title, '', '', '', NULL, NULL, a.ends_on, NULL
FROM agreements_agreement a
{OF_AGREEMENT} AND a.state = 'complete' AND a.ends_on BETWEEN %(today)s AND %(renewal)s
ORDER BY a.ends_on LIMIT {MOST})
UNION ALL
(SELECT 'write', i.id, i.organization, i.slug, '', i.partnership, '', i.organization_id, i.since,
  NULL, i.owner_id
FROM (
  SELECT DISTINCT ON (c.partnership_id, c.organization_id) c.id, c.organization_id,
    c.stage_since AS since, o.name AS organization, p.slug, p.name AS partnership, (
      SELECT m.id FROM partnerships_membership m
      WHERE m.convener_id = c.convener_id AND m.id = c.owner_id AND m.is_active
        AND m.role <> 'intermediary') AS owner_id
  FROM stakeholders_candidacy c
  JOIN partnerships_partnership p ON p.convener_id = c.convener_id AND p.id = c.partnership_id
  JOIN stakeholders_organization o ON o.convener_id = c.convener_id AND o.id = c.organization_id
  WHERE %(writes)s AND c.convener_id = %(convener)s AND c.stage = 'invited'
    AND p.phase <> 'closed' AND {VISIBLE} AND NOT EXISTS (
      SELECT FROM agreements_agreement a
      WHERE a.convener_id = c.convener_id AND a.partnership_id = c.partnership_id
        AND a.organization_id = c.organization_id AND (
          a.state IN ('draft', 'sent', 'partner_signed')
          OR a.state IN ('declined', 'expired') AND a.closed_at >= c.stage_since))
  ORDER BY c.partnership_id, c.organization_id, c.stage_since) i
ORDER BY i.since LIMIT {MOST})
"""  # noqa: S608  # only constants are put in


def waiting_rows(membership: Any, today: date) -> list[Any]:
    """Rows of agreements that the member may see; `what` says what each waits for.

    kind: a promise's side, or a question's kind; who: who asked it, or who of ours signs ("" when
    that person left or may not sign any more); proposed: whom they named.
    "write" is a candidacy that was invited and has no agreement: words is its partnership's slug,
    who that one's name, other_id its organization. What the partner declined or let run out after
    the invitation is an answer, so that nobody is asked anew by mistake; an older complete one
    brought this candidacy nowhere.
    """
    return read_rows(
        WAITING,
        today=today,
        near=today + timedelta(days=NEAR_DAYS),
        renewal=today + timedelta(days=RENEWAL_DAYS),
        writes=role_may(membership.role, "agreements.write"),
        delegate=delegate_of(membership),
    )
