"""What the practice Telegram says when it refuses a request."""


class Refusal(Exception):  # noqa: N818 (it is an answer, not a failure)
    """A request is refused with an HTTP status and Telegram's own wording."""

    def __init__(self, code: int, description: str) -> None:
        super().__init__(description)
        self.code = code
        self.description = description


def bad_request(what: str) -> Refusal:
    return Refusal(400, f"Bad Request: {what}")


def forbidden(what: str) -> Refusal:
    return Refusal(403, f"Forbidden: {what}")


def conflict(what: str) -> Refusal:
    return Refusal(409, f"Conflict: {what}")
