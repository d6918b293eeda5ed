"""One visit to a point or unit: which assets were checked, what was read, what is doubtful.

Read `wire.py` (the body as sealed), `rules.py` (judging the answers), then `recording.py`. Plain ok answers stay in the
sealed line; rows are what is asked for.
"""
