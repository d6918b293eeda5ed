"""Spans of time and sizes as people say them."""

from datetime import timedelta

import pytest

from server.lib.i18n import translator
from server.lib.spans import size, span


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(seconds=3), "1 分"),
        (timedelta(minutes=35), "35 分"),
        (timedelta(minutes=-35), "35 分"),
        (timedelta(hours=2), "2 小时"),
        (timedelta(hours=4, minutes=20), "4 小时 20 分"),
        (timedelta(hours=24), "1 天"),
        (timedelta(days=3, hours=5, minutes=59), "3 天 5 小时"),
    ],
)
def test_a_span_is_said_in_two_units_at_most(length: timedelta, said: str) -> None:
    assert span(length, translator("zh-CN")) == said


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0 B"), (900, "900 B"), (1536, "1.5 KiB"), (312 << 10, "312 KiB"), (5 << 30, "5.0 GiB")]
)
def test_a_size_is_said_in_the_largest_unit_that_fits(count: int, said: str) -> None:
    assert size(count) == said
