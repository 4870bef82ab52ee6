"""What was promised."""

from agreements.models.agreement import AGREEMENTS, Agreement, AgreementState
from agreements.models.commitment import COMMITMENTS, Commitment, CommitmentState
from agreements.models.event import AgreementEvent
from agreements.models.question import AgreementQuestion, QuestionKind
from agreements.models.responsibility import Cadence, Responsibility, Side
from agreements.models.signer import SIGNERS, Signature, Signer, SignerState
from agreements.models.template import AgreementKind, AgreementTemplate

__all__ = (
    "AGREEMENTS",
    "COMMITMENTS",
    "SIGNERS",
    "Agreement",
    "AgreementEvent",
    "AgreementKind",
    "AgreementQuestion",
    "AgreementState",
    "AgreementTemplate",
    "Cadence",
    "Commitment",
    "CommitmentState",
    "QuestionKind",
    "Responsibility",
    "Side",
    "Signature",
    "Signer",
    "SignerState",
)
