"""Drawn things: doors, boxes, windows, lifts, gauges."""

import math

from server.demo.canvas import Canvas, Colour

_WALL: Colour = (220, 214, 202)
_RED: Colour = (190, 36, 32)


def fire_door(seed: str, fault: str | None) -> bytes:
    """A steel door with a wired pane. Faults: open, glass, closer, boxes, lock."""
    canvas = Canvas(seed, _WALL)
    canvas.box(0, 0.93, 1, 1, (150, 146, 138))
    canvas.box(0.17, 0.08, 0.83, 0.94, (110, 112, 114))
    if fault == "open":
        canvas.box(0.2, 0.11, 0.8, 0.93, (44, 42, 40))
        canvas.shape([(0.2, 0.11), (0.6, 0.16), (0.6, 0.9), (0.2, 0.93)], (156, 108, 74), (110, 76, 52))
        canvas.shape([(0.52, 0.93), (0.66, 0.93), (0.6, 0.88)], (200, 160, 100))
    else:
        canvas.steel(0.2, 0.11, 0.8, 0.93, (168, 118, 82), (138, 92, 62))
    right = 0.56 if fault == "open" else 0.62
    canvas.box(0.38, 0.22, right, 0.46, (186, 204, 206), (84, 84, 84))
    for step in range(1, 6):
        x = 0.38 + (right - 0.38) * step / 6
        canvas.line([(x, 0.22), (x, 0.46)], (120, 130, 130), 0.002)
        canvas.line([(0.38, 0.22 + 0.04 * step), (right, 0.22 + 0.04 * step)], (120, 130, 130), 0.002)
    if fault == "glass":
        for _ in range(6):
            canvas.crack((canvas.lots.uniform(0.42, 0.6), 0.24), 0.022, (250, 250, 250), 9)
    canvas.box(0.68, 0.52, 0.76, 0.56, (190, 190, 192), (110, 110, 112))
    arm = [(0.3, 0.13), (0.44, 0.15), (0.44, 0.27)] if fault == "closer" else [(0.3, 0.13), (0.5, 0.1), (0.66, 0.12)]
    canvas.line(arm, (70, 72, 76), 0.016)
    canvas.box(0.28, 0.115, 0.42, 0.15, (90, 92, 96))
    canvas.box(0.34, 0.6, 0.58, 0.65, (40, 140, 80), (24, 90, 50))
    if fault == "lock":
        canvas.line([(0.7, 0.54), (0.82, 0.6), (0.74, 0.66), (0.7, 0.56)], (60, 60, 64), 0.018)
        canvas.box(0.72, 0.63, 0.8, 0.7, (200, 168, 60), (120, 100, 30))
    if fault == "boxes":
        canvas.box(0.3, 0.72, 0.62, 0.97, (176, 132, 84), (120, 86, 52))
        canvas.box(0.46, 0.82, 0.78, 0.98, (190, 146, 96), (120, 86, 52))
    return canvas.jpeg()


def extinguisher(seed: str, fault: str | None) -> bytes:
    """Two extinguishers in their box. Faults: red (pressure), missing (one), seal."""
    canvas = Canvas(seed, _WALL)
    canvas.box(0, 0.9, 1, 1, (158, 152, 144))
    canvas.box(0.12, 0.3, 0.88, 0.92, _RED, (120, 20, 18))
    canvas.box(0.17, 0.34, 0.83, 0.88, (60, 22, 20))
    for number, left in enumerate((0.22, 0.54)):
        if fault == "missing" and number == 1:
            continue
        canvas.steel(left, 0.46, left + 0.24, 0.87, (226, 60, 52), (150, 24, 22))
        canvas.box(left + 0.08, 0.4, left + 0.16, 0.47, (40, 40, 42))
        canvas.line([(left + 0.16, 0.42), (left + 0.26, 0.5), (left + 0.25, 0.74)], (26, 26, 28), 0.024)
        canvas.box(left + 0.03, 0.58, left + 0.21, 0.72, (240, 236, 226))
        low = fault == "red" and number == 0
        _dial(canvas, (left + 0.12, 0.4), 0.05, -1.1 if low else canvas.lots.uniform(-0.15, 0.15))
        if not (fault == "seal" and number == 0):
            canvas.disc((left + 0.03, 0.43), 0.013, (230, 190, 60))
    return canvas.jpeg()


