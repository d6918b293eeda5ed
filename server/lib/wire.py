"""The wire's own types (protocol, conventions). Reading a request's body is in `bodies`."""

from typing import Annotated

from msgspec import Meta

from server.lib import digest, ids, times

Id = Annotated[str, Meta(pattern=ids.CANONICAL, description="UUID of any version, canonical lower case")]
Digest = Annotated[str, Meta(pattern=digest.PATTERN, description="SHA-256, 64 lower-case hex digits")]
Time = Annotated[str, Meta(pattern=times.RFC3339, description="RFC 3339; output is UTC with milliseconds")]
Date = Annotated[str, Meta(pattern=times.DATE, description="a date in the site's time zone")]
Count = Annotated[int, Meta(ge=0)]
