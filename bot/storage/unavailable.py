"""What a store says when its database does not answer."""


class StoreUnavailable(ConnectionError):  # noqa: N818 (says what is the matter)
    """No connection, or one that was lost on the way; the next transaction opens a new one.

    What the failed transaction did is undone. Only when the connection was lost while it was being committed
    cannot be known: whoever tries again must be able to do the same thing twice.
    """
