"""The phone's routes about people themselves."""

from typing import Any

from litestar import Request, post
from litestar.datastructures import State
from litestar.di import NamedDependency

from server.lib.answers import language_of
from server.lib.bodies import moment, read_json
from server.people import consents
from server.people.terms import Caller
from server.people.wire import ConsentGiven

AnyRequest = Request[Any, Any, State]


@post("/consents", status_code=204)
async def take_consent(request: AnyRequest, caller: NamedDependency[Caller]) -> None:
    """The person has agreed to what is recorded about staff. The same version again changes nothing.

    422 bad-fields for a version that never was.
    """
    said = await read_json(request, ConsentGiven)
    await consents.agree(
        caller.person_id,
        caller.device_id,
        said.version,
        language=said.language or language_of(request)[:2],
        at=moment(said.at, "at"),
    )


HANDLERS = [take_consent]
