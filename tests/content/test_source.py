import pytest

from bot.content.knowledge import Knowledge
from bot.content.source import Source, SourceText, expand, keys_of


@pytest.mark.parametrize(
    ("name", "keys"),
    [("E5", ["E5"]), ("S1-S3", ["S1", "S2", "S3"]), ("S3-S1", []), ("S1-E3", []), ("S7-S7", ["S7"])],
)
def test_a_range_stands_for_each_of_its_keys(name: str, keys: list[str]) -> None:
    assert list(keys_of(name)) == keys


def test_every_key_of_a_range_becomes_a_source_of_its_own() -> None:
    text = SourceText(title="The article", year=None, link="docs/knowledge.md")
    sources = expand({"S1-S2": text})
    assert sources == {
        key: Source(key=key, title="The article", year=None, link="docs/knowledge.md") for key in ("S1", "S2")
    }


@pytest.mark.parametrize(
    ("link", "url"),
    [("https://example.org", "https://example.org"), ("docs/knowledge.md", None), (None, None)],
)
def test_only_a_web_address_is_for_runners(link: str | None, url: str | None) -> None:
    assert Source(key="E5", title="A work", year=2018, link=link).url == url


def test_what_was_only_remembered_is_no_source(knowledge: Knowledge) -> None:
    assert not {"E30", "E95"} & knowledge.sources.keys()


def test_our_own_rules_say_so_and_point_to_no_study(knowledge: Knowledge) -> None:
    ours = {"E12", "E25", "E31", "E35", "E45", "E51", "E61", "E88", "E100", "E106"}
    for key in ours:
        assert knowledge.sources[key].title.startswith("Coach's own rule")
        assert knowledge.sources[key].url is None
