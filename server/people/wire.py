"""What travels about people themselves."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from server.lib.wire import Time


class ConsentGiven(msgspec.Struct):
    """The person has read version `version` of what is recorded about staff and agreed at `at`.

    `language`: in which it was read; absent, the one of Accept-Language.
    """

    version: Annotated[int, Meta(ge=1, le=2**31 - 1)]
    at: Time
    language: Literal["zh", "en"] | None = None
