"""What a site sets about its vacant units."""

from server.sites.terms import SiteSettings
from server.vacancies.terms import Intervals


def intervals_of(settings: SiteSettings) -> Intervals:
    """The intervals of this site."""
    return Intervals(
        dry=settings.vacant_unit_days,
        rainy=settings.vacant_unit_days_rainy,
        leak=settings.vacant_unit_days_leak,
        most=settings.vacant_unit_days_max,
        rainy_months=frozenset(settings.rainy_months),
    )
