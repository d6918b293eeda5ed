"""The week as it happens: one event after the other, each at its own moment, by the phones of everybody."""

from collections.abc import Awaitable, Callable, Iterator
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import count
from random import Random
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from server.demo import answers
from server.demo.album import Album
from server.demo.drawing import draw
from server.demo.people import COURT, GARDEN, WALKERS
from server.demo.phones import Phone, made_id, photo
from server.demo.story import COURT_STORY, STORY, Found, Step
from server.demo.walking import Plan, Walk, Where
from server.lib import clock, times
from server.sites.tables import Tag

_ZONE = ZoneInfo("Asia/Shanghai")
_STORIES = {GARDEN: STORY, COURT: COURT_STORY}
_SUPERVISORS = {GARDEN: "su", COURT: "fan"}
# A phone comes into signal every so many stops.
_STOPS_A_SENDING = 24


class Event(NamedTuple):
    """What happens at a moment. `order` keeps events of one moment in the order they were told."""

    at: datetime
    order: int
    deed: Callable[[], Awaitable[None]]


class Week:
    """The days before `today` at one site."""

    def __init__(self, site: str, phones: dict[str, Phone], today: date, days: int, album: Album) -> None:
        self.site = site
        self.walker = phones[WALKERS[site]]
        self.supervisor = phones[_SUPERVISORS[site]]
        self.phones = phones
        self.album = album
        self.story = tuple(found for found in _STORIES[site] if found.day >= -days)
        self.today = today
        self.days = days
        self.codes: dict[str, str] = {}
        self.reports: dict[tuple[int, int, str, str], str] = {}
        self._counter = count()

    async def live(self) -> None:
        """All events in their order, each with the clock at its moment."""
        for event in sorted(self._events(), key=lambda event: event[:2]):
            with clock.pretend(event.at):
                await event.deed()

    def _events(self) -> Iterator[Event]:
        for day in range(-self.days, 0):
            yield self._event(day, "08:50", partial(self._morning, day))
            for window, (start, end) in enumerate((("09:32", "11:58"), ("16:02", "18:08"))):
                yield self._event(day, start, partial(self._walk, day, window))
                yield self._event(day, end, self.walker.send)
        for found in self.story:
            for step in found.steps:
                yield self._event(step.day, step.at, partial(self._step, found, step))
        if self.site == GARDEN:
            yield self._event(-1, "14:20", self._visit_unit)
            yield self._event(-1, "12:40", self._add_to_report)
            yield self._event(-1, "18:30", self._odd_lines)

    def _event(self, day: int, at: str, deed: Callable[[], Awaitable[Any]]) -> Event:
        return Event(self._moment(day, at), next(self._counter), deed)

    def _moment(self, day: int, at: str) -> datetime:
        on = self.today + timedelta(days=day)
        return datetime.combine(on, time.fromisoformat(at), _ZONE)

    async def _morning(self, day: int) -> None:
        """The phones are taken out of the drawer: contact, and the day's bundle."""
        if not self.codes:
            rows = await Tag.select(Tag.point, Tag.code).where(Tag.replaced_at.is_null())
            self.codes = {str(row["point"]): row["code"] for row in rows}
        # On one day the technician's phone went wrong.
        self.phones["chen"].clock_error = timedelta(minutes=4) if day == -4 else timedelta(0)
        await self.walker.fetch()
        if day > -self.days:
            await self.walker.send()

    async def _walk(self, day: int, window: int) -> None:
        """All routes of this window; the phone sends now and then."""
        at = clock.now()
        lots = Random(f"{self.site} {day} {window}")  # noqa: S311 - a story, no secret
        walks = [Walk(self.walker, plan, self.story, self.album) for plan in self._plans(day, window)]
        for walk in walks:
            walk.order_photos()
        for walk in walks:
            started_at = at + timedelta(seconds=lots.randint(30, 120))
            for number, at in enumerate(walk.visits(started_at), start=1):
                if number % _STOPS_A_SENDING == 0:
                    with clock.pretend(at + timedelta(seconds=lots.randint(3, 40))):
                        await self.walker.send()
            building = walk.plan.stops[0].building
            self.reports |= {(day, window, building, name): report for name, report in walk.reports.items()}

    def _plans(self, day: int, window: int) -> list[Plan]:
        plan, where = self.walker.part("plan"), self._places()
        on = self.today + timedelta(days=day)
        window_id = plan["windows"][window]["id"]
        rounds = {
            one["route_id"]: one
            for one in plan["rounds"]
            if (one["date"], one["window_id"]) == (on.isoformat(), window_id)
        }
        return [
            Plan(rounds[route["id"]], on, day, window, [where[point_id] for point_id in route["stops"]])
            for route in plan["routes"]
            if route["id"] in rounds
        ]

    def _places(self) -> dict[str, Where]:
        """The site's points by id."""
        places = self.walker.part("places")
        floors = {floor["id"]: floor["building_id"] for floor in places["floors"]}
        names = {building["id"]: building["name"] for building in places["buildings"]}
        return {
            point["id"]: Where(point, names[floors[point["floor_id"]]], self.codes[point["id"]])
            for point in places["points"]
        }

    async def _step(self, found: Found, step: Step) -> None:
        """A step on the order that the finding led to."""
        now = clock.now()
        phone = self.phones[step.who]
        order_id = await self._order_of(found)
        fields = dict(step.fields)
        if "until_days" in fields:
            fields["until"] = times.text(now + timedelta(days=fields.pop("until_days")))
        photos = []
        if step.scene is not None:
            role = "after" if step.step == "complete" else "evidence"
            photos = [photo(draw(step.scene, f"{found.at} {step}"), now - timedelta(seconds=20), role)]
        body = {"order_id": order_id, "step": step.step, "at": times.text(now + phone.clock_error), **fields}
        phone.seal("work", body | {"photos": [one.entry for one in photos]}, now, photos)
        await phone.send()

    async def _order_of(self, found: Found) -> str:
        asset_id = self._asset_id(found.at)
        for defect in await self.supervisor.listed("defects", site=self.supervisor.site_id):
            if (defect["asset_id"], defect["item"]) == (asset_id, found.item) and defect["order_id"]:
                return str(defect["order_id"])
        raise RuntimeError(f"the demo's story tells of {found.at} {found.item}, but no order came of it")

    def _asset_id(self, at: tuple[str, str, str]) -> str:
        for where in self._places().values():
            if (where.building, where.name) == at[:2]:
                return next(str(asset["id"]) for asset in where.point["assets"] if asset["name"] == at[2])
        raise RuntimeError(f"the demo's story tells of {at}, which is no place of the demo")

    async def _visit_unit(self) -> None:
        """A vacant unit: meters, valves, windows; one wet wall."""
        now = clock.now()
        await self.walker.fetch()
        due = self.walker.part("day")["units_due"][0]
        checklist = next(one for one in self.walker.part("checklists") if one["key"] == "vacant-unit")
        lots = Random("unit")  # noqa: S311 - a story, no secret
        photos = []
        listed = []
        for item in (one for one in checklist["items"] if one["id"] in due["items"]):
            answer = answers.fine(item, self.today - timedelta(days=1), lots)
            if item["id"] == "VU09":
                answer = {
                    "item": "VU09",
                    "result": "defect",
                    "preset": item["fault"]["zh"],
                    "photos": [],
                    "spot": "主卧窗边",
                }
            if answer is not None and (item["photo"] == "always" or answer["result"] == "defect"):
                scene = "room/damp" if answer["result"] == "defect" else answers.scene_of(item["id"], "vacant-unit")
                photos.append(photo(draw(scene, f"unit {item['id']}"), now - timedelta(minutes=4)))
                answer["photos"] = [photos[-1].sha256]
            listed += [answer] if answer else []
        body = {
            "unit_id": due["unit_id"],
            "started_at": times.text(now - timedelta(minutes=9)),
            "finished_at": times.text(now),
            "checks": [
                {
                    "checklist": {"key": "vacant-unit", "version": checklist["version"]},
                    "asked": due["items"],
                    "items": listed,
                }
            ],
            "photos": [one.entry for one in photos],
        }
        self.walker.seal("inspection", body, now, photos)
        await self.walker.send()

    async def _add_to_report(self) -> None:
        """Something said later about a report."""
        now = clock.now()
        of = self.reports[-1, 0, "1栋", "10层 东侧走廊"]
        later = photo(draw("corridor/shaft", "later"), now - timedelta(minutes=1))
        body = {"of": of, "at": times.text(now), "reason": "photo_later", "photos": [later.entry]}
        self.walker.seal("addendum", body | {"note": "补一张近一点的，锁舌断了"}, now, [later])
        await self.walker.send()

    async def _odd_lines(self) -> None:
        """A line that can't be applied, for its asset is known to nobody, and yesterday's diary."""
        now = clock.now()
        stop = self._plans(-1, 1)[0].stops[-1]
        check = {"asset_id": made_id("an asset that was taken down"), "checklist": {"key": "lamp", "version": 1}}
        body = {
            "point_id": stop.point["id"],
            "started_at": times.text(now - timedelta(minutes=2)),
            "finished_at": times.text(now - timedelta(minutes=1)),
            "presence": {"method": "qr", "code": stop.code, "at": times.text(now - timedelta(minutes=2))},
            "checks": [check | {"asked": ["LA02"], "items": []}],
            "photos": [],
        }
        self.walker.seal("inspection", body, now)
        entries = [{"kind": "note", "text": "下午 2栋 4层地面湿，已放警示牌。"}]
        diary = {
            "date": (self.today - timedelta(days=1)).isoformat(),
            "entries": entries,
            "submitted_at": times.text(now),
        }
        self.walker.seal("diary", diary, now)
        await self.walker.send()
