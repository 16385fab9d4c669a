"""hassil or padacioso as a process of its own: one JSON object in, one out, a line each.

    python command_peers_child.py hassil|padacioso
    {"templates": {intent: [...]}, "sentences": {intent: [...]}, "types": {intent: {slot: type}},
     "values": {type: [...]}, "open": [type, ...]}  ->  {"ready": seconds}
    {"text": "..."}  ->  {"intent": ... or null, "slots": [[slot, text], ...], "seconds": ...}

Run by `bench.command_peers` with the interpreter of their own environment: nothing of Refrain is
imported here.
"""

import json
import re
import sys
import time
from concurrent import futures

GAP = re.compile(r"\{([a-z_]+)\}")


class Hassil:
    """Templates as they are; a slot is a list of values, or a wildcard where its type is open."""

    def __init__(self, setup):
        from hassil.intents import Intents
        from hassil.recognize import recognize_best

        self.recognize = recognize_best
        lists = {name: {"values": values} for name, values in setup["values"].items()}
        lists.update({name: {"wildcard": True} for name in setup["open"]})
        intents = {}
        for intent, templates in setup["templates"].items():
            types = setup["types"][intent]
            named = [GAP.sub(lambda m, t=types: f"{{{t[m[1]]}:{m[1]}}}", x) for x in templates]
            intents[intent] = {"data": [{"sentences": named}]}
        self.intents = Intents.from_dict({"language": "en", "intents": intents, "lists": lists})

    def understand(self, text):
        found = self.recognize(text, self.intents)
        if found is None:
            return None, []
        return found.intent.name, [[e.name, e.text_clean] for e in found.entities_list]


class InTurn(futures.Executor):
    """Does at once what it is given. Padacioso starts four processes for each sentence and sends
    them all it knows, which takes seconds; its work itself stays as it is."""

    def __init__(self, max_workers=None):
        pass

    def submit(self, work, *arguments):
        done = futures.Future()
        done.set_result(work(*arguments))
        return done


class Padacioso:
    """Sentences of the templates; a value that is listed is surer than another."""

    def __init__(self, setup):
        import padacioso

        padacioso.concurrent.futures.ProcessPoolExecutor = InTurn
        self.container = padacioso.IntentContainer()
        known = set()
        for intent, sentences in setup["sentences"].items():
            types = setup["types"][intent]
            self.container.add_intent(intent, [self.numbered(one) for one in sentences])
            for slot, type in types.items():
                values = setup["values"].get(type)
                for name in (slot, f"{slot}__2", f"{slot}__3"):
                    if values and name not in known:
                        known.add(name)
                        self.container.add_entity(name, values)

    @staticmethod
    def numbered(sentence):
        """No two gaps of one name, which its patterns can't have."""
        seen = {}

        def name(match):
            seen[match[1]] = seen.get(match[1], 0) + 1
            number = seen[match[1]]
            return f"{{{match[1]}__{number}}}" if number > 1 else match[0]

        return GAP.sub(name, sentence)

    def understand(self, text):
        found = self.container.calc_intent(text)
        slots = [[name.partition("__")[0], value] for name, value in found["entities"].items()]
        return found["name"], slots


def main():
    answers, sys.stdout = sys.stdout, sys.stderr
    started = time.perf_counter()
    peer = {"hassil": Hassil, "padacioso": Padacioso}[sys.argv[1]](json.loads(sys.stdin.readline()))
    print(json.dumps({"ready": time.perf_counter() - started}), file=answers, flush=True)
    for line in sys.stdin:
        text = json.loads(line)["text"]
        started = time.perf_counter()
        intent, slots = peer.understand(text)
        row = {"intent": intent, "slots": slots, "seconds": time.perf_counter() - started}
        print(json.dumps(row), file=answers, flush=True)


if __name__ == "__main__":
    main()
