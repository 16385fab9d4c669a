"""Words that are never said, plainly, so that the filter can be read and mended.

Kept as short as is useful: stems, matched as whole words with the usual endings. Words that
are mostly harmless ("pussycat", "cock-a-doodle-doo", "dick" as a name) are not here.
"""

from __future__ import annotations

SLURS = (
    "nigger", "nigga", "chink", "gook", "spic", "wetback", "kike", "paki", "raghead", "towelhead",
    "coon", "golliwog", "faggot", "fag", "dyke", "tranny", "shemale", "retard", "retarded",
    "mongoloid",
    "spastic", "gypo", "pikey", "whore", "slut",
)  # fmt: skip

SWEARING = (
    "fuck", "fucker", "fucking", "fucked", "motherfucker", "motherfucking", "shit", "shitty",
    "bullshit", "cunt", "bitch", "bastard", "asshole", "arsehole", "wanker", "twat", "dickhead",
    "prick", "bollocks", "piss off", "son of a bitch",
)  # fmt: skip

SEXUAL = (
    "blowjob", "blow job", "handjob", "hand job", "dildo", "vibrator", "porn", "porno",
    "pornography",
    "pornographic", "orgasm", "orgy", "masturbate", "masturbating", "masturbation", "horny",
    "erotic",
    "erotica", "erection", "boobs", "tits", "titties", "pussy", "penis", "vagina", "clit", "cum",
    "cumming", "anal", "bdsm", "bondage", "fetish", "hentai", "nudes", "threesome", "incest",
    "milf", "rape", "raped", "rapist", "raping", "sexting", "sext", "cybersex", "striptease",
    "stripper", "hooker", "prostitute", "kinky", "fondle", "fondling", "genitals",
)  # fmt: skip
