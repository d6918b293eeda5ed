"""Who lives in a unit and under which number they are reached: seen by the front desk and those who decide, masked
until somebody asks, which is journalled. Never on a phone, never to a contractor.

Read `terms.py` for how a name and a number are masked, then `recording.py`.
"""
