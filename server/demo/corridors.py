"""Drawn places: corridors, walls, lamps, stairs, roofs, rooms."""

from server.demo.canvas import Canvas, Colour, Spot

_PAINT: tuple[Colour, ...] = ((222, 214, 198), (214, 218, 208), (226, 220, 208), (208, 212, 216))
_CARD: Colour = (176, 132, 84)


def corridor(seed: str, fault: str | None) -> bytes:
    """A corridor towards its window. Faults: clutter, bike, wet, shaft."""
    canvas = Canvas(seed, (40, 40, 40))
    paint = canvas.lots.choice(_PAINT)
    far = _hall(canvas, paint)
    for side in (0, 1):
        for depth in (0.25, 0.6):
            _side_door(canvas, far, side, depth, open_=fault == "shaft" and side == 1 and depth == 0.25)
    for depth in (0.15, 0.5, 0.75):
        x, y = _into(far, (0.5, 0.02), depth)
        canvas.disc((x, y), 0.09 * (1 - depth) + 0.015, (250, 250, 238), squeeze=0.3)
        canvas.glow((x, y), 0.35 * (1.1 - depth), 0.5)
    if fault == "clutter":
        _boxes(canvas, (0.08, 0.92), 0.24, 4)
    if fault == "wet":
        canvas.stain((0.5, 0.85), 0.2, (225, 232, 236), 0.55)
        canvas.stain((0.46, 0.84), 0.12, (120, 120, 118), 0.35)
    if fault == "bike":
        _bike(canvas, (0.3, 0.83))
    return canvas.jpeg()


def wall(seed: str, fault: str | None) -> bytes:
    """A wall with its skirting. Faults: crack, damp, peeling, wires, adverts."""
    canvas = Canvas(seed, canvas_paint := _PAINT[len(seed) % len(_PAINT)])
    canvas.box(0, 0.86, 1, 0.9, (120, 96, 74))
    canvas.box(0, 0.9, 1, 1, (168, 164, 158))
    x = canvas.lots.uniform(0.62, 0.8)
    canvas.box(x, 0.52, x + 0.12, 0.6, (240, 240, 236), (190, 190, 186))
    if fault == "wires":
        canvas.box(x, 0.52, x + 0.12, 0.6, (70, 66, 60), (40, 40, 40))
        for colour, shift in (((200, 40, 30), 0.02), ((40, 90, 180), 0.05), ((220, 190, 40), 0.08)):
            canvas.line([(x + shift, 0.56), (x + shift - 0.05, 0.66), (x + shift + 0.02, 0.7)], colour, 0.008)
    if fault == "crack":
        for _ in range(3):
            canvas.crack((canvas.lots.uniform(0.25, 0.5), canvas.lots.uniform(0.05, 0.2)), 0.05)
    if fault == "damp":
        canvas.stain((0.35, 0.25), 0.3, (176, 160, 124), 0.5)
        canvas.stain((0.33, 0.28), 0.16, (116, 112, 88), 0.5)
    if fault == "peeling":
        for _ in range(5):
            spot = (canvas.lots.uniform(0.2, 0.6), canvas.lots.uniform(0.2, 0.7))
            canvas.disc(spot, canvas.lots.uniform(0.04, 0.09), (166, 158, 148), (236, 232, 226))
    if fault == "adverts":
        for left in (0.2, 0.42):
            canvas.box(left, 0.4, left + 0.16, 0.55, (250, 240, 120), (200, 190, 80))
            for row in range(4):
                canvas.line([(left + 0.02, 0.43 + row * 0.03), (left + 0.14, 0.43 + row * 0.03)], (190, 60, 50), 0.01)
    _speckle(canvas, canvas_paint)
    return canvas.jpeg()


def lamp(seed: str, fault: str | None) -> bytes:
    """A ceiling lamp from below. Faults: dark, loose."""
    canvas = Canvas(seed, (206, 204, 198))
    for x in (0.2, 0.7):
        canvas.line([(x, 0), (x - 0.1, 1)], (186, 184, 178), 0.006)
    shift = (0.05, 0.03) if fault == "loose" else (0.0, 0.0)
    canvas.disc((0.5, 0.45), 0.27, (150, 148, 144))
    lit = fault != "dark"
    canvas.disc((0.5 + shift[0], 0.45 + shift[1]), 0.24, (255, 252, 236) if lit else (128, 126, 120), (120, 118, 114))
    if fault == "loose":
        canvas.line([(0.34, 0.3), (0.42, 0.24)], (60, 60, 60), 0.01)
        canvas.disc((0.35, 0.31), 0.02, (60, 58, 54))
    if lit:
        canvas.glow((0.5, 0.45), 0.48, 0.9)
    else:
        for _ in range(8):
            canvas.disc((canvas.lots.gauss(0.5, 0.08), canvas.lots.gauss(0.47, 0.06)), 0.008, (70, 66, 60))
    return canvas.jpeg()


