"""`python -m bot` and `hamstring-coach`: the same thing."""

from bot.cli.main import app


def main() -> None:
    app(prog_name="hamstring-coach")


if __name__ == "__main__":
    main()
