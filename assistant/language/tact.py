"""Whether news is good or bad, and whether a reply cheers or condoles: by words, no more."""

from __future__ import annotations

import re


def _any_of(text: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(text.split())})\b".replace("_", " "))


_BAD_NEWS = _any_of(
    """died dead dying death passed_away lost lose losing broke broken hurts? sick ill pain cancer
    accident crash\\w* fired failed fail stole\\w* robbed cheated divorc\\w* left_me dumped lonely
    alone sad upset angry annoy\\w* hate awful horrible terrible worst bad badly stupid scared
    afraid worried nervous stress\\w* tired exhausted cry cried crying miss unfair unfortunately
    shouted yelled argu\\w+ fight fought forgot ruined funeral hospital scary depress\\w*
    disappoint\\w* embarrass\\w* guilty ashamed trouble problem late burnt disgust\\w*
    unkind mean"""
)
_GOOD_NEWS = _any_of(
    """won passed promot\\w+ got_the_job engaged married wedding birthday baby holiday vacation
    excited happy glad proud great wonderful fantastic amazing love enjoy\\w* fun lucky finally
    good_news celebrat\\w* graduat\\w* looking_forward"""
)
_CHEER = re.compile(
    r"\b(?:that's|that is|sounds|how|so|very|pretty|oh) (?:so |very |really |like )?"
    r"(?:a lot of )?(?:great|cool|awesome|nice|good|fun|wonderful|amazing|lovely|exciting|"
    r"fantastic)\b(?! (?:question|point|idea))|\bcongrat\w*|"
    r"\bi'm (?:so )?(?:glad|happy) (?:you|to hear|for you)|\bgood time\b|\bcan't wait\b"
)
_CONDOLENCE = re.compile(
    r"\b(?:sorry to hear|that's (?:too bad|terrible|awful|a shame|sad)|oh no|what a pity|poor)\b"
)


def tactless(said: str, reply: str) -> bool:
    """A cheer at bad news, or a condolence for good news alone; both texts normalised."""
    if _BAD_NEWS.search(said):
        return bool(_CHEER.search(reply))
    return bool(_GOOD_NEWS.search(said) and _CONDOLENCE.search(reply))
