"""A site's places, read from the database only when any place has changed since: for thousands of points that takes
seconds, and every phone asks."""

from uuid import UUID

from server.lib.kept import Kept
from server.sites.places import SitePlaces
from server.sites.queries import places_of
from server.sites.tables import PlacesToken

_KEPT: Kept[SitePlaces] = Kept(most=64)


async def kept_places(site_id: UUID) -> tuple[SitePlaces, str]:
    """The places of a site, as `queries.places_of` tells them, and a name for what they are now: equal names, equal
    places. Inside `db.reading()` both are of one moment."""
    row = await PlacesToken.select(PlacesToken.token).first()
    name = f"{site_id} {row['token'] if row else 'empty'}"
    places = _KEPT.get(name) if row else None
    return _KEPT.put(name, await places_of(site_id)) if places is None else places, name
