"""What members may do with organizations and recruitment.

An intermediary recruits in the partnerships that were delegated to it; the directory of all
organizations stays with the convener's own people.
"""

from config.access import MEMBERS, ROLES, WRITERS, declare

RECRUITERS = (*WRITERS, "intermediary")

declare(
    "organizations.view", "Seeing the directory is for the team, not for intermediaries.", MEMBERS
)
declare("organizations.write", "Changing the directory needs a coordinator.", WRITERS)
declare("recruitment.view", "Seeing recruitment needs a membership.", ROLES)
declare("recruitment.plan", "Planning recruitment needs a coordinator.", RECRUITERS)
declare("candidacies.work", "Working on a candidacy needs a coordinator.", RECRUITERS)
declare("partners.view", "Seeing the partners needs a membership.", ROLES)
