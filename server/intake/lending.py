"""A `key` report comes in: somebody borrowed, gave back or lost a key, perhaps long ago and offline.

Nothing of it is refused: a step that no longer fits (another has the key meanwhile, given back twice) is kept as a row
without effect, and the flag says why. Both persons are shown it; the front desk settles it.
"""

from uuid import UUID

from server.intake.context import Applied, Report
from server.intake.inspecting import moment_of
from server.keys.lending import Taken, take_step
from server.keys.queries import key_standing
from server.keys.wire import KeyBody
from server.lib.i18n import N_
from server.lib.problems import FieldError
from server.lib.texts import tidy
from server.lib.times import parse
from server.reports.reading import Refused, shaped
from server.workorders.stepping import site_of


async def apply(report: Report, _flags: tuple[str, ...]) -> Applied:
    """Takes the step at the site's key; Refused (unknown-key) where the site has no such key."""
    body = shaped(report.body, KeyBody, "body.")
    key = await key_standing(UUID(body.key_id), report.received_at, report.site.time_zone)
    if key is None or key.row["site"] != report.site.id:
        raise Refused("unknown-key", [FieldError("body.key_id", N_("没有这把钥匙"))])
    order_id = UUID(body.order_id) if body.order_id else None
    is_known = order_id is None or await site_of(order_id) == report.site.id
    took = await take_step(
        key.id,
        report.site,
        Taken(
            step=body.step,
            source=str(report.id),
            at=moment_of(report, parse(body.at)).latest,
            received_at=report.received_at,
            person_id=report.person_id,
            borrower="contractor" if report.member.contractor else "staff",
            device_at=parse(body.at),
            report_id=report.id,
            purpose=tidy(body.purpose) or None,
            due_at=parse(body.due_at) if body.due_at else None,
            order_id=order_id if is_known else None,
            inspection_id=UUID(body.inspection_id) if body.inspection_id else None,
            emergency=tidy(body.purpose) == "emergency",
            unit_state=tidy(body.unit_state) or None,
            note=tidy(body.note) or None,
        ),
    )
    return Applied(flags=(*took.flags, *(() if is_known else ("unknown-reference",))))
