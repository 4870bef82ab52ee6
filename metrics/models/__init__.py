"""How it goes: indicators, observations, reports, and what a state agency is shown."""

from metrics.models.check_ins import (
    CHECK_INS,
    GIVEN,
    WAITING,
    CheckIn,
    CheckInItem,
    CheckInSchedule,
    CheckInState,
    GoalMet,
    PromiseAnswer,
    Temperature,
)
from metrics.models.check_ins import Cadence as CheckInCadence
from metrics.models.evaluations import (
    ROUNDS,
    EvaluationAnswer,
    EvaluationInvitation,
    EvaluationRound,
    RoundState,
    Side,
)
from metrics.models.indicators import (
    ADDITIVE,
    FIVE,
    PEOPLE,
    Course,
    Direction,
    Indicator,
    IndicatorKind,
    Measure,
    Target,
)
from metrics.models.observations import IndicatorRollup, Observation, Qualifier
from metrics.models.periods import Period, PeriodKind
from metrics.models.reports import REPORTS, ChartImage, Report, ReportState
from metrics.models.shared import SharedCount, SharedIndicator

__all__ = (
    "ADDITIVE",
    "CHECK_INS",
    "FIVE",
    "GIVEN",
    "PEOPLE",
    "REPORTS",
    "ROUNDS",
    "WAITING",
    "ChartImage",
    "CheckIn",
    "CheckInCadence",
    "CheckInItem",
    "CheckInSchedule",
    "CheckInState",
    "Course",
    "Direction",
    "EvaluationAnswer",
    "EvaluationInvitation",
    "EvaluationRound",
    "GoalMet",
    "Indicator",
    "IndicatorKind",
    "IndicatorRollup",
    "Measure",
    "Observation",
    "Period",
    "PeriodKind",
    "PromiseAnswer",
    "Qualifier",
    "Report",
    "ReportState",
    "RoundState",
    "SharedCount",
    "SharedIndicator",
    "Side",
    "Target",
    "Temperature",
)
