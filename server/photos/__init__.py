"""Photos: evidence kept by the SHA-256 of its bytes.

Read `storing.py` first: it takes one photo in. `blobs.py` is the folder the bytes lie in, `imaging.py` looks at
pictures and makes the small ones, `rules.py` decides what a photo is. What cannot be decoded is kept aside, never
thrown away; a stored photo is never replaced.
"""
