"""The chat page in a real Chromium: ask, be triaged to a swim, jump to the reminder that says so."""

import shutil
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, async_playwright, expect

from .conftest import House

CHROMIUM = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine: the chat page is not tested"),
]


@pytest.fixture
async def page(house: House) -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        opened = await browser.new_page(viewport={"width": 390, "height": 844})
        await opened.goto(house.practice.server.base_url)
        yield opened
        await browser.close()


async def _say(page: Page, text: str) -> None:
    box = page.get_by_role("textbox", name="Message")
    await box.fill(text)
    await box.press("Enter")


async def _tap(page: Page, label: str, *, exact: bool = False) -> None:
    await page.get_by_role("button", name=label, exact=exact).last.click()


async def _sees(page: Page, text: str) -> None:
    await expect(page.get_by_role("log").get_by_text(text).last).to_be_visible(timeout=10_000)


async def test_a_runner_asks_is_triaged_to_a_swim_and_gets_the_changed_reminder(page: Page) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    await page.get_by_role("button", name="START").click()
    for label, then in [
        ("Let's go", "1/5"),
        ("Intermediate", "2/5"),
        ("Tuesday and Friday", "3/5"),
        ("07:00", "4/5"),
    ]:
        await _tap(page, label)
        await _sees(page, then)
    await _say(page, "berlin")
    await _tap(page, "Berlin")
    await _tap(page, "No daily check-in")
    await _sees(page, "All set.")

    await _say(page, "how oftn should i train my hamstrings")
    await _sees(page, "Two to three times a week.")

    await _say(page, "/soreness")
    for label, then in [
        ("None of these", "Any of these with this leg problem?"),
        ("None of these", "And any of these?"),
        ("None of these", "How sore was it"),
        ("4", "Where is it?"),
        ("Both thighs", "How did it start?"),
        ("Hours or a day", "How many days"),
        ("2-3", "change how you run?"),
        ("A little", "Walking, stairs"),
        ("Fine", "two days ago"),
        ("The same", "apply to you?"),
        ("None of these", "Dial back"),
    ]:
        await _tap(page, label, exact=label.isdigit())
        await _sees(page, then)
    await _sees(page, "Swimming")

    await page.get_by_role("button", name="Jump to the next due message").click()
    await _sees(page, "Your session, changed.")
    await _sees(page, "outcome of your soreness check")
    for label in ("Done", "Later", "Skip", "I'm sore"):
        await expect(page.get_by_role("button", name=label).last).to_be_visible()
    await _tap(page, "Done")
    await _sees(page, "Noted: done.")
    assert errors == []


async def test_nothing_is_cut_off_on_a_narrow_phone(page: Page) -> None:
    await page.set_viewport_size({"width": 320, "height": 640})
    await page.get_by_role("button", name="START").click()
    await _say(page, "/checkin")
    await _sees(page, "How sore are your hamstrings today?")
    assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    scores = [await page.get_by_role("button", name=str(n), exact=True).bounding_box() for n in range(11)]
    assert len({round(box["y"]) for box in scores if box}) == 2
    assert all(box and box["x"] >= 0 and box["x"] + box["width"] <= 320 for box in scores)


async def test_what_a_runner_types_is_shown_as_text_not_run(page: Page) -> None:
    await page.get_by_role("button", name="START").click()
    await _say(page, "<img src=x onerror=\"document.title='broken'\"> & <b>bold</b>")
    await _sees(page, "<b>bold</b>")
    assert await page.title() != "broken"
