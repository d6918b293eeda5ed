"""Incidents 事件: an emergency, a problem outside any checklist, a resident's violation or fit-out breach.

Each is a timeline of steps (open, note, notice, recheck, hand over, close) that phones and desks add to, in any
order of arrival. Read `terms.py` (categories, steps), then `rules.py` (how an incident stands after its steps),
`recording.py` (a step is written down), `acting.py` (one taken at a desk), `ordering.py` (it becomes a work order).
"""
