"""`python -m bot` and `hamstring-coach`: the same thing."""

import gc

# What is imported stays: to look through it for rubbish meanwhile makes the imports a tenth slower.
gc.disable()
from bot.cli.main import app  # noqa: E402

gc.freeze()
gc.enable()


def main() -> None:
    app(prog_name="hamstring-coach")


if __name__ == "__main__":
    main()
