"""Access of every address of the app, from its topics."""

from tests.metrics.access_rows_check_ins import ROWS as CHECK_INS
from tests.metrics.access_rows_indicators import ROWS as INDICATORS

ROWS = {**CHECK_INS, **INDICATORS}
