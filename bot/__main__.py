"""`python -m bot` and `hamstring-coach`: the same thing."""

import gc
import os

# What numpy multiplies here is small; its threads would only burn a tenth of a second waiting for work.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# What is imported stays: to look through it for rubbish meanwhile makes the imports a tenth slower.
gc.disable()
from bot.cli.main import app  # noqa: E402

gc.freeze()
gc.enable()


def main() -> None:
    app(prog_name="hamstring-coach")


if __name__ == "__main__":
    main()
