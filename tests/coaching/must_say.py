"""What an outcome must say (protocol, section 4): outcome, what, under which answers, in which words."""

from collections.abc import Mapping

from bot.coaching.outcome import Outcome

When = Mapping[str, tuple[object, ...]]
SUDDEN_AND_EARLY: When = {"onset": ("sudden",), "days": ("0-1", "2-3")}
EARLY_CARE = ("48 to 72 hours", "rest it", "up to 20 minutes", "No heat, alcohol, massage or full stretches")
DOCTOR: When = {"flags": ("C1", "C2", "C3", "C4")}
GP = ("**Book your GP or another doctor**", "within days")
FOR_THE_PROGRAMME = {
    "preg": ("midwife or doctor", "programme"),
    "u18": ("under 18",),
    "thin": ("blood thinner", "doctor"),
}
SORE_SIT_BONE: When = {"location": ("sitbone",)}
TENDON = ("tendon torn off the sit bone", "best seen early")

MUST_SAY: list[tuple[Outcome, str, When, tuple[str, ...]]] = [
    (
        Outcome.K,
        "ordinary",
        {"soreness": (1, 2)},
        ("ordinary training soreness", "normal", "**Why?** Because"),
    ),
    (Outcome.K, "run as planned", {}, ("Run as planned if your stride feels normal", "stop if it changes")),
    (Outcome.K, "48 hours", {}, ("48 hours between hamstring sessions",)),
    (Outcome.K, "tell me", {}, ("Tell me if it goes above 3, or if a red flag shows up",)),
    (Outcome.A, "not alarming", {}, ("not alarming", "Ease off", "**Why ease off?** Because")),
    (Outcome.A, "easy and half", {}, ("easy, flat run", "about half your usual length")),
    (Outcome.A, "nothing fast", {}, ("No sprints, hills or intervals",)),
    (
        Outcome.A,
        "when to stop",
        {},
        ("Stop if the soreness rises by 2, goes past 5, or your stride changes",),
    ),
    (Outcome.A, "next session", {}, ("Skip the next hamstring session or do half of it",)),
    (Outcome.A, "nothing heavy", {}, ("without Nordics, jump squats or heavy deadlifts",)),
    (Outcome.A, "next morning", {}, ("Tomorrow morning it should be no worse. If it is, swap your run",)),
    (Outcome.A, "R30", {"rule": ("R30",)}, ("5 to 10 minutes of easy jogging on the flat first",)),
    (Outcome.A, "test jog", {"form": ("notrun",)}, ("5 to 10 minutes of easy jogging on the flat first",)),
    (Outcome.A, "sit bone", SORE_SIT_BONE, ("no hamstring stretching", "cushion when you sit for long")),
    (Outcome.A, "not a hamstring", {"location": ("calf", "other")}, ("I only know hamstrings",)),
    (Outcome.X, "dial back", {}, ("Dial back", "until it settles", "**Why?** Because")),
    (Outcome.X, "no strength", {}, ("no running and no hamstring strength work",)),
    (Outcome.X, "swimming", {}, ("front or back crawl", "gentle kick", "no hard push off the wall")),
    (Outcome.X, "deep water", {}, ("Running in deep water",)),
    (Outcome.X, "how long", {}, ("20 to 30 easy minutes",)),
    (
        Outcome.X,
        "sit bone",
        SORE_SIT_BONE,
        ("in the pool", "No cycling", "No hamstring stretching", "cushion"),
    ),
    (Outcome.X, "only while", {}, ("Only while the soreness stays at 0-2", "no worse next day")),
    (Outcome.X, "sudden start", SUDDEN_AND_EARLY, (*EARLY_CARE, "Then swap")),
    (Outcome.X, "pushing through", {}, ("pushing through hamstring pain leads to injury",)),
    (
        Outcome.X,
        "back: test run",
        {},
        ("Two days in a row at 0-2, walking fine", "10 to 15 minutes of easy flat"),
    ),
    (Outcome.X, "back: next run", {}, ("At most 2 the next day: 20 minutes", "then your usual easy run")),
    (Outcome.X, "back: a tenth", {}, ("at most a tenth over your longest of the last 30 days",)),
    (
        Outcome.X,
        "back: hamstrings",
        {},
        ("After two easy runs", "half the sets, bodyweight first", "Speed comes last"),
    ),
    (Outcome.X, "back: a step", {}, ("At 3 or more, or with a changed stride, go one step back",)),
    (Outcome.X, "back: two failed", {}, ("If it happens twice, see a physiotherapist",)),
    (Outcome.X, "again", {}, ("after 48 hours", "at once with a red flag", "Not settled within a week?")),
    (Outcome.P, "stop", {}, ("Stop running and hamstring work", "**Why?** Because")),
    (Outcome.P, "book", {}, ("**Book", "within days")),
    (Outcome.P, "sudden", {"onset": ("sudden",)}, ("the sooner you are seen, the better",)),
    (Outcome.P, "walking", {}, ("gentle walking is fine if it does not hurt",)),
    (Outcome.P, "what to tell", {}, ("how it began, how many days ago, your score, and whether you limp",)),
    (Outcome.P, "first days", SUDDEN_AND_EARLY, EARLY_CARE),
    (Outcome.P, "sit bone", SORE_SIT_BONE, ("don't stretch it", "avoid long sitting and cycling")),
    (Outcome.P, "today", {}, ("**Be seen today** if you can't walk four steps", "bruise", "calf", "fever")),
    (
        Outcome.P,
        "emergency",
        {},
        ("**Call the emergency number** ({emergency_brief})", "chest pain", "dark urine"),
    ),
    (Outcome.P, "no knowing", {}, ("I can't know what it is",)),
    (Outcome.P, "R9", {"rule": ("R9",)}, (*GP, "a physiotherapist alone is not enough")),
    (Outcome.P, "C1 to C4", DOCTOR, (*GP, "a physiotherapist alone is not enough")),
    (Outcome.P, "C4", {"flags": ("C4",)}, ("pharmacist", "Don't stop taking it before you have asked")),
    (Outcome.P, "R10", {"rule": ("R10",)}, (*GP, "Don't run at all until someone has examined the hip")),
    (Outcome.P, "groin", {"location": ("groin",)}, (*GP, "Don't run at all until someone has examined")),
    (Outcome.P, "R17", {"rule": ("R17",)}, GP),
    (Outcome.P, "risk", {"risk": ("u18", "preg", "thin")}, GP),
    (Outcome.P, "under 18", {"risk": ("u18",)}, ("tell a parent",)),
    (Outcome.P, "pregnant", {"risk": ("preg",)}, ("midwife or doctor", "programme")),
    (Outcome.P, "blood thinner", {"risk": ("thin",)}, ("Mention the blood thinner",)),
    (Outcome.U, "today", {}, ("Please be seen today",)),
    (
        Outcome.U,
        "where",
        {},
        ("urgent care centre", "GP for an urgent appointment", "out-of-hours line (111 in the UK)"),
    ),
    (Outcome.U, "until then", {}, ("don't run on it, stretch it, massage it or test it",)),
    (Outcome.U, "weight", {}, ("Keep your weight off the leg if it hurts",)),
    (Outcome.U, "emergency", {}, ("**Call the emergency number** ({emergency_brief}) if",)),
    (
        Outcome.U,
        "signs",
        {},
        ("chest pain", "short of breath", "numb between the legs", "dark urine", "leg turns cold"),
    ),
    (Outcome.U, "led by B1", {"flags": ("B1",)}, ("You told me of a pop, a snap or a tear", *TENDON)),
    (Outcome.U, "led by B2", {"flags": ("B2",)}, ("You told me that you can't put weight on the leg",)),
    (
        Outcome.U,
        "led by B3",
        {"flags": ("B3",)},
        ("You told me of a big bruise or swelling, or a dip or lump",),
    ),
    (
        Outcome.U,
        "led by B4",
        {"flags": ("B4",)},
        ("one calf or thigh is swollen", "don't massage or rub the calf"),
    ),
    (Outcome.U, "led by B5", {"flags": ("B5",)}, ("You told me of fever or shivers with a hot, red leg",)),
    (
        Outcome.U,
        "led by B6",
        {"flags": ("B6",)},
        ("pain at the sit bone after a split, a slip or an over", *TENDON),
    ),
    (
        Outcome.U,
        "led by B7",
        {"flags": ("B7",)},
        ("You told me that the foot drops, or that one leg is newly",),
    ),
    (
        Outcome.U,
        "led by R4",
        {"rule": ("R4",)},
        ("Because pain at the sit bone that comes on suddenly", *TENDON),
    ),
    (
        Outcome.U,
        "led by R5",
        {"rule": ("R5",)},
        ("Because it came on suddenly, you limp, and 7 or more is a lot",),
    ),
    (
        Outcome.U,
        "led by R6",
        {"rule": ("R6",)},
        ("Because a sudden start under 18, or with a blood thinner",),
    ),
    (
        Outcome.U,
        "led by R7",
        {"rule": ("R7",)},
        ("Because a sore calf in pregnancy", "don't massage or rub the calf"),
    ),
    (
        Outcome.U,
        "under 18",
        {"risk": ("u18",)},
        ("Say that you are under 18", "X-ray", "tell a parent now"),
    ),
    (Outcome.U, "pregnant", {"risk": ("preg",)}, ("Say that you are pregnant or gave birth",)),
    (Outcome.U, "blood thinner", {"risk": ("thin",)}, ("Say that you take a blood thinner",)),
    (Outcome.E, "call", {}, ("Get emergency help now", "Call {emergency}", "emergency department")),
    (Outcome.E, "no driving", {}, ("Don't drive yourself", "don't wait")),
    (Outcome.E, "A2", {"flags": ("A2",)}, ("possible cauda equina",)),
    (Outcome.E, "A3", {"flags": ("A3",)}, ("blood test for muscle breakdown (**CK**)",)),
    (
        Outcome.E,
        "R2",
        {"rule": ("R2",)},
        ("blood test for muscle breakdown (**CK**)", "muscle is breaking down"),
    ),
    (Outcome.E, "Q4b", {"q4b": (True,)}, ("blood test for muscle breakdown (**CK**)",)),
    (Outcome.E, "reason", {}, ("**Why?** Because",)),
]
MUST_SAY += [
    (outcome, f"programme: {risk}", {"risk": (risk,)}, says)
    for outcome in (Outcome.K, Outcome.A, Outcome.X)
    for risk, says in FOR_THE_PROGRAMME.items()
]
