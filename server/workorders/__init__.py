"""Work orders (工单): who must do what about which defects until when, and every step taken.

Read `terms.py` for the words, then `rules.py` (the table of steps: what an order allows in each state and to whom) and
`deadlines.py` (until when, and which defects share one order). All three are pure: no I/O and no clock.
"""
