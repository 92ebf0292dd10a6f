"""Updates on their way to the bot: kept until an offset confirms them, handed out by long polling."""

import asyncio
from typing import Final

from bot.sandbox.records import Json
from bot.sandbox.refusal import Refusal, conflict
from bot.sandbox.store import Store

LONGEST_POLL: Final = 50.0
_TERMINATED = "terminated by other getUpdates request; make sure that only one bot instance is running"
_WEBHOOK = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)


class UpdateQueue:
    """Like Telegram's: a new poll ends the one that is held, and only an offset forgets an update."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._held: asyncio.Future[None] | None = None
        self._closed = False
        self._allowed: list[str] = store.fact("allowed_updates", [])
        self._webhook: Json = store.fact("webhook", {})
        self._failure = ""
        self.changed = asyncio.Event()
        """Set when there may be something new for the webhook."""

    @property
    def webhook(self) -> Json:
        """What setWebhook was given; empty without a webhook."""
        return self._webhook

    @property
    def allowed(self) -> list[str]:
        """Kinds of update the bot asked for; empty means all."""
        return self._allowed

    @property
    def failure(self) -> str:
        """Why the webhook did not take the last update; empty while it does."""
        return self._failure

    def set_webhook(self, webhook: Json) -> None:
        """`url`, `secret` and `max_connections`; an empty one goes back to polling."""
        self._webhook = webhook
        self._failure = ""
        self.changed.set()
        self._store.set_fact("webhook", webhook)
        if webhook:
            self._release(conflict("terminated by setWebhook request"))

    def allow(self, kinds: list[str] | None) -> None:
        """Kinds from now on. None leaves what was asked before, as the Bot API has it."""
        if kinds is not None and kinds != self._allowed:
            self._allowed = kinds
            self._store.set_fact("allowed_updates", kinds)

    def put(self, kind: str, content: Json) -> None:
        if self._allowed and kind not in self._allowed:
            return
        self._store.add_update({kind: content})
        self.changed.set()
        self._release()

    def waiting(self, limit: int) -> list[Json]:
        """Unconfirmed updates, oldest first."""
        return self._store.updates(limit)

    def forget(self, update_id: int) -> None:
        """The webhook has taken it."""
        self._failure = ""
        self._store.forget_update(update_id)

    def failed(self, why: str) -> None:
        self._failure = why

    def forget_all(self) -> None:
        self._store.keep_last_updates(0)

    def pending(self) -> int:
        return self._store.pending_updates()

    def close(self) -> None:
        """Let go of a held poll, and hold no other."""
        self._closed = True
        self._release()

    def reopen(self) -> None:
        self._closed = False

    async def poll(self, offset: int, limit: int, timeout: float) -> list[Json]:  # noqa: ASYNC109
        """Unconfirmed updates, oldest first; waits up to `timeout` seconds for one.

        Raises Refusal 409 when a webhook is set or when a newer poll arrives.
        """
        if self._webhook:
            raise conflict(_WEBHOOK)
        self._confirm(offset)
        self._release(conflict(_TERMINATED))
        found = self._store.updates(limit)
        if found or timeout <= 0 or self._closed:
            return found
        await self._hold(min(timeout, LONGEST_POLL))
        return self._store.updates(limit)

    def _confirm(self, offset: int) -> None:
        if offset > 0:
            self._store.forget_updates(offset)
        elif offset < 0:
            self._store.keep_last_updates(-offset)

    async def _hold(self, timeout: float) -> None:  # noqa: ASYNC109 (the parameter of getUpdates)
        held: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._held = held
        try:
            async with asyncio.timeout(timeout):
                await held
        except TimeoutError:
            return
        finally:
            if self._held is held:
                self._held = None

    def _release(self, refusal: Refusal | None = None) -> None:
        held, self._held = self._held, None
        if held is None or held.done():
            return
        if refusal:
            held.set_exception(refusal)
        else:
            held.set_result(None)


def allowed_kinds(value: object) -> list[str] | None:
    """The parameter `allowed_updates`; unknown kinds are ignored, as Telegram ignores them."""
    return [str(kind) for kind in value] if isinstance(value, list) else None
