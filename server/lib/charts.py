"""Curves as SVG made on the server: no script, no style attributes, colours and dashes by CSS classes (console.css,
"Charts"). What a curve shows stands in its `<desc>`, in a legend with each line's own mark, and, for whoever reads
numbers, in the table that the macro `readings_table` makes of the same series. Pure."""

import math
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Literal
from zoneinfo import ZoneInfo

from markupsafe import Markup
from msgspec import Struct

from server.lib import digest, i18n

WIDTH, HEIGHT = 640, 260
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 12, 14, 34
_TICKS = 4
_LABELS = 5
# Series are told apart by their mark and dash as well as by colour.
_MARKS = ("circle", "square", "diamond", "triangle")
_SIGN = Markup('<svg class="chart-sign" viewBox="0 0 28 16" aria-hidden="true">{}</svg>')
_BOX = Markup('<figure class="chart-box"><div class="scroll-x" tabindex="0" role="region" aria-label="{}">')
_BAND = Markup('<rect class="chart-band chart-band--{}" x="{}" y="{}" width="{}" height="{}"/>')
_DATE = Markup('<text class="chart-x" x="{}" y="{}" text-anchor="{}">{}</text>')

BandKind = Literal["ok", "warn", "defect"]


class Dot(Struct, frozen=True):
    """One reading: when, and what. `wrong`: it was judged to be out of its limits, shown by a ring around its mark."""

    at: datetime
    value: float
    wrong: bool = False


class Series(Struct, frozen=True):
    """One line with its name, dots in any order."""

    name: str
    dots: tuple[Dot, ...]


class Band(Struct, frozen=True):
    """A stretch of values with its meaning in words; an end that is None is open."""

    least: float | None
    most: float | None
    kind: BandKind
    words: str


def line_chart(
    series: Sequence[Series],
    *,
    title: str,
    unit: str = "",
    bands: Sequence[Band] = (),
    time_zone: str,
    language: str,
) -> Markup:
    """The `<figure>` of one or more lines over time, the limits as bands behind them.

    `title` and names are already in the reader's language; `unit` is written at the axis; times are told in
    `time_zone`. Readings that are no finite number are left out; without any reading it is a sentence that says so.
    At most four series have marks of their own; a fifth repeats the first's.
    """
    _ = i18n.translator(language)
    drawn = [Series(one.name, _in_order(one.dots)) for one in series]
    dots = [dot for one in drawn for dot in one.dots]
    if not dots:
        return Markup('<p class="muted">{}</p>').format(_("还没有读数"))
    frame = _Frame(dots, bands)
    zone = ZoneInfo(time_zone)
    told = [_told(one, unit, zone, _) for one in drawn if one.dots]
    key = digest.sha256(repr((title, unit, drawn, bands)).encode())[:10]
    parts = [
        Markup('<svg class="chart" viewBox="0 0 {} {}" role="img" aria-labelledby="c{}-t c{}-d">').format(
            WIDTH, HEIGHT, key, key
        ),
        Markup('<title id="c{}-t">{}</title><desc id="c{}-d">{}</desc>').format(key, title, key, " ".join(told)),
        *(_band(band, frame) for band in bands),
        _axes(frame, unit, zone),
    ]
    parts += [_line(one, frame, place % len(_MARKS)) for place, one in enumerate(drawn) if one.dots]
    return (
        _BOX.format(title)
        + Markup("").join(parts)
        + Markup("</svg></div>")
        + _legend(drawn, bands)
        + Markup("</figure>")
    )


def number(value: float) -> str:
    """A reading as people write it: at most six digits that matter, no trailing zeros, never 1e-05."""
    if value == 0:
        return "0"
    decimals = max(0, 5 - math.floor(math.log10(abs(value))))
    text = f"{value:.{min(decimals, 12)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


class _Frame:
    """The stretch of time and values that is shown, and where each lies in the picture."""

    def __init__(self, dots: Sequence[Dot], bands: Sequence[Band]) -> None:
        first, last = min(dot.at for dot in dots), max(dot.at for dot in dots)
        if first == last:
            first, last = first - timedelta(hours=12), last + timedelta(hours=12)
        self.first, self.last = first, last
        values = [dot.value for dot in dots]
        # The limits belong into the picture as long as they leave the curve more than a third of its height.
        ends = [end for band in bands for end in (band.least, band.most) if end is not None and math.isfinite(end)]
        low, high = min(values), max(values)
        for end in ends:
            if max(high, end) - min(low, end) <= 3 * max(high - low, abs(high) / 2, abs(low) / 2):
                low, high = min(low, end), max(high, end)
        self.ticks = _nice(low, high)
        self.low, self.high = self.ticks[0], self.ticks[-1]

    def x(self, at: datetime) -> float:
        """From the left."""
        share = (at - self.first) / (self.last - self.first)
        return round(_LEFT + share * (WIDTH - _LEFT - _RIGHT), 1)

    def y(self, value: float) -> float:
        """From the top; what lies outside is drawn at the edge."""
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return round(HEIGHT - _BOTTOM - share * (HEIGHT - _TOP - _BOTTOM), 1)


def _in_order(dots: Sequence[Dot]) -> tuple[Dot, ...]:
    return tuple(sorted((dot for dot in dots if math.isfinite(dot.value)), key=lambda dot: dot.at))


