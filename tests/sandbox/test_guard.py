import httpx
import pytest

from bot.sandbox.server import SandboxServer

from .conftest import TOKEN

STATE = "/practice/api/state"
OUR_ORIGIN = "the server's own origin"


async def ask(
    server: SandboxServer, path: str, headers: dict[str, str], method: str = "GET"
) -> httpx.Response:
    own = {name: server.base_url if value == OUR_ORIGIN else value for name, value in headers.items()}
    async with httpx.AsyncClient(base_url=server.base_url) as client:
        return await client.request(method, path, headers=own)


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example"},
        {"host": "evil.example:8080"},
        {"host": "127.0.0.1.evil.example"},
        {"host": "localhost.evil.example"},
        {"host": "192.168.0.7:8080"},
        {"host": ""},
        {"origin": "https://evil.example"},
        {"origin": "http://127.0.0.1:1"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"},
        {"sec-fetch-site": "same-site", "sec-fetch-mode": "cors"},
    ],
)
async def test_other_sites_are_kept_out(headers: dict[str, str], server: SandboxServer):
    for path in ("/", STATE, "/page/main.js", f"/bot{TOKEN}/getMe", "/practice/api/events"):
        answer = await ask(server, path, headers)
        assert (answer.status_code, answer.json()["ok"]) == (403, False), path


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"host": "localhost"},
        {"host": "localhost:8080"},
        {"host": "[::1]:8080"},
        {"origin": OUR_ORIGIN, "sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none", "sec-fetch-mode": "navigate"},
    ],
)
async def test_this_machine_is_let_in(headers: dict[str, str], server: SandboxServer):
    for path in ("/", STATE, f"/bot{TOKEN}/getMe"):
        assert (await ask(server, path, headers)).status_code == 200, path


async def test_a_link_on_another_site_opens_the_page_and_nothing_behind_it(server: SandboxServer):
    followed = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}
    assert (await ask(server, "/", followed)).status_code == 200
    assert (await ask(server, STATE, followed)).status_code == 403
    assert (await ask(server, f"/bot{TOKEN}/getMe", followed)).status_code == 403


async def test_a_form_of_another_site_cannot_write(server: SandboxServer):
    answer = await ask(server, "/practice/api/clock", {"origin": "https://evil.example"}, "POST")
    assert answer.status_code == 403


@pytest.mark.parametrize("path", ["/", STATE, "/page/main.js", "/page/base.css"])
async def test_the_page_runs_only_its_own_scripts(path: str, server: SandboxServer):
    headers = (await ask(server, path, {})).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
