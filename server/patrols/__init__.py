"""Patrols (巡查): routes walked in windows; a round (班次) is what is expected, a patrol is one walk of it.

Read `terms.py` for the words, `moments.py` for when something really happened on a phone whose clock may be wrong, and
`rules.py` for window times, the state of a round, lateness and doubts about the pace. These three are pure.
"""
