"""Invented people of the demo: given and family names, put together by a chance that is the same at each loading."""

import random
from collections.abc import Iterator, Sequence

GIVEN = (
    "Abena", "Adam", "Aisha", "Alan", "Angela", "Anjali", "Bridget", "Callum", "Carol", "Chipo", "Daniel", "Donna",
    "Elsie", "Emeka", "Fatima", "Gareth", "Grace", "Harpreet", "Hassan", "Helen", "Ian", "Imani", "Jasmine", "Joan",
    "Kasia", "Kevin", "Leanne", "Lewis", "Mabel", "Marcus", "Mei", "Nadia", "Nigel", "Oluwaseun", "Pauline", "Priya",
    "Rhys", "Rosa", "Sanjay", "Sheila", "Stephen", "Tanya", "Tariq", "Ursula", "Victor", "Wendy", "Yusuf", "Zoe",
)  # fmt: skip
FAMILY = (
    "Adeyemi", "Akhtar", "Barker", "Bello", "Bennett", "Brennan", "Campbell", "Chan", "Clarke", "Davies", "Dhillon",
    "Evans", "Farrell", "Fletcher", "Gill", "Griffiths", "Hall", "Hussain", "Iqbal", "Jackson", "Kaur", "Kowalska",
    "Lawson", "Mahmood", "Marsh", "Mensah", "Morris", "Mwangi", "Naylor", "Ndlovu", "Osborne", "Patel", "Quinn",
    "Reid", "Robinson", "Shah", "Sharma", "Sutton", "Taylor", "Turner", "Walsh", "Watts", "Wong", "Zielinska",
)  # fmt: skip
DUTCH_GIVEN = ("Anouk", "Bram", "Daan", "Fleur", "Hidde", "Ilse", "Jeroen", "Lotte", "Maud", "Ruben", "Sanne", "Thijs")
DUTCH_FAMILY = ("de Boer", "Dijkstra", "Hendriks", "Jansen", "Kuipers", "Meijer", "van Dam", "Visser", "de Wit")


def invented(given: Sequence[str] = GIVEN, family: Sequence[str] = FAMILY, *, after: int = 0) -> Iterator[str]:
    """Every pair once; those after so many leave the first ones to others."""
    pairs = [f"{first} {last}" for first in given for last in family]
    random.Random(2027).shuffle(pairs)
    return iter(pairs[after:])
