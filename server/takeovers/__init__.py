"""Taking over 接管验收: a unit or a building's common parts are taken over from whoever built them.

What is found on its visits are leftover defects: ordinary defects with their orders, for each of which somebody is to
answer (the developer, a contractor, we ourselves) by a date. They are looked at again, as known defects on the phone,
until each is closed; then the take-over can be ended. Start with `rules.py`, then `managing.py`.
"""
