"""Curves: what is drawn where, what is told in words, and that nothing in them needs a style or can break out."""

import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.lib import pages
from server.lib.charts import HEIGHT, WIDTH, Band, Dot, Series, line_chart, number
from server.lib.i18n import translator

DAY = datetime(2026, 11, 1, 4, 0, tzinfo=UTC)
LIMITS = Band(0.15, 1.0, "ok", "正常：0.15 到 1")


def _series(*values: float, name: str = "压力", wrong: tuple[int, ...] = ()) -> Series:
    return Series(name, tuple(Dot(DAY + timedelta(days=at), one, at in wrong) for at, one in enumerate(values)))


def _draw(*series: Series, **more: Any) -> ET.Element:
    """The figure, parsed: well-formed or the test fails."""
    settings: dict[str, Any] = {"title": "压力", "unit": "MPa", "time_zone": "Asia/Shanghai", "language": "zh-CN"}
    return ET.fromstring(line_chart(series, **{**settings, **more}))


def _found(figure: ET.Element, kind: str) -> list[ET.Element]:
    return [one for one in figure.iter() if kind in one.get("class", "").split()]


def test_a_curve_goes_through_its_readings_in_the_order_of_time() -> None:
    one = _series(0.5, 0.7, 0.6)
    figure = _draw(Series(one.name, one.dots[::-1]))
    [line] = _found(figure, "chart-line")
    spots = [tuple(map(float, part[1:].split(" "))) for part in line.get("d", "").replace(" L", "|L").split("|")]
    assert [x for x, _ in spots] == sorted(x for x, _ in spots)
    assert spots[1][1] < spots[2][1] < spots[0][1], "higher readings stand higher"
    assert len(_found(figure, "chart-mark")) == 3


def test_the_words_tell_what_the_eyes_see() -> None:
    figure = _draw(_series(0.5, 0.7, 0.12))
    assert figure.find(".//title").text == "压力"  # type: ignore[union-attr]
    told = figure.find(".//desc").text  # type: ignore[union-attr]
    assert told == "压力：3 次，最低 0.12 MPa，最高 0.7 MPa，最近 0.12 MPa（2026-11-03）。"
    english = _draw(_series(0.5), language="en", title="Pressure").find(".//desc").text  # type: ignore[union-attr]
    assert english is not None
    assert "lowest 0.5 MPa" in english


def test_the_id_of_each_curve_is_its_own() -> None:
    first, second = _draw(_series(1, 2)), _draw(_series(1, 3))
    ids = [one.get("id") for figure in (first, second) for one in figure.iter() if one.get("id")]
    assert len(set(ids)) == len(ids) == 4


def test_limits_lie_behind_the_curve_and_stand_in_the_legend() -> None:
    figure = _draw(_series(0.5, 0.1, wrong=(1,)), bands=[LIMITS])
    [band] = [one for one in _found(figure, "chart-band--ok") if one.get("x")]
    [ring] = _found(figure, "chart-wrong")
    bottom = float(band.get("y", "")) + float(band.get("height", ""))
    assert float(ring.get("cy", "")) > bottom, "0.1 lies below the band"
    assert "".join(_found(figure, "chart-legend")[0].itertext()) == "正常：0.15 到 1"


@pytest.mark.parametrize(("least", "most"), [(None, 0.3), (0.3, None)])
def test_an_open_band_reaches_the_edge(least: float | None, most: float | None) -> None:
    figure = _draw(_series(0.5, 0.1), bands=[Band(least, most, "defect", "太低")])
    [band] = [one for one in _found(figure, "chart-band--defect") if one.get("x")]
    edge = float(band.get("y", "")) + (float(band.get("height", "")) if least is None else 0)
    assert edge == (HEIGHT - 34 if least is None else 14)


def test_a_limit_far_away_does_not_flatten_the_curve() -> None:
    figure = _draw(_series(1, 2, 3), bands=[Band(None, 10_000, "ok", "至多一万")])
    ticks = [float(one.text or "") for one in _found(figure, "chart-y")]
    assert max(ticks) <= 5


def test_several_lines_are_told_apart_by_more_than_colour() -> None:
    figure = _draw(*(_series(1, 2, name=f"表 {n}") for n in range(4)))
    marks = {one.get("d", "").split("m", 1)[1] for one in _found(figure, "chart-mark")}
    assert len(marks) == 4
    names = ["".join(one.itertext()) for one in figure.findall(".//li")]
    assert names == ["表 0", "表 1", "表 2", "表 3"]


def test_without_readings_it_is_a_sentence() -> None:
    assert "".join(_draw().itertext()) == "还没有读数"
    assert "".join(_draw(_series(float("nan"), float("inf"))).itertext()) == "还没有读数"


def test_nothing_in_it_needs_a_style_or_breaks_out() -> None:
    evil = '<script>alert(1)</script>"\'&'
    text = line_chart(
        [_series(1, 2, name=evil), _series(2, 1, name="b")],
        title=evil, unit=evil, bands=[Band(0, 1, "warn", evil)], time_zone="UTC", language="en",
    )  # fmt: skip
    assert "style" not in text
    assert "<script" not in text
    ET.fromstring(text)


@given(
    st.lists(
        st.tuples(
            st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2090, 1, 1), timezones=st.just(UTC)),
            st.floats(allow_nan=True, allow_infinity=True),
        ),
        min_size=1,
        max_size=40,
    )
)
def test_whatever_was_read_lies_inside_the_picture(read: list[tuple[datetime, float]]) -> None:
    read = [(at, value if abs(value) < 1e300 else 1.0) for at, value in read]
    figure = _draw(Series("x", tuple(Dot(at, value, True) for at, value in read)))
    for ring in _found(figure, "chart-wrong"):
        assert 0 <= float(ring.get("cx", "")) <= WIDTH
        assert 0 <= float(ring.get("cy", "")) <= HEIGHT


@pytest.mark.parametrize(
    ("value", "said"),
    [(0, "0"), (0.15, "0.15"), (1.0, "1"), (1200, "1200"), (1234567, "1234567"), (0.00001, "0.00001"),
     (-3.5, "-3.5"), (0.1 + 0.2, "0.3")],
)  # fmt: skip
def test_numbers_as_people_write_them(value: float, said: str) -> None:
    assert number(value) == said


def test_the_table_holds_the_same_readings_newest_first() -> None:
    template = '{% import "macros.html" as m with context %}{{ m.readings_table(series, number, "MPa", zone) }}'
    made = pages.environment().from_string(template)
    readings = [_series(0.5, 0.1, wrong=(1,))]
    words = translator("zh-CN")
    text = made.render(_=words, lang="zh-CN", number=number, zone="Asia/Shanghai", series=readings)
    assert text.index("2026-11-02 12:00") < text.index("2026-11-01 12:00")
    assert text.count("超出范围") == 1
    assert "0.1" in text
