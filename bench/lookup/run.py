"""Guesses first, on the very limits of the portal; then how long each kind of miss takes."""

from random import Random

from django.utils import timezone

from bench.lookup import guesses, misses
from bench.lookup.world import made


def run() -> None:
    at, random = timezone.now(), Random(8)  # noqa: S311  a story to be told again, no secret
    there = made(at=at)
    guesses.run(there, at=at, random=random)
    misses.run(there, random=random)
