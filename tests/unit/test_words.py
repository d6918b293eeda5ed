"""Every text people read is there in both languages, with the same places to fill."""

import re

from server.lib.i18n import catalogue
from tests.words import texts

_PLACES = re.compile(r"\{(\w+)\}")
_HAN = re.compile(r"[\u4e00-\u9fff]")
# English may show Chinese where it names a Chinese text: the product, an example of what is typed in a column.
_NAMES = ("楼巡", "上午")


def test_no_text_lacks_its_english() -> None:
    missing = {text: places[0] for text, places in texts().items() if text not in catalogue()}
    assert missing == {}


def test_the_catalogue_holds_no_text_that_nobody_uses() -> None:
    assert sorted(set(catalogue()) - set(texts())) == []


def test_a_translation_fills_the_same_places() -> None:
    differing = {
        text: english
        for text, english in catalogue().items()
        if sorted(set(_PLACES.findall(text))) != sorted(set(_PLACES.findall(english)))
    }
    assert differing == {}


def test_english_is_english() -> None:
    mixed = [
        english for english in catalogue().values() if _HAN.search(english) and not any(n in english for n in _NAMES)
    ]
    assert mixed == []
