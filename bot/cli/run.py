"""`run`: start the coach, on Telegram with a token, in practice without one."""

import asyncio
import gc
import logging
import signal
import sys
from typing import TYPE_CHECKING, Final

import typer
from telegram.error import InvalidToken

from bot.answering.matcher import Matcher
from bot.app import App, WebhookRefused
from bot.cli import logs
from bot.clock import Clock
from bot.content.finding import KnowledgeError
from bot.content.knowledge import Knowledge, default_folder
from bot.content.load import load
from bot.reminders.pace import SPREAD, Pace
from bot.role import Role
from bot.serving import Address, CannotListen, PortTaken
from bot.settings import EXAMPLES, Settings, SettingsError, data_folder, read_settings
from bot.storage.store import Store

if TYPE_CHECKING:
    from bot.web.webhook import Webhook

log = logging.getLogger(__name__)

CANNOT_START: Final = 2


class CannotStart(Exception):  # noqa: N818 (says what is the matter)
    """One line for the operator: what is missing and how to mend it."""


def run(role: Role) -> None:
    """Start the coach. Without BOT_TOKEN it starts practice mode and prints the address of the chat page."""
    try:
        settings = read_settings()
        logs.configure(settings.log_level)
        asyncio.run(_run(settings, role))
    except (SettingsError, CannotStart) as error:
        typer.echo(str(error), err=True)
        sys.exit(CANNOT_START)


async def _run(settings: Settings, role: Role) -> None:
    if settings.practising and role is not Role.ALL:
        raise CannotStart(
            f"BOT_TOKEN: is missing, and practice mode is one process: leave out --role {role}, or set it. "
            "Example: BOT_TOKEN=123456789:AAExample"
        )
    knowledge = _knowledge()
    store = await _store(settings)
    stopping = _on_signals()
    try:
        if settings.practising:
            await _practise(settings, knowledge, store, stopping)
        else:
            await _serve(settings, role, knowledge, store, stopping)
    except InvalidToken as error:
        raise CannotStart(
            "BOT_TOKEN: Telegram does not know this token; copy it again from @BotFather. "
            "Example: BOT_TOKEN=123456789:AAExample"
        ) from error
    finally:
        await store.close()


def _knowledge() -> Knowledge:
    folder = default_folder()
    try:
        return load(folder)
    except KnowledgeError as error:
        lines = "\n".join(str(finding) for finding in error.findings)
        raise CannotStart(
            f"{lines}\nThe knowledge in {folder} has faults; mend them and start again."
        ) from error


async def _store(settings: Settings) -> Store:
    url = settings.database()
    try:
        return await Store.open(url)
    except (OSError, ValueError) as error:
        raise CannotStart(f"DATABASE_URL: {error}. Example: DATABASE_URL=sqlite:///coach.sqlite3") from error


async def _serve(
    settings: Settings, role: Role, knowledge: Knowledge, store: Store, stopping: asyncio.Event
) -> None:
    token = settings.bot_token.get_secret_value() if settings.bot_token else ""
    app = App.build(
        token=token,
        api_url=settings.bot_api_url,
        knowledge=knowledge,
        matcher=Matcher(knowledge),
        store=store,
        clock=Clock(),
        admin_ids=settings.admin_ids,
        pace=Pace(settings.send_rate, SPREAD, beside_replies=role.answers),
        role=role,
        webhook=_webhook(settings),
        listen=Address(settings.http_host, settings.listen_port) if settings.listen_port else None,
    )
    try:
        await _live(app, stopping, f"Talking to {settings.bot_api_url} (role: {role})")
    except PortTaken as error:
        raise CannotStart(
            f"HTTP_PORT: port {error.port} is taken by another program. Example: HTTP_PORT=8082"
        ) from error
    except CannotListen as error:
        raise CannotStart(f"HTTP_HOST: cannot listen on {error}. Example: HTTP_HOST=127.0.0.1") from error
    except WebhookRefused as error:
        raise CannotStart(
            f"WEBHOOK_URL: Telegram refuses it ({error}). Example: WEBHOOK_URL={EXAMPLES['WEBHOOK_URL']}"
        ) from error


def _webhook(settings: Settings) -> "Webhook | None":
    if settings.webhook_url is None or settings.webhook_secret is None:
        return None
    from bot.web.webhook import Webhook  # noqa: PLC0415 (what answers HTTP is for those who listen)

    return Webhook(settings.webhook_url, settings.webhook_secret.get_secret_value())


async def _practise(settings: Settings, knowledge: Knowledge, store: Store, stopping: asyncio.Event) -> None:
    # Imported here: on Telegram the coach does without the practice Telegram.
    from bot.practice import TOKEN, Practice  # noqa: PLC0415
    from bot.sandbox.store import StoreUnusable  # noqa: PLC0415

    folder = data_folder()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        practice = Practice(folder / "practice-telegram.sqlite3")
    except StoreUnusable as error:
        raise CannotStart(str(error)) from error
    try:
        await practice.start(settings.practice_port)
    except PortTaken as error:
        raise CannotStart(
            f"PRACTICE_PORT: port {error.port} is taken by another program. Example: PRACTICE_PORT=8081"
        ) from error
    clock = Clock(practice.sandbox.clock_offset)
    app = App.build(
        token=TOKEN,
        api_url=practice.server.base_url,
        knowledge=knowledge,
        matcher=Matcher(knowledge),
        store=store,
        clock=clock,
        admin_ids=settings.admin_ids,
    )
    practice.clock.drive(app)
    try:
        await _live(
            app, stopping, f"Practice mode (no BOT_TOKEN). Open {practice.server.base_url} in your browser"
        )
    finally:
        await practice.stop()


async def _live(app: App, stopping: asyncio.Event, greeting: str) -> None:
    starting = asyncio.create_task(app.start())
    stopped = asyncio.create_task(stopping.wait())
    try:
        await asyncio.wait({starting, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if starting.done():
            starting.result()
            _reload_on_hangup(app)
            gc.freeze()
            gc.enable()
            typer.echo(f"{greeting}. Ctrl+C stops.")
            await app.run(stopping)
    finally:
        starting.cancel()
        stopped.cancel()
        await app.stop()


def _reload_on_hangup(app: App) -> None:
    """SIGHUP takes up changed knowledge, as /reload does (there is no such signal on Windows)."""
    running: set[asyncio.Task[list[str]]] = set()

    def reload() -> None:
        task = asyncio.create_task(app.reload())
        running.add(task)
        task.add_done_callback(running.discard)

    if hasattr(signal, "SIGHUP"):
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, reload)


def _on_signals() -> asyncio.Event:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)
    return stopping
