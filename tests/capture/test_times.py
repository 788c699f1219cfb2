from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkcedoctor.capture.times import in_order, moment

PACIFIC = timezone(timedelta(hours=-7))
BERLIN = timezone(timedelta(hours=1))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "2026-11-20T08:25:11.868Z",
            datetime(2026, 11, 20, 8, 25, 11, 868000, UTC),
            id="Chrome",
        ),
        pytest.param(
            "2026-11-20T08:28:44.728+00:00",
            datetime(2026, 11, 20, 8, 28, 44, 728000, UTC),
            id="Firefox",
        ),
        pytest.param(
            "2026-11-20T01:28:44.728-07:00",
            datetime(2026, 11, 20, 1, 28, 44, 728000, PACIFIC),
            id="an offset to the west",
        ),
        pytest.param(
            "2026-11-20T08:26:27.969030+00:00",
            datetime(2026, 11, 20, 8, 26, 27, 969030, UTC),
            id="mitmproxy, six digits",
        ),
        pytest.param(
            "2012-02-03T10:11:02.7221474+01:00",
            datetime(2012, 2, 3, 10, 11, 2, 722147, BERLIN),
            id="Fiddler, seven digits",
        ),
        pytest.param(
            "2012-02-03T10:11:02.720+0100",
            datetime(2012, 2, 3, 10, 11, 2, 720000, BERLIN),
            id="BrowserMob, no colon in the zone",
        ),
        pytest.param(
            "2012-02-03T10:11:02.72+01",
            datetime(2012, 2, 3, 10, 11, 2, 720000, BERLIN),
            id="Internet Explorer, two digits; a zone of hours",
        ),
        pytest.param(
            "2012-02-03T10:11:02Z", datetime(2012, 2, 3, 10, 11, 2, 0, UTC), id="no fraction"
        ),
        pytest.param(
            "2012-02-03 10:11Z", datetime(2012, 2, 3, 10, 11, 0, 0, UTC), id="no seconds, a blank"
        ),
        pytest.param(
            " 2024-02-03t10:11:11,497000z ",
            datetime(2024, 2, 3, 10, 11, 11, 497000, UTC),
            id="a comma, small letters, blanks around",
        ),
    ],
)
def test_a_moment(text: str, expected: datetime) -> None:
    found = moment(text)
    assert found == expected
    assert found.utcoffset() == expected.utcoffset()


def test_a_moment_without_a_zone_stays_without_one() -> None:
    assert moment("2024-02-03T10:11:11.497000") == datetime(2024, 2, 3, 10, 11, 11, 497000)  # noqa: DTZ001 - the point of this test


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(None, id="null"),
        pytest.param("", id="empty"),
        pytest.param({}, id="a Date object that was serialised"),
        pytest.param(1730000000000, id="a number"),
        pytest.param("NaN-NaN-NaNTNaN:NaN:NaN.NaN+NaN:NaN", id="Firebug"),
        pytest.param("0001-01-01T00:00:00", id="the default of .NET"),
        pytest.param("2026-13-20T08:25:11Z", id="a thirteenth month"),
        pytest.param("2026-11-20T08:25:61Z", id="a second too many"),
        pytest.param("2026-11-20T08:25:11+99:00", id="a zone of days"),
        pytest.param("yesterday", id="words"),
        pytest.param("2026-11-20", id="a date"),
    ],
)
def test_no_moment(value: object) -> None:
    assert moment(value) is None


@given(st.text() | st.from_regex(r"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?([+-]\d\d:\d\d)?\Z"))
def test_any_text_is_a_moment_or_none(text: str) -> None:
    assert moment(text) is None or isinstance(moment(text), datetime)


AWARE = [datetime(2026, 11, 20, 8, 25, second, tzinfo=UTC) for second in range(5)]
NAIVE = [at.replace(tzinfo=None) for at in AWARE]


@pytest.mark.parametrize(
    ("times", "places"),
    [
        pytest.param((), [], id="nothing"),
        pytest.param((AWARE[2], AWARE[0], AWARE[1]), [1, 2, 0], id="by time"),
        pytest.param((NAIVE[2], NAIVE[0]), [1, 0], id="by time without zones"),
        pytest.param((AWARE[1], AWARE[0], AWARE[1]), [1, 0, 2], id="ties as in the file"),
        pytest.param((AWARE[2], None, AWARE[0], None), [2, 1, 0, 3], id="unknown times stay"),
        pytest.param((None, None), [0, 1], id="no time at all"),
        pytest.param((AWARE[0], NAIVE[1]), None, id="with and without a zone"),
    ],
)
def test_order(times: tuple[datetime | None, ...], places: list[int] | None) -> None:
    assert in_order(range(len(times)), lambda place: times[place]) == places
