"""Photos for the demo, drawn by us: `draw("corridor/clutter", seed)`. None shows a real place, none claims to."""

from collections.abc import Callable

from server.demo import corridors, things

_SCENES: dict[str, Callable[[str, str | None], bytes]] = {
    "corridor": corridors.corridor,
    "wall": corridors.wall,
    "lamp": corridors.lamp,
    "stairs": corridors.stairs,
    "roof": corridors.roof,
    "room": corridors.room,
    "fire-door": things.fire_door,
    "extinguisher": things.extinguisher,
    "hydrant": things.hydrant,
    "window": things.window,
    "lift": things.lift,
    "gauge": things.gauge,
    "meter": things.meter,
}


def draw(scene: str, seed: str) -> bytes:
    """A JPEG of 1536 x 2048; the same scene and seed give the same bytes. `scene` is `thing` or `thing/fault`."""
    thing, _, fault = scene.partition("/")
    return _SCENES[thing](f"{scene} {seed}", fault or None)
