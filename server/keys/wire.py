"""The body of a `key` report (protocol, "Bodies")."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from server.lib.wire import Id, Time

Text = Annotated[str, Meta(max_length=500)]


class KeyBody(msgspec.Struct):
    """A key borrowed, given back or lost. `order_id`, `inspection_id`: what it is borrowed for."""

    key_id: Id
    step: Literal["borrow", "return", "lost"]
    at: Time
    purpose: Text | None = None
    due_at: Time | None = None
    unit_state: Text | None = None
    note: Text | None = None
    order_id: Id | None = None
    inspection_id: Id | None = None
