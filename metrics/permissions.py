"""What members may do with measures, reports and the network page."""

from config.access import MANAGERS, MEMBERS, ROLES, WRITERS, declare

ANALYSTS = ("owner", "manager", "coordinator", "analyst")

declare("dashboard.view", "Seeing a dashboard needs a membership.", ROLES)
declare(
    "indicators.view", "Seeing what is measured is for the team, not for intermediaries.", MEMBERS
)
declare("indicators.manage", "Deciding what is measured needs an analyst.", ANALYSTS)
declare("observations.write", "Entering a figure needs an analyst.", ANALYSTS)
# A report is what the dashboard shows, to take along: whoever reads may have it.
declare("reports.make", "Getting a report is for the team, not for intermediaries.", MEMBERS)
declare("network.view", "Seeing the network is for the team, not for intermediaries.", MEMBERS)
declare("check_ins.view", "Seeing check-ins is for the team, not for intermediaries.", MEMBERS)
declare("check_ins.manage", "Arranging check-ins needs a coordinator.", WRITERS)
declare("evaluations.view", "Seeing evaluations is for the team, not for intermediaries.", MEMBERS)
declare("evaluations.manage", "Running an evaluation needs a manager.", MANAGERS)
