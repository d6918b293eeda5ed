"""A phone that loses its signal while it sends: no fault of the server, and nothing of the request is kept."""

from collections.abc import AsyncIterator
from typing import Any, ClassVar, cast

import pytest
from litestar import Request
from litestar.exceptions import InternalServerException

from server.lib.bodies import read_body
from server.lib.problems import Problem


class BrokenOff:
    """A request as Litestar gives it when the connection ends before the body does."""

    headers: ClassVar[dict[str, str]] = {}

    async def stream(self) -> AsyncIterator[bytes]:
        yield b'{"half": '
        raise InternalServerException("client disconnected prematurely")


async def test_a_body_that_breaks_off_is_unreadable_and_no_fault_of_the_server() -> None:
    with pytest.raises(Problem) as refusal:
        await read_body(cast(Request[Any, Any, Any], BrokenOff()), 100)
    assert refusal.value.code == "unreadable-body"
