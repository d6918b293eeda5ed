"""Published versions stay as they were; changed content becomes the next version."""

from pathlib import Path

import pytest
from msgspec import structs

from server.checklists import queries
from server.checklists.publishing import Published, publish
from server.checklists.reading import read_checklists
from server.checklists.terms import Checklist
from server.journal.tables import JournalEntry

FOLDER = Path(__file__).parents[3] / "checklists"


@pytest.fixture
async def door(database: None) -> Checklist:
    """The fire door's checklist, published with all the others."""
    content = read_checklists(FOLDER)
    await publish(content)
    return next(checklist for checklist in content if checklist.key == "fire-door")


async def test_the_same_content_publishes_nothing(door: Checklist) -> None:
    assert await publish(read_checklists(FOLDER)) == []


async def test_changed_content_becomes_the_next_version_and_the_old_one_stays(door: Checklist) -> None:
    shorter = structs.replace(door, items=door.items[:1])

    assert await publish([shorter]) == [Published("fire-door", 2, 1)]
    assert await queries.checklist("fire-door", 1) == door
    assert await queries.checklist("fire-door", 2) == structs.replace(shorter, version=2)
    assert await queries.checklist("fire-door", 3) is None
    assert [(one.key, one.version) for one in await queries.current() if one.version > 1] == [("fire-door", 2)]
    assert len(await queries.current()) == len(read_checklists(FOLDER))


async def test_going_back_to_old_content_is_a_new_version(door: Checklist) -> None:
    await publish([structs.replace(door, items=door.items[:1])])

    assert await publish([door]) == [Published("fire-door", 3, 2)]
    found = await queries.checklists([("fire-door", 1), ("fire-door", 3), ("no-such", 1)])
    assert found == {("fire-door", 1): door, ("fire-door", 3): structs.replace(door, version=3)}


async def test_a_publication_is_journalled(door: Checklist) -> None:
    await publish([structs.replace(door, items=door.items[:1])])

    rows = await JournalEntry.select().where(
        JournalEntry.thing == "checklist", JournalEntry.thing_id == "fire-door"
    ).output(load_json=True)
    assert sorted((row["verb"], row["detail"]["version"], row["detail"]["before"]) for row in rows) == [
        ("publish", 1, None),
        ("publish", 2, 1),
    ]
