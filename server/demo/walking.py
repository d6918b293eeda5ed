"""One walk of a round: at every stop all that is due is looked at; most is in order, some is what the story says."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import Any, NamedTuple

from server.demo import answers
from server.demo.album import Album
from server.demo.phones import Phone, Photo, made_id, photo
from server.demo.story import BY_HAND, CUT_SHORT, SKIPPED, WRONG_TAG, Found
from server.lib import times

Fields = dict[str, Any]
# Proof photos a person really takes on a round; the bundle asks for more than the demo has patience to draw.
_PROOFS = 2


class Where(NamedTuple):
    """A stop: the point of the bundle, its building's name, and its tag's code as printed."""

    point: Fields
    building: str
    code: str

    @property
    def name(self) -> str:
        """The point's name."""
        return str(self.point["name"])


class Plan(NamedTuple):
    """A round to be walked: the bundle's round, the day (-1 is yesterday), the window's ordinal, and its stops."""

    round: Fields
    on: date
    day: int
    window: int
    stops: list[Where]


class Walk:
    """Yields the end of each visit once its line is sealed."""

    def __init__(self, phone: Phone, plan: Plan, story: tuple[Found, ...], album: Album) -> None:
        self.phone = phone
        self.album = album
        self.plan = plan
        self.story = story
        self.patrol_id = made_id("patrol", phone.username, plan.round["round_id"])
        self.lots = Random(f"{phone.username} {plan.day} {plan.window} {plan.round['route_id']}")  # noqa: S311
        self.stops: list[Fields] = []
        self.reports: dict[str, str] = {}
        self._versions = {checklist["key"]: checklist for checklist in phone.part("checklists")}
        self._proofs = {(one["asset_id"], one["item"]) for one in plan.round["proof"][:_PROOFS]}

    def order_photos(self) -> None:
        """Has the photos drawn that will be asked for."""
        for where in self._reached():
            for asset in where.point["assets"]:
                items = {item["id"]: item for key in asset["checklists"] for item in self._versions[key]["items"]}
                for name in self.plan.round["due"].get(asset["id"], []):
                    if items[name]["photo"] == "always" or (asset["id"], name) in self._proofs:
                        scene = answers.scene_of(name, asset["checklists"][0])
                        self.album.order(scene, self._seed(scene, asset["id"]))

    def visits(self, started_at: datetime) -> Iterator[datetime]:
        """Goes from stop to stop, and seals the patrol at the end."""
        building = self.plan.stops[0].building
        at = started_at
        for where in self._reached():
            at += timedelta(seconds=self.lots.randint(18, 32))
            reason = SKIPPED.get((self.plan.day, self.plan.window, building, where.name))
            if reason:
                self.stops.append({"point_id": where.point["id"], "state": "skipped", "reason": reason})
                continue
            at = self._visit(where, at)
            yield at
        if self.stops:
            yield self._finish(started_at, at + timedelta(seconds=20))

    def _reached(self) -> list[Where]:
        key = (self.plan.day, self.plan.window, self.plan.stops[0].building)
        return self.plan.stops[: CUT_SHORT.get(key, len(self.plan.stops))]

    def _visit(self, where: Where, started_at: datetime) -> datetime:
        due = self.plan.round["due"]
        cards_count = sum(1 for asset in where.point["assets"] if due.get(asset["id"]))
        finished_at = started_at + timedelta(seconds=cards_count * self.lots.randint(4, 7) + 8)
        photos: list[Photo] = []
        taken_at = started_at + (finished_at - started_at) / 2
        checks = [
            check
            for asset in where.point["assets"]
            for check in self._checks(where, asset, due.get(asset["id"], []), taken_at, photos)
        ]
        body = {
            "patrol_id": self.patrol_id,
            "round": {"round_id": self.plan.round["round_id"]},
            "point_id": where.point["id"],
            "started_at": times.text(started_at),
            "finished_at": times.text(finished_at),
            "presence": self._presence(where, started_at),
            "checks": checks,
            "photos": [one.entry for one in photos],
        }
        report_id = self.phone.seal("inspection", body, finished_at, photos)
        self.reports[where.name] = report_id
        self.stops.append({"point_id": where.point["id"], "state": "done", "inspection_id": report_id})
        return finished_at

    def _presence(self, where: Where, at: datetime) -> Fields:
        key = (self.plan.day, self.plan.window, where.building, where.name)
        if key in BY_HAND:
            return {"method": "manual", "at": times.text(at), "reason": BY_HAND[key]}
        other = next((one for one in self.plan.stops if one.name == WRONG_TAG.get(key)), where)
        return {"method": "qr", "code": other.code, "at": times.text(at)}

    def _checks(
        self, where: Where, asset: Fields, due: list[str], taken_at: datetime, photos: list[Photo]
    ) -> Iterator[Fields]:
        found = [
            one for one in self.story if one.at == (where.building, where.name, asset["name"]) and self._is_now(one)
        ]
        for key in asset["checklists"]:
            checklist = self._versions[key]
            items = {item["id"]: item for item in checklist["items"]}
            asked = [item for item in items if item in due or any(one.item == item for one in found)]
            if not asked:
                continue
            listed = [self._found(items[one.item], one, taken_at, photos) for one in found if one.item in items]
            for name in asked:
                if all(answer["item"] != name for answer in listed):
                    answer = self._fine(items[name], key, asset["id"], taken_at, photos)
                    listed += [answer] if answer else []
            yield {
                "asset_id": asset["id"],
                "checklist": {"key": key, "version": checklist["version"]},
                "asked": asked,
                "items": listed,
            }

    def _is_now(self, found: Found) -> bool:
        now = (self.plan.day, self.plan.window)
        return now == (found.day, found.window) or now in found.again

    def _found(self, item: Fields, found: Found, taken_at: datetime, photos: list[Photo]) -> Fields:
        what = " ".join(found.at)
        taken = [self._shoot(found.scene, what, taken_at, photos)]
        if found.told.get("handled_on_spot"):
            taken.append(self._shoot(found.scene.split("/")[0], what, taken_at, photos, role="after"))
        answer = {"item": item["id"], "result": "defect", "preset": item["fault"]["zh"], "photos": taken}
        return answer | found.told

    def _fine(self, item: Fields, kind: str, asset_id: str, taken_at: datetime, photos: list[Photo]) -> Fields | None:
        answer = answers.fine(item, self.plan.on, self.lots)
        is_proof = (asset_id, item["id"]) in self._proofs
        if is_proof:
            answer = answer or {"item": item["id"], "result": "ok", "photos": []}
        if answer is not None and (is_proof or item["photo"] == "always"):
            scene = answers.scene_of(item["id"], kind)
            role = "proof" if is_proof else "evidence"
            answer["photos"] = [self._shoot(scene, asset_id, taken_at, photos, role=role)]
        return answer

    def _shoot(self, scene: str, what: str, taken_at: datetime, photos: list[Photo], role: str = "evidence") -> str:
        """Takes a photo; one picture serves several items of the same thing."""
        seed = self._seed(scene, what)
        taken = next((one for one in photos if one.seed == seed), None)
        if taken is None:
            taken = photo(self.album.take(scene, seed), taken_at, role, seed=seed)
            photos.append(taken)
        return taken.sha256

    def _seed(self, scene: str, what: str) -> str:
        return f"{self.plan.on} {self.plan.window} {scene} {what}"

    def _finish(self, started_at: datetime, at: datetime) -> datetime:
        body = {
            "patrol_id": self.patrol_id,
            "round": {"round_id": self.plan.round["round_id"]},
            "started_at": times.text(started_at),
            "finished_at": times.text(at),
            "finished_by_hand": len(self.stops) == len(self.plan.stops),
            "stops": self.stops,
        }
        self.phone.seal("patrol", body, at)
        return at
