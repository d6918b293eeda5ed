"""The messages about photos as the protocol writes them."""

import msgspec

from server.lib.wire import Digest


class PhotosMissing(msgspec.Struct):
    """The digests asked for, at most 500."""

    sha256: list[Digest]


class PhotosMissingAnswer(msgspec.Struct):
    """Those whose bytes this person has not yet sent, each once, in the order asked."""

    missing: list[Digest]
