"""The vocabulary of the rules over acts: where something may stand, seen from a place in a reply or a talk."""

from __future__ import annotations

REPLY = ("sentence", "before", "reply", "answered")
"""In the same sentence; in it or before it; anywhere in the reply; in the customer's message that is answered."""

CONVERSATION = (
    "sentence",
    "before",
    "message",
    "stretch",
    "near",
    "previous",
    "between",
    "earlier",
    "later",
    "unacknowledged",
    "talk",
    "answered",
)
"""In the same sentence; in it or before it in the same stretch; in the message; in the stretch; in it or the next one; in
the one before; in what the customer wrote between the two; up to here; from the message on; in what the customer wrote since the last
acknowledgement (and since the answers to what was asked along with it); anywhere; in what the customer wrote before the stretch."""

DERIVED = ("content", "relieved", "question-marks")
"""What the talk itself shows of a message: more than greetings and holding lines; somebody else takes over before the
customer writes or within five minutes; nothing but question marks."""
