"""Small real JPEGs, each with a digest of its own."""

from functools import cache
from io import BytesIO
from typing import NamedTuple

from PIL import Image

from server.lib import digest


class Picture(NamedTuple):
    content: bytes
    width: int
    height: int
    media_type: str = "image/jpeg"

    @property
    def sha256(self) -> str:
        return digest.sha256(self.content)


@cache
def picture(number: int = 1, width: int = 64, height: int = 48) -> Picture:
    """The picture with this number: the same every time, other than those with other numbers."""
    image = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    image.paste(((number * 83) % 256, (number * 47) % 256, (number * 29) % 256), (4, 4, width // 2, height // 2))
    out = BytesIO()
    image.save(out, "JPEG", quality=85, comment=f"picture {number}".encode())
    return Picture(out.getvalue(), width, height)
