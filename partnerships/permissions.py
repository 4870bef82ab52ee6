"""What members may do with people, partnerships, charters and messages."""

from config.access import MANAGERS, MEMBERS, ROLES, WRITERS, declare

declare("today.view", "Seeing Today needs a membership.", ROLES)
declare("partnerships.view", "Seeing partnerships needs a membership.", ROLES)
declare("partnerships.create", "Creating a partnership needs a manager.", MANAGERS)
declare("partnerships.change", "Changing a partnership needs a coordinator.", WRITERS)
declare("partnerships.close", "Closing a partnership needs a manager.", MANAGERS)
declare("charter.view", "Reading the charter needs a membership.", ROLES)
declare("charter.write", "Writing the charter needs a coordinator.", WRITERS)
declare("charter.approve", "Approving a charter document needs a manager.", MANAGERS)
declare("outreach.override", "Overriding the purpose gate needs a manager.", MANAGERS)
declare("delegations.manage", "Delegating a duty needs a manager.", MANAGERS)
declare("follow_ups.work", "Working on a follow-up needs a coordinator.", WRITERS)
declare("people.view", "Seeing who is who is for the team, not for intermediaries.", MEMBERS)
declare("people.manage", "Managing people needs an owner.", ("owner",))
declare("sharing.view", "Seeing what is shared is for the team, not for intermediaries.", MEMBERS)
declare("sharing.manage", "Deciding what is shared needs an owner.", ("owner",))
declare("messages.view", "Seeing messages needs a coordinator.", WRITERS)
declare("messages.retry", "Sending a message again needs a coordinator.", WRITERS)
declare("audit.view", "Reading the history is for the team, not for intermediaries.", MEMBERS)
declare("tokens.manage", "Managing tokens needs a manager.", MANAGERS)
