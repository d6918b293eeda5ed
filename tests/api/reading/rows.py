"""Rows of orders, defects, inspections and quarantined lines, as the verbs would have written them."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from server.defects.tables import Defect, Sighting
from server.inspections.tables import Inspection
from server.lib import clock, digest, ids
from server.reports.tables import Report, ReportPhoto, ReportSite
from server.workorders.tables import Step, WorkOrder
from tests import cast_places
from tests.cast import Cast

START = datetime.fromisoformat("2026-11-20T01:00:00+00:00")


def minutes(count: float) -> datetime:
    """So many minutes after the tests' start."""
    return START + timedelta(minutes=count)


class Rows:
    """Each method writes one thing and returns its id; `at` is when it came in."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self._orders = 0

    async def order(
        self, at: datetime, *, site: str = "garden", point: str = "east2", kind: str = "fire-door",
        unit: str | None = None, department: str | None = "engineering", state: str = "dispatched",
        severity: str = "major", **more: Any
    ) -> UUID:  # fmt: skip
        self._orders += 1
        row = WorkOrder(
            id=ids.new(),
            site=self.cast.site(site),
            building=self.cast.building(cast_places.POINTS[point].building),
            asset=None if unit else self.cast.asset(point, kind),
            unit=self.cast.unit(unit) if unit else None,
            day=at.date(),
            ordinal=self._orders,
            state=state,
            severity=severity,
            department=self.cast.department(department, site) if department else None,
            accept_due_at=at + timedelta(hours=2),
            close_due_at=at + timedelta(hours=24),
            created_at=at,
            **more,
        )
        await WorkOrder.insert(row)
        return UUID(str(row.id))

    async def step(self, order_id: UUID, step: str, ordinal: int, at: datetime, person: str | None = None,
                   applied: bool = True) -> None:  # fmt: skip
        await Step.insert(
            Step(id=ids.new(), order=order_id, step=step, at=at, received_at=at + timedelta(seconds=1), applied=applied,
                 to_state="dispatched", ordinal=ordinal, person=self.cast.person(person) if person else None)
        )  # fmt: skip

    async def defect(
        self, at: datetime, *, site: str = "garden", point: str = "east2", kind: str = "fire-door", item: str = "FD01",
        unit: str | None = None, number: int = 1, order_id: UUID | None = None, report_id: UUID | None = None,
        department: str = "engineering", state: str = "open", severity: str = "major", person: str = "lin", **more: Any
    ) -> UUID:  # fmt: skip
        """A defect with its first sighting."""
        report_id = report_id or ids.new()
        row = Defect(
            id=ids.new(),
            site=self.cast.site(site),
            building=self.cast.building(cast_places.POINTS[point].building),
            asset=None if unit else self.cast.asset(point, kind),
            unit=self.cast.unit(unit) if unit else None,
            place=str(ids.new()),
            checklist=kind,
            item=item,
            number=number,
            state=state,
            severity=severity,
            department=self.cast.department(department, site),
            order_id=order_id,
            report_id=report_id,
            observed_at=at,
            created_at=at,
            **more,
        )
        await Defect.insert(row)
        defect_id = UUID(str(row.id))
        await self.sighting(defect_id, "first", at, report_id=report_id, person=person)
        return defect_id

    async def sighting(self, defect_id: UUID, kind: str, at: datetime, *, report_id: UUID | None = None,
                       person: str = "lin") -> UUID:  # fmt: skip
        report_id = report_id or ids.new()
        await Sighting.insert(
            Sighting(id=ids.new(), defect=defect_id, report_id=report_id, person=self.cast.person(person), kind=kind,
                     at=at, received_at=at, severity="major")
        )  # fmt: skip
        return report_id

    async def inspection(
        self, at: datetime, *, site: str = "garden", point: str | None = "east2", unit: str | None = None,
        person: str = "lin", flags: tuple[str, ...] = (), photos: tuple[str, ...] = (), round_id: UUID | None = None,
        moment: datetime | None = None, **more: Any
    ) -> UUID:  # fmt: skip
        """An inspection with the line it came in; `moment` is when it was made (else when it came in)."""
        report_id, made = ids.new(), moment or at
        line = await self.line(at, site=site, person=person, photos=photos, report_id=report_id)
        place = cast_places.POINTS[point] if point else cast_places.UNITS[unit or ""]
        await Inspection.insert(
            Inspection(
                id=report_id, report_digest=line, site=self.cast.site(site),
                building=self.cast.building(place.building), person=self.cast.person(person),
                point=self.cast.point(point) if point else None,
                unit=self.cast.unit(unit) if unit else None, round_id=round_id,
                started_at=made - timedelta(minutes=2), finished_at=made, earliest_at=made, latest_at=made,
                received_at=at, checks_count=2, flags=list(flags), **more,
            )
        )  # fmt: skip
        return report_id

    async def line(
        self, at: datetime | None = None, *, site: str = "garden", person: str | None = "lin", outcome: str = "stored",
        state: str | None = None, content: bytes | None = None, photos: tuple[str, ...] = (),
        report_id: UUID | None = None, problem: Any = None, kind: str | None = "inspection",
    ) -> str:  # fmt: skip
        """A kept line; returns its digest."""
        report_id = report_id or ids.new()
        content = content or f"line {report_id}".encode()
        key = digest.sha256(content)
        await Report.insert(
            Report(
                digest=key, line=content, report_id=report_id, kind=kind, outcome=outcome, state=state,
                site_id=self.cast.site(site), person_id=self.cast.person(person) if person else None,
                carrier=self.cast.person("lin"), received_at=at or clock.now(), problem=problem,
            )
        )  # fmt: skip
        if photos:
            await ReportPhoto.insert(
                *(ReportPhoto(id=ids.new(), report=key, sha256=one, position=n) for n, one in enumerate(photos))
            )
        if state is not None:
            await ReportSite.insert(ReportSite(id=ids.new(), report=key, site_id=self.cast.site(site)))
        return key

    async def waiting(self, at: datetime, *, code: str = "unknown-point", outcome: str = "quarantined",
                      state: str = "waiting", **more: Any) -> str:  # fmt: skip
        """A line in quarantine."""
        return await self.line(at, outcome=outcome, state=state, problem={"code": code}, **more)
