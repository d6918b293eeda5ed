"""The demo's password is known to everybody, so it opens nothing outside a demo, however it got there."""

from typing import Any

from argon2 import PasswordHasher

from server.people.demo_password import DEMO_PASSWORD
from server.people.tables import Person
from tests.cast import Cast


async def test_the_demo_s_password_is_a_wrong_one_outside_the_demo(cast: Cast) -> None:
    hashed = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(DEMO_PASSWORD)
    await Person.update({Person.password_hash: hashed}).where(Person.username == "lin")

    answer: Any = await cast.sign_in("lin", DEMO_PASSWORD)

    assert (answer.status_code, answer.json()["code"]) == (401, "bad-credentials")
