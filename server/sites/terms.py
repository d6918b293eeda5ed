"""What a site may set, with the defaults of product.md. All of it is data in `Site.settings`."""

import msgspec


class Words(msgspec.Struct, frozen=True):
    """A text in both languages."""

    zh: str
    en: str


class Phone(msgspec.Struct, frozen=True):
    """A number to ring, shown offline."""

    name: Words
    phone: str


class WorkingHours(msgspec.Struct, frozen=True):
    """Counted for minor deadlines. `days`: 0 is Monday."""

    days: tuple[int, ...] = (0, 1, 2, 3, 4)
    start: str = "09:00"
    end: str = "17:00"


EMERGENCY_PHONES = (
    Phone(Words("消防", "Fire"), "119"),
    Phone(Words("急救", "Ambulance"), "120"),
    Phone(Words("报警", "Police"), "110"),
)


class SiteSettings(msgspec.Struct, frozen=True, omit_defaults=True):
    """Photo limits, what phones may do, how orders are dispatched, when a round counts as missed.

    `keys_back_by`: HH:MM, when the working day ends for borrowed keys.
    """

    photo_max_px: int = 2048
    photo_max_bytes: int = 8 * 1024 * 1024
    gallery_allowed: bool = False
    location: bool = False
    dispatch_by_hand: bool = False
    waiting_hours: int = 24
    vacant_unit_days: int = 30
    rainy_months: tuple[int, ...] = (5, 6, 7, 8, 9)
    vacant_unit_days_rainy: int = 14
    vacant_unit_days_leak: int = 7
    vacant_unit_days_max: int = 35
    proof_share: float = 0.025
    working_hours: WorkingHours = WorkingHours()
    keys_back_by: str = "18:30"
    emergency_phones: tuple[Phone, ...] = EMERGENCY_PHONES
    note: str | None = None
    pace_scan_seconds: float = 10
    pace_floors_per_minute: float = 4
    pace_card_seconds: float = 2


def settings_of(raw: object) -> SiteSettings:
    """A site's settings from its JSON column."""
    return msgspec.convert(raw or {}, SiteSettings)
