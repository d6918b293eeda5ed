"""The keys that follow from the installation's secret: Ed25519 for receipts, P-256 per site for parcels.

Derived by HKDF, so that every worker and every restored backup has the same ones and there is no key file to lose.
"""

import base64
from functools import lru_cache
from uuid import UUID

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from server.lib import clock, db, digest
from server.reports.tables import ReceiptKey

_P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def base64url(content: bytes) -> str:
    """Without padding, as everywhere in the protocol."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


@lru_cache(maxsize=4)
def signing_key(secret: bytes) -> tuple[str, Ed25519PrivateKey]:
    """`(kid, private key)` for receipts."""
    key = Ed25519PrivateKey.from_private_bytes(_derive(secret, b"louxun-receipt-1", 32))
    return f"r-{digest.sha256(public_bytes(key))[:16]}", key


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    """The raw 32 bytes of the public half."""
    return key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def parcel_private_key(secret: bytes, site_id: UUID) -> ec.EllipticCurvePrivateKey:
    """A site's P-256 key: 64 derived bytes reduced into 1 … n-1, so that no scalar is noticeably likelier."""
    scalar = int.from_bytes(_derive(secret, b"louxun-parcel-key-1" + site_id.bytes, 64), "big")
    return ec.derive_private_key(scalar % (_P256_ORDER - 1) + 1, ec.SECP256R1())


def parcel_key(secret: bytes, site_id: UUID) -> dict[str, str]:
    """`{kid, spki}` for the bundle's settings (SPKI, base64url)."""
    spki = (
        parcel_private_key(secret, site_id)
        .public_key()
        .public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    return {"kid": f"p-{digest.sha256(spki)[:16]}", "spki": base64url(spki)}


async def register(secret: bytes) -> None:
    """Remembers the public key: all that ever signed stay published."""
    kid, key = signing_key(secret)
    async with db.writing():
        await db.lock("receipt-key")
        if not await ReceiptKey.exists().where(ReceiptKey.kid == kid):
            await ReceiptKey.insert(
                ReceiptKey(kid=kid, public_key=base64url(public_bytes(key)), created_at=clock.now())
            )


def _derive(secret: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=None, info=info).derive(secret)