def stairs(seed: str, fault: str | None) -> bytes:
    """Stairs with a rail. Faults: bar (one is missing), step (an edge is broken), clutter."""
    canvas = Canvas(seed, (214, 210, 200))
    for step in range(9):
        top = 0.98 - step * 0.085
        left = 0.04 + step * 0.045
        canvas.box(left, top - 0.085, 1, top - 0.05, (178, 174, 166))
        canvas.box(left, top - 0.05, 1, top, (146, 142, 134), (120, 116, 110))
        canvas.line([(left, top - 0.052), (1, top - 0.052)], (210, 190, 90), 0.006)
        if fault == "step" and step == 2:
            canvas.shape([(0.5, top - 0.06), (0.66, top - 0.06), (0.6, top - 0.02)], (96, 92, 86))
        if not (fault == "bar" and step in (3, 4)):
            canvas.line([(left + 0.08, top - 0.06), (left + 0.08, top - 0.4)], (70, 74, 80), 0.014)
    canvas.line([(0.1, 0.55), (0.52, -0.15)], (104, 66, 40), 0.045)
    if fault == "clutter":
        _boxes(canvas, (0.55, 0.97), 0.2, 3)
    return canvas.jpeg()


def roof(seed: str, fault: str | None) -> bytes:
    """The roof with its parapet and tank. Faults: puddle, plants; or `door`: the roof's door instead."""
    canvas = Canvas(seed, (178, 204, 226))
    for _ in range(4):
        canvas.stain((canvas.lots.random(), canvas.lots.uniform(0.05, 0.3)), 0.16, (244, 246, 248), 0.5)
    for tower in range(6):
        left = tower * 0.18 - 0.05
        height = canvas.lots.uniform(0.3, 0.42)
        canvas.box(left, height, left + 0.14, 0.5, (168, 176, 186))
    canvas.box(0, 0.46, 1, 0.56, (188, 182, 172), (150, 146, 138))
    canvas.box(0, 0.56, 1, 1, (150, 146, 140))
    for row in range(5):
        canvas.line([(0, 0.62 + row * 0.09), (1, 0.62 + row * 0.09)], (132, 128, 122), 0.004)
    left = canvas.lots.uniform(0.5, 0.6)
    canvas.steel(left, 0.34, left + 0.34, 0.72, (214, 220, 224), (140, 148, 154))
    canvas.box(left + 0.13, 0.33, left + 0.2, 0.36, (92, 98, 104))
    canvas.disc((left + 0.165, 0.38), 0.018, (196, 160, 50))
    if fault == "puddle":
        canvas.stain((0.3, 0.8), 0.22, (96, 112, 124), 0.75)
    if fault == "plants":
        for _ in range(40):
            spot = (canvas.lots.gauss(0.25, 0.08), canvas.lots.gauss(0.72, 0.05))
            canvas.line([spot, (spot[0] + canvas.lots.gauss(0, 0.02), spot[1] - 0.06)], (70, 120, 60), 0.008)
    return canvas.jpeg()


def room(seed: str, fault: str | None) -> bytes:
    """An empty flat. Faults: damp, window (left open)."""
    canvas = Canvas(seed, (40, 40, 40))
    far = _hall(canvas, (228, 224, 214), far_size=0.5)
    left, top, right, bottom = far
    canvas.box(left + 0.08, top + 0.06, right - 0.08, bottom - 0.08, (206, 226, 240), (236, 236, 236))
    middle = (left + right) / 2
    if fault == "window":
        canvas.shape(
            [(middle, top + 0.06), (middle + 0.12, top), (middle + 0.12, bottom - 0.02), (middle, bottom - 0.08)],
            (190, 212, 226),
            (240, 240, 240),
        )
    canvas.line([(middle, top + 0.06), (middle, bottom - 0.08)], (236, 236, 236), 0.012)
    if fault == "damp":
        canvas.stain((0.86, 0.3), 0.2, (150, 138, 104), 0.6)
    return canvas.jpeg()


