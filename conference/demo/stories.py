"""What the demo's invented applicants wrote."""

from dataclasses import dataclass


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
