"""Runners for tests, and short ways to let them act."""

from bot.sandbox import runner_actions
from bot.sandbox.records import Runner
from bot.sandbox.state import Sandbox


def first_runner(sandbox: Sandbox) -> Runner:
    return sandbox.store.runners()[0]


def started_runner(sandbox: Sandbox) -> int:
    """The id of a runner who has pressed START; the update is confirmed already."""
    runner = first_runner(sandbox)
    runner_actions.send_text(sandbox, runner.id, "/start")
    sandbox.updates.forget_all()
    return runner.id