def hydrant(seed: str, fault: str | None) -> bytes:
    """A hydrant's box, open when `inside`. Faults: blocked, hose (missing); `inside` is no fault."""
    canvas = Canvas(seed, _WALL)
    canvas.box(0, 0.92, 1, 1, (158, 152, 144))
    canvas.box(0.14, 0.14, 0.86, 0.9, _RED, (110, 18, 16))
    if fault in ("inside", "hose"):
        canvas.box(0.19, 0.18, 0.81, 0.86, (206, 202, 194), (120, 116, 110))
        canvas.disc((0.36, 0.72), 0.07, (150, 30, 28), (90, 16, 14))
        canvas.box(0.34, 0.72, 0.38, 0.86, (140, 34, 30))
        if fault == "inside":
            for ring in range(7):
                canvas.disc((0.56, 0.42), 0.2 - ring * 0.024, (226, 222, 210) if ring % 2 else (196, 190, 176))
            canvas.line([(0.7, 0.6), (0.72, 0.8)], (200, 170, 70), 0.03)
        canvas.shape([(0.14, 0.14), (0.02, 0.2), (0.02, 0.94), (0.14, 0.9)], (160, 28, 26), (100, 16, 14))
    else:
        canvas.box(0.2, 0.19, 0.8, 0.56, (206, 218, 220), (120, 20, 18))
        canvas.disc((0.5, 0.38), 0.12, (222, 218, 206), (180, 174, 160))
        canvas.box(0.72, 0.6, 0.78, 0.68, (214, 214, 214), (120, 120, 120))
        canvas.disc((0.34, 0.72), 0.05, (230, 230, 226), (150, 30, 28))
    if fault == "blocked":
        canvas.box(0.2, 0.6, 0.56, 0.96, (176, 132, 84), (120, 86, 52))
        canvas.box(0.5, 0.7, 0.84, 0.97, (96, 116, 150), (60, 76, 104))
    return canvas.jpeg()


def window(seed: str, fault: str | None) -> bytes:
    """A window of aluminium. Faults: crack, pots, shut (screwed down)."""
    canvas = Canvas(seed, _WALL)
    canvas.box(0.12, 0.12, 0.88, 0.78, (196, 202, 206), (120, 126, 130))
    for left, right in ((0.16, 0.49), (0.51, 0.84)):
        canvas.box(left, 0.16, right, 0.74, (176, 206, 230), (230, 234, 236))
        for tower in range(3):
            x = left + 0.02 + tower * 0.1
            canvas.box(x, canvas.lots.uniform(0.4, 0.56), x + 0.08, 0.74, (150, 162, 174))
    canvas.line([(0.49, 0.14), (0.49, 0.76)], (226, 230, 232), 0.02)
    canvas.box(0.46, 0.44, 0.52, 0.48, (90, 94, 98))
    canvas.box(0.06, 0.78, 0.94, 0.84, (206, 200, 190), (160, 154, 146))
    if fault == "crack":
        for _ in range(8):
            canvas.crack((canvas.lots.uniform(0.22, 0.44), 0.3), 0.035, (250, 252, 255), 9)
    if fault == "pots":
        for x in (0.24, 0.48, 0.7):
            canvas.shape([(x, 0.68), (x + 0.12, 0.68), (x + 0.1, 0.79), (x + 0.02, 0.79)], (168, 92, 60), (110, 60, 40))
            for _ in range(9):
                tip = (x + 0.06 + canvas.lots.gauss(0, 0.05), canvas.lots.uniform(0.5, 0.62))
                canvas.line([(x + 0.06, 0.68), tip], (60, 128, 62), 0.014)
    if fault == "shut":
        canvas.shape([(0.3, 0.4), (0.72, 0.44), (0.7, 0.5), (0.3, 0.46)], (150, 110, 70), (100, 72, 44))
    return canvas.jpeg()


