"""What a running server does by itself, now and then: removes what nobody names, closes what nobody saw again.

Each deed is one that may be done twice, or on two workers at once, without harm.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

from server.lib.problems import Problem
from server.lib.uploads import UploadFolder
from server.photos import tidying
from server.photos.blobs import BlobFolder
from server.reports import naming
from server.workorders import unseen

_LOG = structlog.get_logger("louxun.upkeep")
EVERY_SECONDS = 3600.0


async def once(blobs: BlobFolder, uploads: UploadFolder) -> None:
    """One round of upkeep. A deed that goes wrong is logged and does not keep the others from being done."""
    try:
        removed = await tidying.remove_unnamed(blobs, naming.named)
        if removed:
            _LOG.info("photos-removed", count=len(removed))
    except (OSError, Problem) as error:
        _LOG.error("photos-not-removed", exc_info=error)
    try:
        await uploads.remove_old()
    except OSError as error:
        _LOG.error("uploads-not-removed", exc_info=error)
    closed_count = await unseen.close_unseen()
    if closed_count:
        _LOG.info("orders-closed-unseen", count=closed_count)


@asynccontextmanager
async def kept_up(blobs: BlobFolder, uploads: UploadFolder) -> AsyncIterator[None]:
    """Upkeep goes on while the server runs and ends with it."""
    task = asyncio.create_task(_for_ever(blobs, uploads))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _for_ever(blobs: BlobFolder, uploads: UploadFolder) -> None:
    while True:
        await asyncio.sleep(EVERY_SECONDS)
        try:
            await once(blobs, uploads)
        except Exception as error:
            # The next round may succeed; until then the server goes on serving.
            _LOG.error("upkeep", exc_info=error)
