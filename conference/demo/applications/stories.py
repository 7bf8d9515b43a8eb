"""What the demo's invented applicants wrote."""

from dataclasses import dataclass

from conference.rules.funding.paper_letters import Fact
from conference.rules.languages import Lang


@dataclass(frozen=True)
class Story:
    """One invented person's own words."""

    relation: str
    about_me: str
    why_come: str
    bring: str
    take_back: str


NEAR = (
    ("Leeds", "England", "train"),
    ("Truro", "England", "train"),
    ("Hull", "England", "coach"),
    ("Carlisle", "England", "car"),
)
ABROAD = ("Utrecht", "Netherlands", "train")

STORIES = (
    Story(
        "patient",
        "I have had a new kidney for six years. Before that I was on a machine three nights a week. I learned to"
        " ask what every tube was for.",
        "I want to meet the people who plan kidney care and tell them what a night on the machine is like.",
        "I run a small group where people on the list talk once a month.",
        "I would tell my group what other places do better.",
    ),
    Story(
        "carer",
        "I look after my father, who forgets more each month. I know every form there is, and I know which ones"
        " ask the same thing twice.",
        "Carers sit in the corridor. I would like to see what happens inside the room.",
        "How it is when the help stops at five o'clock.",
        "Our village carers' café would hear all of it.",
    ),
    Story(
        "bereaved",
        "My daughter died after an infection that was found too late. I work with the hospital now so that the"
        " signs are seen in time.",
        "To learn how others teach the early signs.",
        "A short talk that I give to new nurses, from a mother's side.",
        "I would bring ideas back to our hospital's safety group.",
    ),
    Story(
        "service_user",
        "I spent two years in and out of a mental health ward. What helped me was a nurse who asked before she"
        " opened the door.",
        "I want to find people who change wards with the people who live on them.",
        "A list of ten small things that cost nothing.",
        "The peer workers in my town meet every week, and I would report there.",
    ),
    Story(
        "family",
        "My brother does not speak. I speak for him when he lets me. He tells me with his hands when I get it wrong.",
        "To learn how hospitals can listen to people who do not use words.",
        "Pictures that my brother and I made for his last stay.",
        "His day centre wants to make the same for everybody.",
    ),
    Story(
        "community",
        "I drive a bus and I started a walking group for men who do not go to the doctor. We are thirty now.",
        "I have never been to such a thing. I want to know if people like us are welcome.",
        "How to get men to talk: walk, do not sit.",
        "Thirty men on a Sunday morning.",
    ),
    Story(
        "patient",
        "I have a lung illness and I carry my oxygen. I plan every stair. I used to be a teacher.",
        "To talk about care at home and what it asks of a person.",
        "I can explain hard things in easy words. I did it for thirty years.",
        "Our breathing choir, forty people and one piano.",
    ),
)

FEEDBACK = "The panel liked how you speak for others. Many came close this year, and you were one of them."
TEXTS = {
    (Fact.signer, Lang.en): "Dara Quill\nHead of the lived-experience programme",
    (Fact.signer, Lang.nl): "Dara Quill\nHoofd van het programma voor ervaring in het eigen leven",
    (Fact.host, Lang.en): "Care Together\n1 Invented Street, Leeds",
    (Fact.host, Lang.nl): "Care Together\n1 Invented Street, Leeds",
    (Fact.meets_me, Lang.en): "Robin Vale, in a yellow scarf",
    (Fact.meets_me, Lang.nl): "Robin Vale, met een gele sjaal",
    (Fact.meets_phone, Lang.en): "01632 960900",
    (Fact.meets_phone, Lang.nl): "01632 960900",
    (Fact.meeting_point, Lang.en): "At the main door, from half past eight in the morning. There are seats.",
    (Fact.meeting_point, Lang.nl): "Bij de hoofdingang, vanaf half negen in de ochtend. Er zijn stoelen.",
    (Fact.quiet_room, Lang.en): "Room 4, on the ground floor. There are soft seats, water and a fridge.",
    (Fact.quiet_room, Lang.nl): "Kamer 4, op de begane grond. Er zijn zachte stoelen, water en een koelkast.",
    (
        Fact.day_plan,
        Lang.en,
    ): "- 9.00 Welcome\n- 10.30 Rest, half an hour\n- 11.00 Talks\n- 12.30 Lunch and rest\n- 14.00 Talks\n"
    "- 15.30 The day ends",
    (Fact.day_plan, Lang.nl): "- 9.00 Welkom\n- 10.30 Rust, een half uur\n- 11.00 Lezingen\n- 12.30 Lunch en rust\n"
    "- 14.00 Lezingen\n- 15.30 Einde van de dag",
    (Fact.online_free, Lang.en): "All talks of the first day are shown live on our page. You need no ticket.",
    (
        Fact.online_free,
        Lang.nl,
    ): "Alle lezingen van de eerste dag zijn live te zien op onze pagina. U hebt geen kaartje nodig.",
}