def _hall(canvas: Canvas, paint: Colour, far_size: float = 0.3) -> tuple[float, float, float, float]:
    """Floor, ceiling, walls and the end; returns the end's rectangle."""
    x, y = canvas.lots.uniform(0.44, 0.56), canvas.lots.uniform(0.42, 0.5)
    left, right = x - far_size / 2, x + far_size / 2
    top, bottom = y - far_size * 0.45, y + far_size * 0.55
    shade: Colour = (round(paint[0] * 0.9), round(paint[1] * 0.9), round(paint[2] * 0.9))
    canvas.shape([(0, 0), (1, 0), (right, top), (left, top)], (236, 234, 228))
    canvas.shape([(0, 0), (left, top), (left, bottom), (0, 1)], shade)
    canvas.shape([(1, 0), (right, top), (right, bottom), (1, 1)], paint)
    canvas.shape([(0, 1), (1, 1), (right, bottom), (left, bottom)], (176, 170, 160))
    for part in range(1, 8):
        canvas.line([(part / 8, 1), (left + (right - left) * part / 8, bottom)], (150, 144, 134), 0.003)
        deep = 1 - 1 / (1 + part * 0.45)
        row_y = 1 + (bottom - 1) * deep
        canvas.line([(left * deep, row_y), (1 + (right - 1) * deep, row_y)], (150, 144, 134), 0.003)
    canvas.box(left, top, right, bottom, (206, 222, 232), (150, 150, 146))
    canvas.line([((left + right) / 2, top), ((left + right) / 2, bottom)], (170, 174, 176), 0.01)
    return left, top, right, bottom


def _into(far: tuple[float, float, float, float], spot: Spot, depth: float) -> Spot:
    """A spot of the near frame, moved towards the end by a part of the way."""
    left, top, right, bottom = far
    end = (left + (right - left) * spot[0], top + (bottom - top) * spot[1])
    return spot[0] + (end[0] - spot[0]) * depth, spot[1] + (end[1] - spot[1]) * depth


def _side_door(canvas: Canvas, far: tuple[float, float, float, float], side: int, depth: float, open_: bool) -> None:
    near_top, far_top = _into(far, (side, 0.3), depth), _into(far, (side, 0.3), depth + 0.14)
    near_foot, far_foot = _into(far, (side, 1), depth), _into(far, (side, 1), depth + 0.14)
    canvas.shape([near_top, far_top, far_foot, near_foot], (26, 24, 22) if open_ else (124, 86, 60), (84, 60, 42))
    if open_:
        for shift in (0.2, 0.5, 0.8):
            x = near_top[0] + (far_top[0] - near_top[0]) * shift
            canvas.line([(x, near_top[1] + 0.03), (x, far_foot[1] - 0.02)], (90, 96, 100), 0.012)


def _boxes(canvas: Canvas, foot: Spot, size: float, count: int) -> None:
    left, bottom = foot
    for number in range(count):
        width, height = size * canvas.lots.uniform(0.7, 1), size * canvas.lots.uniform(0.4, 0.6)
        x = left + (number % 2) * size * 0.55
        y = bottom - (number // 2) * size * 0.5
        canvas.box(x, y - height, x + width, y, _CARD, (120, 86, 52))
        canvas.shape(
            [
                (x, y - height),
                (x + 0.04, y - height - 0.03),
                (x + width + 0.04, y - height - 0.03),
                (x + width, y - height),
            ],
            (198, 156, 108),
            (120, 86, 52),
        )
        canvas.line([(x + width / 2, y - height), (x + width / 2, y)], (206, 180, 140), 0.016)


def _bike(canvas: Canvas, foot: Spot) -> None:
    x, y = foot
    for wheel in (x, x + 0.34):
        canvas.disc((wheel, y), 0.1, (34, 34, 36))
        canvas.disc((wheel, y), 0.06, (150, 148, 144))
    canvas.line([(x, y), (x + 0.12, y - 0.1), (x + 0.26, y - 0.09), (x + 0.34, y)], (180, 40, 44), 0.035)
    canvas.line([(x + 0.28, y - 0.09), (x + 0.3, y - 0.22), (x + 0.24, y - 0.23)], (40, 40, 44), 0.014)
    canvas.shape([(x + 0.04, y - 0.13), (x + 0.18, y - 0.13), (x + 0.16, y - 0.16), (x + 0.03, y - 0.16)], (30, 30, 32))
    canvas.line([(x + 0.1, y - 0.05), (x - 0.12, y + 0.02), (x - 0.24, y - 0.2)], (24, 24, 24), 0.008)


def _speckle(canvas: Canvas, paint: Colour) -> None:
    for _ in range(60):
        shade = canvas.lots.randint(-12, 8)
        spot = (canvas.lots.random(), canvas.lots.uniform(0, 0.85))
        canvas.disc(spot, 0.003, (paint[0] + shade, paint[1] + shade, paint[2] + shade))
