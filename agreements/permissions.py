"""What members may do with agreements and with the promises that came of them."""

from config.access import MANAGERS, MEMBERS, WRITERS, declare

declare("agreements.view", "Seeing agreements is for the team, not for intermediaries.", MEMBERS)
declare("agreements.write", "Writing an agreement needs a coordinator.", WRITERS)
declare("agreements.send", "Sending an agreement needs a coordinator.", WRITERS)
declare("agreements.void", "Voiding an agreement needs a manager.", MANAGERS)
declare("agreements.sign", "Signing for the convener needs a manager who may sign.", MANAGERS)
declare("commitments.mark", "Marking a promise as kept needs a coordinator.", WRITERS)
