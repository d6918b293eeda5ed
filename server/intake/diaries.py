"""A `diary` comes in: a person's working day in their own words."""

from zoneinfo import ZoneInfo

import msgspec

from server.diaries.recording import Written, is_far_off, record
from server.diaries.wire import DiaryBody
from server.intake.context import Applied, Report
from server.lib.times import parse, parse_date
from server.reports.reading import shaped


async def apply(report: Report, _flags: tuple[str, ...]) -> Applied:
    """Keeps it; a date far from today is flagged."""
    body = shaped(report.body, DiaryBody, "body.")
    written_on = parse_date(body.date)
    await record(
        Written(
            id=report.id,
            site_id=report.site.id,
            person_id=report.person_id,
            written_on=written_on,
            entries=[msgspec.to_builtins(entry) for entry in body.entries],
            suggestions=body.suggestions,
            submitted_at=parse(body.submitted_at),
            received_at=report.received_at,
        )
    )
    today = report.received_at.astimezone(ZoneInfo(report.site.time_zone)).date()
    return Applied(flags=("date-far-off",) if is_far_off(written_on, today) else ())
