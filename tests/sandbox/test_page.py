"""What can be said of the page without a browser."""

import re
from importlib.resources import files
from pathlib import Path

import httpx
import pytest

from bot.sandbox.app import PAGE
from bot.sandbox.server import SandboxServer

SCRIPTS = sorted(PAGE.glob("*.js"))
INDEX = (PAGE / "index.html").read_text(encoding="utf-8")


def test_the_page_is_part_of_the_package():
    assert files("bot.sandbox").joinpath("page", "index.html").is_file()


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_data_never_becomes_markup(script: Path):
    source = script.read_text(encoding="utf-8")
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", source
    )


def test_the_page_has_no_script_or_style_in_its_markup():
    assert not re.search(r"<script(?![^>]*\bsrc=)", INDEX)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", INDEX)


async def test_all_that_the_page_asks_for_is_there(server: SandboxServer):
    wanted = set(re.findall(r'(?:src|href)="(/page/[^"]+)"', INDEX))
    for script in SCRIPTS:
        wanted |= {f"/page/{name}" for name in re.findall(r'from "\./([^"]+)"', script.read_text("utf-8"))}
    assert len(wanted) > 10
    async with httpx.AsyncClient(base_url=server.base_url) as client:
        for path in ["/", *wanted]:
            assert (await client.get(path)).status_code == 200, path


def test_every_element_that_a_script_takes_by_id_is_in_the_markup():
    known = set(re.findall(r'\bid="([^"]+)"', INDEX))
    taken = {
        name for script in SCRIPTS for name in re.findall(r'byId\("([^"]+)"\)', script.read_text("utf-8"))
    }
    assert taken
    assert taken <= known


@pytest.mark.parametrize("path", ["/page/../app.py", "/page/%2e%2e/app.py", "/page/..%2fapp.py"])
async def test_nothing_but_the_page_is_served(path: str, server: SandboxServer):
    async with httpx.AsyncClient(base_url=server.base_url) as client:
        assert (await client.get(path)).status_code == 404
