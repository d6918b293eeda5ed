"""The key cabinet of the lived world: keys in it, with people, overdue for days, and a step that did not fit."""

from datetime import timedelta
from typing import Any

NAMES = ("北门", "水泵房", "25 层弱电井", "天台门", "晚班数的")


async def hang_keys(cast: Any, lin: Any, chen: Any) -> dict[str, str]:
    """The ids by number."""
    from server.keys.counting import count
    from server.lib import clock
    from server.sites.queries import site_facts
    from tests.api.key_world import hang, step

    north, pump, shaft, roof, explained = NAMES
    keys = {
        "K-031": await hang(cast, "K-031", kind="unit", unit_id=cast.unit("301"), name="", entrusted=True, copies=2),
        "K-101": await hang(cast, "K-101", name=north),
        "K-102": await hang(cast, "K-102", kind="room", name=pump),
        "K-103": await hang(cast, "K-103", kind="room", name=shaft),
        "K-104": await hang(cast, "K-104", name=roof),
    }
    now = clock.now()
    await step(chen, keys["K-102"], "borrow", at=now - timedelta(days=4), purpose="repair")
    await step(lin, keys["K-103"], "borrow", at=now - timedelta(minutes=50), purpose="patrol")
    await step(chen, keys["K-103"], "borrow", at=now - timedelta(minutes=20), purpose="repair")
    site = await site_facts(cast.site())
    assert site is not None
    await count(site, cast.person("zhou"), {"in_cabinet": "2", "explanation": explained})
    return {number: str(key) for number, key in keys.items()}


def key_names() -> tuple[str, ...]:
    """What people wrote of keys."""
    return NAMES
