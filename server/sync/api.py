"""The phone's routes: sign in and out, the bundle, reports, their status, heartbeat, receipt keys."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Response, delete, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency

from server.intake.context import Arrival
from server.intake.taking import MOST_BODY_BYTES, lines_of, take
from server.lib import clock, db, ids, times
from server.lib.answers import language_of
from server.lib.bodies import moment, read_body, read_json, refuse_encoding
from server.lib.problems import Problem
from server.people import queries, signing_in
from server.people.callers import client_time, token_caller
from server.people.tables import Contact, Token
from server.people.terms import Caller
from server.reports import status
from server.reports.tables import ReceiptKey
from server.settings import Settings
from server.sync.bundle_api import bundle
from server.sync.wire import (
    Heartbeat,
    PersonSite,
    PublicKey,
    ReceiptKeys,
    SignedInPerson,
    SignIn,
    SignInAnswer,
    SiteDepartment,
    StatusAnswer,
    StatusRequest,
)

_MOST_IDS = 500
# More than any phone holds, and what a column of the database takes.
_MOST_COUNTED = 2**31 - 1
AnyRequest = Request[Any, Any, State]


@post("/devices", status_code=201)
async def sign_device_in(request: AnyRequest, settings: NamedDependency[Settings]) -> SignInAnswer:
    """Signs a person in on a device. Needs no token. 401 bad-credentials, 429 too-many-attempts."""
    asked = await read_json(request, SignIn)
    address = request.client.host if request.client else ""
    person = await signing_in.check_password(asked.username, asked.password, address, demo=settings.demo)
    token = await signing_in.sign_device_in(person, UUID(asked.device_id), asked.device_name, asked.app_version)
    return SignInAnswer(
        device_id=asked.device_id,
        token=token,
        person=SignedInPerson(id=str(person.id), name=person.name, sites=await _sites_of(person.id)),
        server_time=times.text(clock.now()),
    )


@delete("/devices/current", status_code=204)
async def sign_device_out(caller: NamedDependency[Caller]) -> None:
    """Ends this token for good."""
    assert caller.token_id is not None
    await signing_in.end_token(caller.token_id, caller.person_id)


@post("/reports", status_code=200)
async def take_reports(request: AnyRequest, settings: NamedDependency[Settings]) -> Response[dict[str, Any]]:
    """Sealed lines as NDJSON: one result per non-empty line, in order (protocol, "Up: reports")."""
    caller = await token_caller(request)
    refuse_encoding(request)
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/x-ndjson":
        raise Problem("unsupported-media-type")
    lines = lines_of(await read_body(request, MOST_BODY_BYTES))
    arrival = Arrival(caller=caller, received_at=clock.now(), client_time=client_time(request), secret=settings.secret)
    results = await take(lines, arrival, language_of(request))
    answer = {"results": results, "server_time": times.text(clock.now())}
    return Response(answer, headers={"Vary": "Accept-Language"})


@post("/reports/status", status_code=200)
async def tell_status(
    request: AnyRequest, caller: NamedDependency[Caller], settings: NamedDependency[Settings]
) -> StatusAnswer:
    """How far each of these reports is, in the order asked; 413 for more than 500 ids."""
    asked = await read_json(request, StatusRequest)
    if len(asked.ids) > _MOST_IDS:
        raise Problem("too-large")
    states = await status.tell([UUID(report_id) for report_id in asked.ids], caller, settings.secret)
    return msgspec.convert({"states": states}, StatusAnswer)


@post("/heartbeat", status_code=204)
async def take_heartbeat(request: AnyRequest, caller: NamedDependency[Caller]) -> None:
    """What is still on the phone, sent after every round of sending."""
    said = await read_json(request, Heartbeat)
    oldest = moment(said.oldest_sealed_at, "oldest_sealed_at") if said.oldest_sealed_at else None
    now = clock.now()
    async with db.writing():
        await Token.update(
            {
                Token.heartbeat_at: now,
                Token.contact_at: now,
                Token.outbox_reports: min(said.outbox_reports, _MOST_COUNTED),
                Token.outbox_photos: min(said.outbox_photos, _MOST_COUNTED),
                Token.oldest_sealed_at: oldest,
                Token.storage_used: said.storage_used,
                Token.storage_quota: said.storage_quota,
                Token.bundle: said.bundle,
                Token.app_version: said.app_version,
            }
        ).where(Token.id == caller.token_id)
        if said.outbox_reports == 0 and said.outbox_photos == 0:
            await Contact.insert(Contact(id=ids.new(), person=caller.person_id, device=caller.device_id, at=now))
            assert caller.token_id is not None
            await signing_in.end_if_awaited(caller.token_id)


@get("/receipt-key")
async def tell_receipt_keys() -> ReceiptKeys:
    """All public keys that ever signed receipts. Needs no token."""
    rows = await ReceiptKey.select().order_by(ReceiptKey.created_at)
    return ReceiptKeys(keys=[PublicKey(kid=row["kid"], alg="Ed25519", public_key=row["public_key"]) for row in rows])


async def _sites_of(person_id: UUID) -> list[PersonSite]:
    sites = []
    for member in await queries.memberships_of(person_id):
        departments = await queries.departments_at(member.site_id)
        sites.append(
            PersonSite(
                id=str(member.site_id),
                name=member.site_name,
                role=member.role,
                departments=[
                    SiteDepartment(id=str(row["id"]), name=row["name"], key=row["key"])
                    for row in departments
                    if row["id"] in member.department_ids
                ],
                time_zone=member.time_zone,
            )
        )
    return sites


HANDLERS = [sign_device_in, sign_device_out, bundle, take_reports, tell_status, take_heartbeat, tell_receipt_keys]
