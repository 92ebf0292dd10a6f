"""The chat page in a real Chromium: ask, be triaged to a swim, jump to the reminder that says so."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable

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


async def _check(page: Page) -> None:
    """Through the soreness check, to a swap."""
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


async def _in_view(page: Page) -> tuple[float, float]:
    """Where the newest message begins and ends: pixels below the top of the view, and above its end."""
    top, beneath = await page.evaluate("""() => {
        const view = document.getElementById("scroll").getBoundingClientRect();
        const last = [...document.querySelectorAll(".message")].at(-1).getBoundingClientRect();
        return [last.top - view.top, view.bottom - last.bottom];
    }""")
    return float(top), float(beneath)


async def _is_at_end(page: Page) -> bool:
    return (await _in_view(page))[1] >= 0


async def _is_at_top(page: Page) -> bool:
    top, beneath = await _in_view(page)
    return abs(top) < 20 and beneath < 0


async def _until(page: Page, holds: Callable[[Page], Awaitable[bool]]) -> None:
    for _ in range(50):
        if await holds(page):
            return
        await page.wait_for_timeout(100)
    raise AssertionError(f"{holds.__name__}: {await _in_view(page)}")


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

    await _check(page)
    await _sees(page, "Swimming")

    await page.get_by_role("button", name="Jump to the next due message").click()
    await _sees(page, "Your session, changed.")
    await _sees(page, "outcome of your soreness check")
    for label in ("Done", "Later", "Skip", "I'm sore"):
        await expect(page.get_by_role("button", name=label).last).to_be_visible()
    await _tap(page, "Done")
    await _sees(page, "Noted: done.")
    assert errors == []


async def test_a_message_taller_than_the_view_begins_at_its_top_and_short_ones_stay_at_the_end(
    page: Page,
) -> None:
    await page.get_by_role("button", name="START").click()
    await _say(page, "/help")
    await _until(page, _is_at_end)
    await _check(page)
    await _until(page, _is_at_top)
    await page.wait_for_timeout(300)
    assert await _is_at_top(page)
    await _say(page, "/checkin")
    await _sees(page, "How sore are your hamstrings today?")
    await _until(page, _is_at_end)


async def test_the_answer_to_a_tap_beneath_a_tall_message_comes_into_view(page: Page) -> None:
    await page.get_by_role("button", name="START").click()
    await _check(page)
    await _until(page, _is_at_top)
    # A click of the test's would scroll to the button first.
    await page.get_by_role("button", name="When not to wait").last.evaluate("button => button.click()")
    await _sees(page, "Call the emergency number")
    await _until(page, _is_at_end)


async def test_an_outcome_in_place_of_a_tall_question_begins_at_its_top(page: Page) -> None:
    await page.get_by_role("button", name="START").click()
    await _say(page, "/soreness")
    await _tap(page, "None of these")
    await _sees(page, "Any of these with this leg problem?")
    await _tap(page, "A pop")
    await _tap(page, "One calf")
    await _tap(page, "Done")
    await _sees(page, "Please be seen today.")
    await _until(page, _is_at_top)


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
