"""Who convenes and why."""

from partnerships.models.charter import (
    CHARTER,
    PARTS,
    CharterDocument,
    DocumentKind,
    DocumentState,
    OutreachOverride,
)
from partnerships.models.outbox import (
    MESSAGES,
    UNSENT,
    LinkPurpose,
    MagicLink,
    MailPreference,
    Message,
    MessageState,
    Stream,
)
from partnerships.models.partnership import (
    PHASES,
    Delegation,
    Duty,
    Partnership,
    Phase,
    Region,
)
from partnerships.models.people import (
    Brand,
    Convener,
    ConvenerKind,
    Invitation,
    Level,
    Membership,
    Role,
    User,
    normalise_email,
)
from partnerships.models.records import ActorKind, ApiToken, AuditEvent, FollowUp
from partnerships.models.sharing import SharingGrant

__all__ = (
    "CHARTER",
    "MESSAGES",
    "PARTS",
    "PHASES",
    "UNSENT",
    "ActorKind",
    "ApiToken",
    "AuditEvent",
    "Brand",
    "CharterDocument",
    "Convener",
    "ConvenerKind",
    "Delegation",
    "DocumentKind",
    "DocumentState",
    "Duty",
    "FollowUp",
    "Invitation",
    "Level",
    "LinkPurpose",
    "MagicLink",
    "MailPreference",
    "Membership",
    "Message",
    "MessageState",
    "OutreachOverride",
    "Partnership",
    "Phase",
    "Region",
    "Role",
    "SharingGrant",
    "Stream",
    "User",
    "normalise_email",
)
