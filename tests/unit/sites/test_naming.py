"""Names, floors' patterns and the order of things: tables of cases."""

from typing import Any

import pytest

from server.console.filling import moved
from server.lib.ordering import ordinals
from server.sites.naming import as_pattern, floor_name, from_pattern, level_pattern, like_number, name_fault


@pytest.mark.parametrize(
    ("name", "is_good"),
    [("1栋", True), ("=1+1", True), ("", False), ("#3", False), ("3#", True), ("两\n行", False), ("长" * 80, True),
     ("长" * 81, False)],
)  # fmt: skip
def test_what_a_name_may_be(name: str, is_good: bool) -> None:
    assert (name_fault(name) == "") is is_good


@pytest.mark.parametrize(
    ("name", "floor", "pattern", "other", "made"),
    [
        ("2层 东侧走廊", "2层", "{} 东侧走廊", "12层", "12层 东侧走廊"),
        ("东侧走廊", "2层", "东侧走廊", "12层", "东侧走廊"),
        ("2层到2层半", "2层", "{}到{}半", "3层", "3层到3层半"),
    ],
)
def test_a_name_on_another_floor(name: str, floor: str, pattern: str, other: str, made: str) -> None:
    assert as_pattern(name, floor) == pattern
    assert from_pattern(pattern, other) == made
    assert from_pattern(pattern.replace("{}", "{floor}"), other) == made


@pytest.mark.parametrize(
    ("floor", "pattern", "level", "made"),
    [("2层", "{n}层", 12, "12层"), ("B1", "B{n}", 2, "B2"), ("屋顶", "{n}", 7, "7"), ("-1层", "{n}层", -2, "-2层")],
)
def test_what_other_floors_are_called(floor: str, pattern: str, level: int, made: str) -> None:
    assert level_pattern(floor) == pattern
    assert floor_name(pattern, level) == made


@pytest.mark.parametrize(
    ("pattern", "level", "taken", "number"),
    [("0203", 12, set(), "1203"), ("1201", 3, {"0301"}, "0302"), ("0101", -1, set(), "9901")],
)
def test_a_number_like_the_patterns(pattern: str, level: int, taken: set[str], number: str) -> None:
    assert like_number(pattern, level, taken) == number


@pytest.mark.parametrize(
    ("wanted", "present", "made"),
    [
        ([], {}, {}),
        (["a", "b"], {}, {"a": 1, "b": 2}),
        (["a", "b"], {"a": (0, "a"), "b": (7, "b")}, {"a": 0, "b": 7}),
        (["a", "b"], {"a": (3, "a"), "b": (3, "b")}, {"a": 3, "b": 3}),
        (["b", "a"], {"a": (0, "a"), "b": (7, "b")}, {"b": 1, "a": 2}),
        (["a", "c"], {"a": (0, "a"), "b": (7, "b")}, {"a": 0, "c": 8}),
        (["c", "a"], {"a": (0, "a")}, {"c": 1, "a": 2}),
    ],
)
def test_an_order_keeps_its_numbers_as_long_as_it_can(
    wanted: list[str], present: dict[str, tuple[Any, ...]], made: dict[str, int]
) -> None:
    assert ordinals(wanted, present) == made


@pytest.mark.parametrize(
    ("move", "made"),
    [("up:1", "bac"), ("down:1", "acb"), ("up:0", "abc"), ("down:2", "abc"), ("up:9", "abc"), ("up:-1", "abc"),
     ("", "abc"), ("sideways:1", "abc"), ("up:1e3", "abc")],
)  # fmt: skip
def test_a_button_moves_one_place(move: str, made: str) -> None:
    assert "".join(moved("abc", move)) == made
