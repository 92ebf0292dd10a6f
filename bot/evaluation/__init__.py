"""How well the coach understands: cases in, figures out. Pure; the clock is passed in."""
