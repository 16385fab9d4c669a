"""ALICE as a process of its own: one JSON object in, one out, a line each.

    {"turns": ["hello", "my name is Kim", "what is my name"]}  ->  {"reply": "...", "seconds": ..}

Each line is a conversation that begins anew; only the last turn is timed. Run by `bench.alice`
with the interpreter of ALICE's own environment: nothing of Refrain is imported here, and
nothing of ALICE (python-aiml is under a BSD licence, the ALICE set under the GPL) in Refrain.
"""

import json
import os
import random
import sys
import time

BOT = {
    "name": "ALICE", "master": "the people who wrote me", "botmaster": "botmaster",
    "gender": "female", "genus": "robot", "species": "chat robot", "order": "artificial mind",
    "location": "a computer", "birthplace": "a computer", "birthday": "the day I was installed",
    "age": "some years", "favoritecolor": "green", "favoritefood": "electricity",
    "favoriteband": "any", "favoritemovie": "one with robots", "favoritebook": "the dictionary",
    "boyfriend": "none", "girlfriend": "none", "size": "98,000 categories", "religion": "none",
}  # fmt: skip
"""What its sentences have gaps for; empty ones would make it worse than it is."""


def main() -> None:
    answers, sys.stdout = sys.stdout, sys.stderr  # the library prints as it loads
    time.clock = time.perf_counter  # type: ignore[attr-defined]  # gone since Python 3.8
    import aiml  # type: ignore[import-not-found]

    kernel = aiml.Kernel()
    kernel.verbose(False)
    kernel.setTextEncoding(None)
    folder = os.path.join(aiml.__path__[0], "botdata", "alice")
    kernel.bootstrap(learnFiles="startup.xml", commands="load alice", chdir=folder)
    for name, value in BOT.items():
        kernel.setBotPredicate(name, value)
    print(json.dumps({"categories": kernel.numCategories()}), file=answers, flush=True)
    for number, line in enumerate(sys.stdin):
        *earlier, last = json.loads(line)["turns"]
        random.seed(number)
        for turn in earlier:
            kernel.respond(turn, str(number))
        started = time.perf_counter()
        reply = kernel.respond(last, str(number))
        row = {"reply": " ".join(reply.split()), "seconds": time.perf_counter() - started}
        print(json.dumps(row), file=answers, flush=True)


if __name__ == "__main__":
    main()