def _nice(low: float, high: float) -> list[float]:
    """Round numbers from at most `low` to at least `high`."""
    if high - low < max(abs(high), abs(low)) * 1e-9 or high == low:
        margin = abs(high) / 2 or 1.0
        low, high = low - margin, high + margin
    rough = (high - low) / _TICKS
    ten = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * ten for factor in (1, 2, 2.5, 5, 10) if factor * ten >= rough * (1 - 1e-9))
    start, end = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [place * step for place in range(start, end + 1)]


def _told(one: Series, unit: str, zone: ZoneInfo, _: i18n.Translate) -> str:
    values = [dot.value for dot in one.dots]
    last = one.dots[-1]
    return _(
        "{name}：{n} 次，最低 {least}，最高 {most}，最近 {last}（{at}）。",
        name=one.name,
        n=len(values),
        least=_with_unit(min(values), unit),
        most=_with_unit(max(values), unit),
        last=_with_unit(last.value, unit),
        at=last.at.astimezone(zone).strftime("%Y-%m-%d"),
    )


def _with_unit(value: float, unit: str) -> str:
    return f"{number(value)} {unit}".strip()


def _band(band: Band, frame: _Frame) -> Markup:
    top = frame.y(frame.high if band.most is None else band.most)
    bottom = frame.y(frame.low if band.least is None else band.least)
    if bottom <= top:
        return Markup("")
    edges = [frame.y(end) for end in (band.least, band.most) if end is not None and frame.low < end < frame.high]
    lines = [Markup('<path class="chart-edge" d="M{} {}H{}"/>').format(_LEFT, edge, WIDTH - _RIGHT) for edge in edges]
    box = _BAND.format(band.kind, _LEFT, top, WIDTH - _LEFT - _RIGHT, round(bottom - top, 1))
    return box + Markup("").join(lines)


def _axes(frame: _Frame, unit: str, zone: ZoneInfo) -> Markup:
    parts = []
    for tick in frame.ticks:
        y = frame.y(tick)
        parts.append(Markup('<path class="chart-grid" d="M{} {}H{}"/>').format(_LEFT, y, WIDTH - _RIGHT))
        parts.append(Markup('<text class="chart-y" x="{}" y="{}">{}</text>').format(_LEFT - 6, y + 4, number(tick)))
    if unit:
        parts.append(Markup('<text class="chart-unit" x="4" y="{}">{}</text>').format(HEIGHT - 10, unit))
    taken = -math.inf
    for at, words in _dates(frame, zone):
        x = frame.x(at)
        if x - taken < 64:
            continue
        taken = x
        anchor = "start" if x < _LEFT + 30 else "end" if x > WIDTH - _RIGHT - 30 else "middle"
        parts.append(_DATE.format(x, HEIGHT - 10, anchor, words))
    return Markup("").join(parts)


def _dates(frame: _Frame, zone: ZoneInfo) -> list[tuple[datetime, str]]:
    """Moments evenly over the stretch, in a form that fits its length; one that says the same twice is said once."""
    length = frame.last - frame.first
    form = "%H:%M" if length < timedelta(days=2) else "%m-%d" if length < timedelta(days=320) else "%Y-%m"
    told: list[tuple[datetime, str]] = []
    for place in range(_LABELS):
        at = (frame.first + length * place / (_LABELS - 1)).astimezone(UTC)
        words = at.astimezone(zone).strftime(form)
        if not told or told[-1][1] != words:
            told.append((at, words))
    return told


def _line(one: Series, frame: _Frame, place: int) -> Markup:
    spots = [(frame.x(dot.at), frame.y(dot.value), dot.wrong) for dot in one.dots]
    parts = []
    if len(spots) > 1:
        path = " ".join(f"{'L' if index else 'M'}{x} {y}" for index, (x, y, _wrong) in enumerate(spots))
        parts.append(Markup('<path class="chart-line chart-line--{}" d="{}"/>').format(place, path))
    crowded = len(spots) > 2 and sum(later[0] - sooner[0] for sooner, later in pairwise(spots)) / len(spots) < 7
    for index, (x, y, wrong) in enumerate(spots):
        if wrong:
            parts.append(Markup('<circle class="chart-wrong" cx="{}" cy="{}" r="8"/>').format(x, y))
        if wrong or not crowded or index == len(spots) - 1:
            parts.append(_mark(place, x, y))
    return Markup("").join(parts)


def _mark(place: int, x: float, y: float) -> Markup:
    paths = {
        "circle": "M{x} {y}m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z",
        "square": "M{x} {y}m-4-4h8v8h-8z",
        "diamond": "M{x} {y}m0-5l5 5l-5 5l-5-5z",
        "triangle": "M{x} {y}m0-5l5 9h-10z",
    }
    path = paths[_MARKS[place]].format(x=x, y=y)
    return Markup('<path class="chart-mark chart-mark--{}" d="{}"/>').format(place, path)


def _legend(series: Sequence[Series], bands: Sequence[Band]) -> Markup:
    """Every line's mark and every band's meaning in words; one line alone needs none."""
    parts = []
    if len(series) > 1:
        for place, one in enumerate(series):
            mark = _mark(place % len(_MARKS), 14, 8)
            line = Markup('<path class="chart-line chart-line--{}" d="M0 8H28"/>').format(place % len(_MARKS))
            parts.append(Markup("<li>{}{}</li>").format(_SIGN.format(line + mark), one.name))
    for band in bands:
        box = Markup('<rect class="chart-band chart-band--{}" width="28" height="16"/>').format(band.kind)
        parts.append(Markup("<li>{}{}</li>").format(_SIGN.format(box), band.words))
    return Markup('<ul class="chart-legend">{}</ul>').format(Markup("").join(parts)) if parts else Markup("")
