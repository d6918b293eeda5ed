"""A cabinet with keys, and what the tests ask of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from server.keys.cabinet import NewKey, add_key
from server.keys.tables import KeyLoan, KeyStep
from server.lib import clock, times
from tests.builders import Phone
from tests.cast import Cast


async def hang(cast: Cast, number: str = "K-031", site: str = "garden", **more: Any) -> UUID:
    """A key in the cabinet; an area's unless `kind` and place are given."""
    wanted = NewKey(number=number, **{"kind": "area", "name": f"钥匙 {number}", **more})
    return await add_key(cast.site(site), wanted, None)


async def step(phone: Phone, key_id: UUID, name: str, *, at: datetime | None = None, **body: Any) -> Any:
    """A step that a phone seals `at` and sends now: the result."""
    moment = at or clock.now()
    told = {"key_id": str(key_id), "step": name, "at": times.text(moment), **body}
    [result] = await phone.send(phone.seal("key", told, sealed_at=moment))
    return result


async def bundle_key(phone: Phone, key_id: UUID) -> dict[str, Any]:
    """The key as this phone's next bundle has it."""
    answer = await phone.get("/bundle", site=str(phone.site_id))
    keys = answer.json()["parts"]["day"]["data"]["keys"]
    return next(key for key in keys if key["id"] == str(key_id))


async def steps_of(key_id: UUID) -> list[dict[str, Any]]:
    """All steps at a key in the order they came."""
    return await KeyStep.select().where(KeyStep.key == key_id).order_by(KeyStep.received_at).output(load_json=True)


async def loans_of(key_id: UUID) -> list[dict[str, Any]]:
    """All loans of a key, the first one first."""
    return await KeyLoan.select().where(KeyLoan.key == key_id).order_by(KeyLoan.out_at)
