"""Questions in the chat: answers, choices, honest noes, and red flags before anything."""

from datetime import timedelta

import pytest

from .conftest import SetUp
from .phone import Phone, labels

FIVE = [
    ("how oftn should i train my hamstrings a week", "two", "three"),
    ("how many times per week hamstring wrokouts?", "two", "three"),
    ("is twice a week enogh for hammies", "two", "three"),
    ("does hamstring training help with sprnting", "plyometric", "drill"),
    ("will stronger hamstings make my sprint faster", "plyometric", "drill"),
    ("im a sprinter, shoud i train my hamstrings", "plyometric", "drill"),
    ("what are the signs of overtrainng my hamstrings", "soreness", "performance"),
    ("how do i know im overtraning", "soreness", "performance"),
    ("sympoms of doing too much hamstring work", "soreness", "performance"),
    ("can i run with sore hamstrigns", "swim", "cycl"),
    ("should i go runing when my hammies are sore", "swim", "cycl"),
    ("ok to run on soar hamstrings?", "swim", "cycl"),
    ("how long until i see results form hamstring training", "4", "6"),
    ("when will i notice a diference from the strength work", "4", "6"),
    ("how many weeks befor it pays off", "4", "6"),
]


@pytest.mark.parametrize(("question", "first", "second"), FIVE)
async def test_the_five_questions_of_the_article_are_answered_in_any_wording(
    phone: Phone, question: str, first: str, second: str
) -> None:
    (answer,) = await phone.send(question)
    text = answer["text"].lower()
    assert {"More", "Sources"} <= set(labels(answer)), text
    assert first in text
    assert second in text


async def test_more_sources_and_thumbs_stay_on_one_message(phone: Phone) -> None:
    (answer,) = await phone.send("how often should i train my hamstrings")
    count = len(await phone.from_coach())
    for label in ("More", "Less", "Sources", "Hide sources", "👍"):
        await phone.tap(label)
    last = await phone.last()
    assert last["message_id"] == answer["message_id"]
    assert len(await phone.from_coach()) == count
    assert "👍 Helpful ✓" in labels(last)


async def test_thumbs_down_is_logged_once_without_the_person(phone: Phone) -> None:
    await phone.send("how often should i train my hamstrings")
    await phone.tap("👎")
    await phone.tap("👎")
    async with phone.app.coach.store.read() as tx:
        (miss,) = await tx.misses.all(9)
    assert (miss.reason, miss.question) == ("thumbed_down", "how often should i train my hamstrings")
    assert miss.at.hour == miss.at.minute == 0


async def test_an_edited_question_edits_its_answer(phone: Phone) -> None:
    (answer,) = await phone.send("how often should i train my hamstrings")
    shown = await phone.shown()
    question = next(message for message in shown if not message["from"]["is_bot"])
    new = await phone.edit(question["message_id"], "how do i do a nordic curl")
    assert new == []
    assert "Kneel" in (await phone.last())["text"]
    assert (await phone.last())["message_id"] == answer["message_id"]


async def test_what_is_outside_is_declined_and_logged(phone: Phone) -> None:
    (answer,) = await phone.send("what is the capital of france")
    assert labels(answer) == ["Browse the topics"]
    async with phone.app.coach.store.read() as tx:
        (miss,) = await tx.misses.all(9)
    assert miss.reason == "declined"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("i have chest pain and cant breathe", "112"),
        ("felt a loud pop in my hamstring and now i cant walk", "seen today"),
        ("my pee is dark brown since leg day", "CK"),
        ("i want to kill myself", "988"),
    ],
)
async def test_a_red_flag_comes_before_anything_else(phone: Phone, text: str, said: str) -> None:
    (warning,) = await phone.send(text)
    assert said in warning["text"]
    assert "More" not in labels(warning)


async def test_a_red_flag_interrupts_the_set_up_and_pauses_an_emergency(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await phone.send("/start")
    await phone.tap("Let's go")
    await phone.send("i have chest pain and cant breathe")
    async with phone.app.coach.store.read() as tx:
        runner = await tx.runners.get(phone.chat)
        assert await tx.conversations.get(phone.chat) is None
    assert runner is not None
    assert runner.state == "urgent"


async def test_yes_it_happened_to_me_pauses_and_no_does_not(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await phone.send("felt a loud pop in my hamstring and now i cant walk")
    await phone.tap("No")
    async with phone.app.coach.store.read() as tx:
        runner = await tx.runners.get(phone.chat)
    assert runner is not None
    assert runner.state == "normal"
    await phone.send("felt a loud pop in my hamstring and now i cant walk")
    await phone.tap("Yes")
    async with phone.app.coach.store.read() as tx:
        runner = await tx.runners.get(phone.chat)
    assert runner is not None
    assert runner.state == "urgent"


async def test_small_talk_is_answered_in_kind(phone: Phone) -> None:
    for text in ("hi", "thanks!", "who are you?"):
        (answer,) = await phone.send(text)
        assert "More" not in labels(answer)
        assert "I don't have an answer" not in answer["text"]


async def test_none_of_these_says_so_and_is_logged_once(phone: Phone) -> None:
    for text in ("hamstring", "hamstrings running", "hamstring exercise", "strength", "sore"):
        answers = await phone.send(text)
        if "None of these" in labels(answers[-1]):
            break
    else:
        raise AssertionError("no question led to suggestions")
    await phone.tap("None of these")
    assert "noted the question" in (await phone.last())["text"]
    async with phone.app.coach.store.read() as tx:
        reasons = [miss.reason for miss in await tx.misses.all(9)]
    assert reasons.count("none_of_these") == 1


async def test_topics_lead_to_an_answer_and_back_in_one_message(phone: Phone) -> None:
    await phone.send("/topics")
    count = len(await phone.from_coach())
    first = await phone.last()
    await phone.tap(labels(first)[0])
    second = await phone.last()
    await phone.tap(labels(second)[0])
    assert "More" in labels(await phone.last())
    assert len(await phone.from_coach()) == count


async def test_a_neighbouring_subject_is_declined_by_name(phone: Phone) -> None:
    (answer,) = await phone.send("which running shoes should i buy for flat feet")
    assert "shoe" in answer["text"].lower()
    assert "I don't have an answer" not in answer["text"]
    assert labels(answer) == ["Browse the topics"]


async def test_two_questions_in_one_message_get_two_answers_in_order(phone: Phone) -> None:
    answers = await phone.send("how often should i train my hamstrings? and how do i do a nordic curl?")
    assert len(answers) == 2
    assert "times a week" in answers[0]["text"]
    assert "Kneel" in answers[1]["text"]


async def test_a_short_follow_up_is_read_against_the_answer_before(phone: Phone) -> None:
    await phone.send("how do i do a nordic curl")
    (answer,) = await phone.send("how many sets?")
    assert "nordic" in answer["text"].lower()


async def test_after_ten_minutes_a_question_stands_for_itself(phone: Phone) -> None:
    await phone.send("how do i do a nordic curl")
    phone.app.coach.clock.jump(phone.app.coach.clock.now() + timedelta(minutes=11))
    (answer,) = await phone.send("how many sets?")
    assert "nordic" not in answer["text"].split("\n")[0].lower()
