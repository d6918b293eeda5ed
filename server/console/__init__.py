"""The door for desks: the shell, today, sign-in. Pages of one thing live in that thing's package."""
