"""How residents are shown to whoever has not asked for them."""

import pytest

from server.residents.terms import masked_name, masked_phone


@pytest.mark.parametrize(
    ("name", "shown"),
    [("李", "李*"), ("李雷", "李*"), ("王小明", "王**"), ("欧阳锋", "欧阳*"), ("欧阳", "欧*"), ("John Smith", "J***")],
)
def test_of_a_name_little_is_shown(name: str, shown: str) -> None:
    assert masked_name(name) == shown


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13812345678", "138****5678"), ("+86 138 1234 5678", "861****5678"), ("0571-8888666", "057****8666"),
        ("88886666", "****66"), ("119", "****19"), ("", ""),
    ],
)  # fmt: skip
def test_of_a_number_little_is_shown(phone: str, shown: str) -> None:
    assert masked_phone(phone) == shown
