"""Passwords by argon2id (RFC 9106's second recommended choice, argon2-cffi's default), off the event loop."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

_HASHER = PasswordHasher()
# Each hash takes 64 MiB: two at a time bound what a storm of sign-ins can use.
_THREADS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="password")
_NOBODY = _HASHER.hash("the hash that is checked when the name is unknown")


async def hashed(password: str) -> str:
    """The hash to keep."""
    return await asyncio.get_running_loop().run_in_executor(_THREADS, _HASHER.hash, password)


async def matches(password_hash: str | None, password: str) -> bool:
    """Whether this is the password; takes as long for an unknown name (None), or somebody who has set none yet (""), as
    for a wrong password."""
    return await asyncio.get_running_loop().run_in_executor(_THREADS, _verify, password_hash, password)


def _verify(password_hash: str | None, password: str) -> bool:
    try:
        _HASHER.verify(password_hash or _NOBODY, password)
    except (VerifyMismatchError, InvalidHashError):
        return False
    return bool(password_hash)
