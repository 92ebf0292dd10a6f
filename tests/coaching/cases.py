"""The 30 worked cases of the triage protocol, section 7, as data."""

from bot.coaching.answers import Answers

_KEYS = ("soreness", "location", "onset", "days", "form", "walking", "trend")


def _case(
    number: int, outcome: str, rule: str, told: str, **special: object
) -> tuple[int, str, str, Answers]:
    given: dict[str, object] = dict(zip(_KEYS, told.split(), strict=True))
    given["soreness"] = int(str(given["soreness"]))
    given = {"flags": [], "risk": [], **given, **special}
    return number, outcome, rule, Answers.model_validate(given)


WORKED = (
    _case(1, "K", "R32", "2 both after 0-1 no fine new"),
    _case(2, "X", "R25", "5 both after 2-3 no uncomfortable same"),
    _case(3, "A", "R27", "4 both after 2-3 no fine same"),
    _case(4, "X", "R21", "2 both after 2-3 little fine same"),
    _case(5, "X", "R20", "6 both after 2-3 no fine same"),
    _case(6, "P", "R8", "9 both after 2-3 no limp same", q4b=False),
    _case(7, "E", "R2", "9 both after 2-3 no limp worse", q4b=True),
    _case(8, "U", "R3", "5 mid sudden 0-1 no uncomfortable new", flags=["B1"]),
    _case(9, "P", "R11", "5 mid sudden 0-1 lot limp new"),
    _case(10, "U", "R5", "8 mid sudden 0-1 lot limp new", q4b=False),
    _case(11, "X", "R23", "2 mid sudden 0-1 notrun fine new"),
    _case(12, "U", "R3", "6 sitbone sudden 0-1 no uncomfortable new", flags=["B6"]),
    _case(13, "U", "R4", "4 sitbone sudden 0-1 notrun fine new"),
    _case(14, "P", "R13", "4 sitbone gradual 14+ no fine same"),
    _case(15, "A", "R31", "2 sitbone gradual 2-3 no fine same"),
    _case(16, "X", "R26", "3 both after 4-6 no fine same"),
    _case(17, "A", "R27", "3 both after 4-6 no fine better"),
    _case(18, "P", "R14", "4 mid gradual 7-13 no fine same"),
    _case(19, "P", "R15", "3 mid gradual 4-6 no fine worse"),
    _case(20, "U", "R3", "4 calf noreason 0-1 no fine new", flags=["B4"]),
    _case(21, "E", "R1", "3 both after 0-1 no fine new", flags=["A2"]),
    _case(22, "P", "R10", "3 groin gradual 7-13 no fine worse"),
    _case(23, "U", "R6", "3 mid sudden 0-1 no fine new", risk=["u18"]),
    _case(24, "P", "R18", "4 mid after 0-1 no fine new", risk=["prev"]),
    _case(25, "K", "R32", "2 both after 0-1 no fine new", risk=["preg"]),
    _case(26, "P", "R9", "3 mid noreason 4-6 no fine same", flags=["C1"]),
    _case(27, "P", "R12", "0 mid gradual 0-1 no limp new"),
    _case(28, "X", "R20", "6 both after 2-3 lot limp same"),
    _case(29, "A", "R29", "1 mid after 7-13 no fine better"),
    _case(30, "A", "R30", "2 both after 0-1 notrun fine new"),
)
