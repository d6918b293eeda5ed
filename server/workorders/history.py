"""The lines of an order's history: what was seen of its defects and which steps were taken, in words, with photos."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from msgspec import Struct

from server.lib.i18n import N_, Translate
from server.lib.spans import span
from server.people import queries as people
from server.people.departments import department_words
from server.photos.tables import Photo
from server.workorders.words import STEP_ICONS, WHY_NOT_WORDS, reason_words, step_title

_SIGHTING_WORDS = {
    "first": N_("发现"),
    "still": N_("再次看到，还没修好"),
    "worse": N_("再次看到，更严重了"),
    "gone": N_("看过，已经没有了"),
}
Row = dict[str, Any]


class Shot(Struct, frozen=True, kw_only=True):
    """A photo of the order. `is_held`: its bytes have come; `is_readable`: they can be decoded."""

    sha256: str
    words: str
    is_held: bool
    is_readable: bool


class Entry(Struct, frozen=True, kw_only=True):
    """One line of the history. `at` by the device, `received_at` by the server; `apart` says how long between.
    `order` sorts entries; `report_id` is the report that brought it."""

    order: tuple[datetime, int]
    icon: str
    look: str
    title: str
    at: datetime
    apart: str
    words: tuple[str, ...]
    shots: tuple[Shot, ...]
    report_id: UUID | None


class Ground(Struct, frozen=True, kw_only=True):
    """What the entries of one page share: names of departments and persons by id as text, and of the photos that have
    come whether they can be decoded. `chips`: the Chinese names of its faults, with which notes of reports begin."""

    names: Mapping[str, str]
    held: Mapping[str, bool]
    chips: tuple[str, ...]


async def ground_of(
    site_id: UUID, steps: Sequence[Row], sightings: Sequence[Row], _: Translate, chips: Iterable[str] = ()
) -> Ground:
    """The names and photos that these steps and sightings of one site speak of."""
    departments = await people.departments_at(site_id)
    told = [step["detail"].get("to_person_id") for step in steps]
    persons = {one["person"] for one in [*steps, *sightings]} | {UUID(text) for text in told if text}
    names = await people.names_of([person for person in persons if person is not None])
    named = {str(one["id"]): department_words(one["key"], one["name"], _) for one in departments}
    known = named | {str(key): name for key, name in names.items()}
    return Ground(names=known, held=await _held(steps, sightings), chips=tuple(chips))


def seen(one: Row, title: str, ground: Ground, _: Translate) -> Entry:
    """A sighting of a defect whose words are `title`."""
    words = (ground.names.get(str(one["person"]), ""), _note(one["note"], ground))
    is_gone = one["kind"] == "gone"
    return Entry(
        order=(one["received_at"], -1),
        icon="ok" if is_gone else "flag",
        look="is-done" if is_gone else "is-done is-bad",
        title=_("{word}：{title}", word=_(_SIGHTING_WORDS.get(one["kind"], one["kind"])), title=title),
        at=one["at"],
        apart=_apart(one["at"], one["received_at"], _),
        words=tuple(text for text in words if text),
        shots=tuple(_shot({"sha256": sha256, "role": "evidence"}, ground, _) for sha256 in one["photos"]),
        report_id=one["report_id"],
    )


def taken(step: Row, ground: Ground, _: Translate) -> Entry:
    """A step, also one that was not applied: then with the reason why not."""
    who = ground.names.get(str(step["person"]), "") if step["person"] else ""
    words = [reason_words(step["reason"], _), _note(step["note"], ground), *_detail_words(step["detail"], _)]
    if not step["applied"]:
        words.append(_("没有生效：{why}", why=_(WHY_NOT_WORDS.get(step["why_not"], "工单那时已经到了别的状态"))))
    return Entry(
        order=(step["received_at"], step["ordinal"]),
        icon=STEP_ICONS.get(step["step"], "text"),
        look="is-done" if step["applied"] else "is-void",
        title=step_title(step, who, ground.names, _),
        at=step["at"],
        apart=_apart(step["at"], step["received_at"], _),
        words=tuple(text for text in words if text),
        shots=tuple(_shot(photo, ground, _) for photo in step["photos"]),
        report_id=step["report_id"],
    )


def after_shots(steps: Iterable[Row], ground: Ground, _: Translate) -> tuple[Shot, ...]:
    """The photos of role "after" that applied steps brought."""
    photos = [photo for step in steps if step["applied"] for photo in step["photos"] if photo.get("role") == "after"]
    return unique(_shot(photo, ground, _) for photo in photos)


def unique(shots: Iterable[Shot]) -> tuple[Shot, ...]:
    """Each photo once."""
    return tuple({shot.sha256: shot for shot in shots}.values())


async def _held(steps: Sequence[Row], sightings: Sequence[Row]) -> dict[str, bool]:
    told = {photo["sha256"] for step in steps for photo in step["photos"]}
    digests = told | {sha256 for one in sightings for sha256 in one["photos"]}
    if not digests:
        return {}
    rows = await Photo.select(Photo.sha256, Photo.damaged_reason).where(Photo.sha256.is_in(list(digests)))
    return {row["sha256"]: not row["damaged_reason"] for row in rows}


def _detail_words(detail: Row, _: Translate) -> list[str]:
    """What a step says beside its reason: safeguard, minutes, materials, until when."""
    words: list[str] = []
    if detail.get("safeguard"):
        words.append(_("临时防范：{what}", what=detail["safeguard"]))
    if detail.get("until"):
        words.append(_("预计到 {date}", date=str(detail["until"])[:10]))
    if detail.get("minutes"):
        words.append(_("用时 {span}", span=span(timedelta(minutes=float(detail["minutes"])), _)))
    used = [
        f"{one.get('name', '')} × {one.get('quantity', '')}{one.get('unit') or ''}"
        for one in detail.get("materials") or []
    ]
    if used:
        words.append(_("用了：{what}", what=_("、").join(used)))
    if detail.get("proposes") == "close":
        words.append(_("建议关单"))
    return words


def _note(note: str | None, ground: Ground) -> str:
    """What was written, without the fault's name before it: that already stands in the title, in the reader's words."""
    for chip in ground.chips:
        if note == chip or (note or "").startswith(f"{chip}: "):
            return (note or "").removeprefix(chip).removeprefix(": ")
    return note or ""


def _apart(at: datetime, received_at: datetime, _: Translate) -> str:
    """How much later the server heard of it, where that matters."""
    gap = received_at - at
    return _("{span}后传到", span=span(gap, _)) if gap > timedelta(minutes=2) else ""


def _shot(photo: Row, ground: Ground, _: Translate) -> Shot:
    role = photo.get("role")
    words = _("修后照片") if role == "after" else _("圈出的照片") if role == "annotated" else _("问题照片")
    sha256 = photo["sha256"]
    return Shot(sha256=sha256, words=words, is_held=sha256 in ground.held, is_readable=ground.held.get(sha256, False))