def lift(seed: str, fault: str | None) -> bytes:
    """Lift doors from the landing. Faults: gap, scratch, dark (the display), bike (in the car)."""
    canvas = Canvas(seed, (200, 194, 184))
    canvas.box(0, 0.94, 1, 1, (140, 134, 126))
    canvas.box(0.14, 0.14, 0.78, 0.95, (120, 124, 128))
    gap = 0.035 if fault == "gap" else 0.004
    canvas.box(0.17, 0.17, 0.75, 0.95, (24, 24, 26))
    canvas.steel(0.17, 0.17, 0.46 - gap, 0.95, (206, 210, 214), (136, 142, 148))
    canvas.steel(0.46 + gap, 0.17, 0.75, 0.95, (214, 218, 222), (144, 150, 156))
    canvas.box(0.84, 0.5, 0.92, 0.64, (90, 92, 96), (60, 62, 66))
    for y in (0.54, 0.6):
        canvas.disc((0.88, y), 0.022, (240, 236, 220), (250, 180, 60))
    lit = (30, 30, 32) if fault == "dark" else (240, 90, 40)
    canvas.box(0.4, 0.07, 0.52, 0.12, (20, 20, 22))
    canvas.line([(0.44, 0.105), (0.46, 0.08), (0.48, 0.105)], lit, 0.012)
    if fault == "scratch":
        for _ in range(6):
            canvas.crack((canvas.lots.uniform(0.22, 0.4), canvas.lots.uniform(0.4, 0.6)), 0.02, (90, 94, 98), 8)
    if fault == "bike":
        canvas.disc((0.4, 0.86), 0.09, (30, 30, 32))
        canvas.disc((0.4, 0.86), 0.05, (150, 148, 144))
        canvas.line([(0.4, 0.86), (0.5, 0.74), (0.62, 0.74)], (40, 90, 170), 0.035)
    return canvas.jpeg()


def gauge(seed: str, fault: str | None) -> bytes:
    """A pressure gauge on its pipe. Faults: low."""
    canvas = Canvas(seed, (198, 196, 190))
    canvas.box(0.42, 0.6, 0.58, 1, (170, 36, 32), (110, 20, 18))
    canvas.box(0.46, 0.5, 0.54, 0.62, (190, 160, 90))
    _dial(canvas, (0.5, 0.38), 0.27, -1.2 if fault == "low" else canvas.lots.uniform(-0.2, 0.3))
    return canvas.jpeg()


def meter(seed: str, fault: str | None) -> bytes:
    """A meter with drums; the digits are bars, a real reading stands in the report. No faults."""
    canvas = Canvas(seed, (174, 178, 176))
    canvas.disc((0.5, 0.45), 0.34, (60, 92, 140) if fault is None else (140, 92, 60), (40, 60, 90))
    canvas.disc((0.5, 0.45), 0.29, (240, 240, 234))
    for number in range(5):
        left = 0.29 + number * 0.085
        canvas.box(left, 0.38, left + 0.07, 0.45, (24, 24, 26) if number < 4 else (170, 30, 28))
        canvas.line([(left + 0.035, 0.39), (left + 0.035, 0.44)], (240, 240, 240), 0.012)
    canvas.disc((0.5, 0.54), 0.05, (220, 220, 214), (90, 90, 90))
    turn = canvas.lots.uniform(0, 6.3)
    canvas.line([(0.5, 0.54), (0.5 + 0.04 * math.cos(turn), 0.54 + 0.03 * math.sin(turn))], (180, 30, 30), 0.008)
    canvas.box(0.05, 0.78, 0.95, 0.86, (140, 144, 148), (100, 104, 108))
    return canvas.jpeg()


def _dial(canvas: Canvas, centre: tuple[float, float], radius: float, needle: float) -> None:
    """A dial with a red, a green and a yellow part; the needle from -1.4 (red) over 0 (green) to 1.4."""
    canvas.disc(centre, radius, (60, 60, 64))
    canvas.disc(centre, radius * 0.9, (250, 250, 246))
    for start, colour in ((-1.4, (200, 40, 36)), (-0.5, (50, 150, 70)), (0.5, (220, 180, 50))):
        for step in range(10):
            turn = start + step * 0.09
            x, y = math.sin(turn) * radius * 0.7, -math.cos(turn) * radius * 0.7 * 0.75
            canvas.disc((centre[0] + x, centre[1] + y), radius * 0.1, colour)
    tip = (centre[0] + math.sin(needle) * radius * 0.75, centre[1] - math.cos(needle) * radius * 0.75 * 0.75)
    canvas.line([centre, tip], (20, 20, 22), radius * 0.08)
    canvas.disc(centre, radius * 0.08, (20, 20, 22))
