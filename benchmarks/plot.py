"""The lateness as a drawing: which share of the messages has been sent how late."""

import math
from collections.abc import Sequence
from typing import Final

from benchmarks.figures import percentile
from benchmarks.lateness import Lateness, minutes

WIDTH: Final = 640
HEIGHT: Final = 300
LEFT, TOP, BOTTOM = 50, 20, 40
COLOURS: Final = ("#1b6ca8", "#58a4d4", "#a84c1b", "#dc8f5c", "#2f7d4f", "#7fbf95")
SHARES: Final = [0.01, *(number / 50 for number in range(1, 50)), 0.99, 1.0]
LEAST: Final = 0.1
MOST: Final = 6 * 3600.0
TICKS: Final = (0.1, 1, 10, 60, 600, 3600, 6 * 3600)


def svg(curves: Sequence[tuple[int, int, Lateness]]) -> str:
    """One curve for each crowd and rate; seconds on a logarithmic scale."""
    parts = [_frame(), *(_curve(number, *one) for number, one in enumerate(curves))]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH + 170} {HEIGHT}" '
        'font-family="sans-serif" font-size="11">\n'
        '<rect width="100%" height="100%" fill="white"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def _x(seconds: float) -> float:
    share = math.log(min(max(seconds, LEAST), MOST) / LEAST) / math.log(MOST / LEAST)
    return LEFT + share * (WIDTH - LEFT - 10)


def _y(share: float) -> float:
    return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)


def _frame() -> str:
    lines = []
    for tick in TICKS:
        lines.append(f'<path d="M{_x(tick):.0f} {_y(0):.0f}V{_y(1):.0f}" stroke="#ddd"/>')
        lines.append(
            f'<text x="{_x(tick):.0f}" y="{HEIGHT - 22}" text-anchor="middle">{minutes(tick)}</text>'
        )
    for share in (0, 0.5, 1):
        lines.append(f'<path d="M{LEFT} {_y(share):.0f}H{WIDTH - 10}" stroke="#ddd"/>')
        lines.append(f'<text x="{LEFT - 6}" y="{_y(share) + 4:.0f}" text-anchor="end">{share:.0%}</text>')
    lines.append(f'<text x="{WIDTH / 2:.0f}" y="{HEIGHT - 6}" text-anchor="middle">sent no later than</text>')
    return "\n".join(lines)


def _curve(number: int, count: int, rate: int, late: Lateness) -> str:
    colour = COLOURS[number % len(COLOURS)]
    points = " ".join(f"{_x(percentile(late.usual, share)):.1f},{_y(share):.1f}" for share in SHARES)
    y = TOP + 16 * number
    return (
        f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>\n'
        f'<text x="{WIDTH}" y="{y + 8}" fill="{colour}">{count:,} runners, {rate}/s</text>'
    )
