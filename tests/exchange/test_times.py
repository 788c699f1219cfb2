from datetime import UTC, datetime, timedelta

import pytest

from pkcedoctor.exchange.times import seconds_between

NOON = datetime(2026, 8, 22, 12, tzinfo=UTC)
NAIVE = NOON.replace(tzinfo=None)


@pytest.mark.parametrize(
    ("earlier", "later", "seconds"),
    [
        pytest.param(NOON, NOON + timedelta(seconds=1.5), 1.5, id="later"),
        pytest.param(NOON, NOON - timedelta(seconds=2), -2.0, id="earlier"),
        pytest.param(NAIVE, NAIVE, 0.0, id="both without a zone"),
        pytest.param(NOON, NAIVE, None, id="one without a zone"),
        pytest.param(None, NOON, None, id="no first time"),
        pytest.param(NOON, None, None, id="no second time"),
    ],
)
def test_the_seconds_between(
    earlier: datetime | None, later: datetime | None, seconds: float | None
) -> None:
    assert seconds_between(earlier, later) == seconds
