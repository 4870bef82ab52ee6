"""Who is at the table, and who is on the way there."""

from stakeholders.models.candidacies import (
    INTERVIEW_PARTS,
    INTERVIEW_STAGES,
    OPEN_STAGES,
    PARTNER_STAGES,
    SCORES,
    STAGE_LIMIT,
    UNDER_WAY,
    Candidacy,
    Interview,
    Stage,
    days_since,
    limit_of,
)
from stakeholders.models.codes import NAICS_SECTORS, Sector
from stakeholders.models.organizations import Contact, Organization, name_key
from stakeholders.models.plan import NEEDS, Need, NeedKind, NeedStatus, ParticipantProfile

__all__ = (
    "INTERVIEW_PARTS",
    "INTERVIEW_STAGES",
    "NAICS_SECTORS",
    "NEEDS",
    "OPEN_STAGES",
    "PARTNER_STAGES",
    "SCORES",
    "STAGE_LIMIT",
    "UNDER_WAY",
    "Candidacy",
    "Contact",
    "Interview",
    "Need",
    "NeedKind",
    "NeedStatus",
    "Organization",
    "ParticipantProfile",
    "Sector",
    "Stage",
    "days_since",
    "limit_of",
    "name_key",
)
