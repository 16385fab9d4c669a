"""Trains several small networks side by side and tells how far each is, while it goes on."""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt
import torch

from assistant.errors import BadOption
from assistant.inside.memory_nets import KINDS, Net, gradient_norms, initialise
from assistant.inside.memory_task import FUTURE, TASKS, Task

BATCH = 64
LEARNING_RATE = 0.01
CLIP = 1.0
"""Norm of all gradients of a network, beyond which they are scaled down."""
WINDOW = 10
"""Updates that a score is the mean of."""
PROBED = 16
"""Sequences whose gradients are looked at."""
EVERY = 0.4
"""Seconds between two snapshots."""
PATIENCE = 90.0
"""Seconds by the clock on the wall after which a race ends on a machine that is busy."""
SHORTEST, LONGEST = 10, 200
MOST_SEED = 2**32 - 1
AHEAD_UPDATES = 250
"""At most, of each that looks ahead."""


@dataclass(frozen=True)
class Race:
    """What is trained, and how. All runners get the same."""

    task: str = "Copy over a gap"
    length: int = 100
    clip: bool = True
    truncate: int = 0
    """Steps that the gradient goes back; 0 for all."""
    seed: int = 0
    updates: int = 600
    """At most, of each."""
    seconds: float = 20.0
    """At most, of all together."""

    def __post_init__(self) -> None:
        """Raises BadOption for a setting outside its range."""
        if self.task not in TASKS:
            raise BadOption(f"There is no task {self.task!r}: choose among {', '.join(TASKS)}.")
        if not SHORTEST <= self.length <= LONGEST:
            raise BadOption(f"The length must be from {SHORTEST} to {LONGEST}.")
        if self.truncate < 0 or self.updates < 1 or self.seconds <= 0:
            raise BadOption("Give a number of steps, updates and seconds above 0.")
        if not 0 <= self.seed <= MOST_SEED:
            raise BadOption(f"The seed must be from 0 to {MOST_SEED}.")


@dataclass(frozen=True, eq=False)
class Runner:
    """How far one network is."""

    name: str
    updates: tuple[int, ...] = ()
    """Where its curves have points."""
    losses: tuple[float, ...] = ()
    scores: tuple[float, ...] = ()
    """See `Task.score`."""
    solved: int | None = None
    """After how many updates."""
    failed: bool = False
    """Its numbers overflowed."""
    first_gradient: npt.NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    """By distance from the end, before training; see `gradient_norms`."""
    gradient: npt.NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    """The same now."""


@dataclass(frozen=True, eq=False)
class Snapshot:
    """All of them at one moment."""

    task: Task
    runners: tuple[Runner, ...]
    seconds: float
    """Of work on one core."""
    done: bool
    cut: Literal["", "time", "busy"] = ""
    """Why it was ended before all had ended: its seconds were used up, or the machine was too
    busy with other work to give them."""


class _Training:
    """One network in the making."""

    def __init__(self, name: str, net: Net, task: Task, length: int, race: Race) -> None:
        self.name, self.net, self.task, self.length, self.race = name, net, task, length, race
        # Each its own generator from the same seed: all see the same sequences.
        self.generator = torch.Generator().manual_seed(race.seed)
        initialise(net, length, torch.Generator().manual_seed(race.seed + 1))
        self.optimiser = torch.optim.Adam(net.parameters(), LEARNING_RATE)
        self.recent: list[tuple[float, float]] = []
        self.points: list[tuple[int, float, float]] = []
        self.count = 0
        self.solved: int | None = None
        self.failed = False
        self.first = self.probe()
        self.now = self.first

    @property
    def finished(self) -> bool:
        return self.solved is not None or self.failed or self.count >= self.race.updates

    def update(self) -> None:
        x, target = self.task.draw(self.length, BATCH, self.generator)
        said = self.net(x, self.race.truncate)
        loss = self.task.loss(said, target)
        self.count += 1
        if not math.isfinite(loss.item()):
            self.failed = True
            return
        self.optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        if self.race.clip:
            torch.nn.utils.clip_grad_norm_(self.net.parameters(), CLIP)
        self.optimiser.step()
        self.recent.append((loss.item(), self.task.score(said.detach(), target)))
        self._judge()

    def _judge(self) -> None:
        self.recent = self.recent[-WINDOW:]
        loss, score = (sum(part) / len(self.recent) for part in zip(*self.recent, strict=True))
        if len(self.recent) == WINDOW and self.task.solved(score):
            self.solved = self.count
        if self.count == 1 or self.count % WINDOW == 0 or self.finished:
            self.points.append((self.count, loss, score))

    def probe(self) -> npt.NDArray[np.float64]:
        if self.task.every_step:
            return np.zeros(0)
        generator = torch.Generator().manual_seed(self.race.seed + 2)
        x, target = self.task.draw(self.length, PROBED, generator)
        return gradient_norms(self.net, self.task, x, target, self.race.truncate)

    def runner(self, probe: bool) -> Runner:
        if probe and not self.failed:
            self.now = self.probe()
        updates, losses, scores = zip(*self.points, strict=True) if self.points else ((), (), ())
        return Runner(
            self.name, updates, losses, scores, self.solved, self.failed, self.first, self.now
        )


def race(options: Race, clock: Callable[[], float] = time.thread_time) -> Iterator[Snapshot]:
    """Train all four kinds in turns, an update each. Closing the iterator stops the work.

    clock : seconds, what `Race.seconds` is measured with: the core's time for this work alone, so
        that a race on a busy machine gets as far as on another
    """
    task = TASKS[options.task]

    def begin() -> list[_Training]:
        return [
            _Training(name, Net(kind, task), task, options.length, options)
            for kind, name in KINDS.items()
        ]

    yield from _run(task, begin, options, clock)


def look_ahead(seed: int = 0, clock: Callable[[], float] = time.thread_time) -> Iterator[Snapshot]:
    """Train an LSTM that reads forward, and one that reads both ways, with half of the units in
    each direction, on a task that needs the future."""
    options = Race(length=30, seed=seed, updates=AHEAD_UPDATES)

    def begin() -> list[_Training]:
        return [
            # Three steps are to be bridged, not thirty.
            _Training("Forward only", Net("lstm", FUTURE), FUTURE, 30, options),
            _Training("Both ways", Net("lstm", FUTURE, both_ways=True), FUTURE, 30, options),
        ]

    yield from _run(FUTURE, begin, options, clock)


def _run(
    task: Task, begin: Callable[[], list[_Training]], options: Race, clock: Callable[[], float]
) -> Iterator[Snapshot]:
    started, spent = time.monotonic(), 0.0
    with _one_thread():
        since = clock()
        trainings = begin()
        spent += clock() - since
    cut: Literal["", "time", "busy"] = ""
    done = finished = False
    while not done:
        with _one_thread():
            shown, since = time.monotonic(), clock()
            while not done and time.monotonic() - shown <= EVERY:
                for training in trainings:
                    if not training.finished:
                        training.update()
                finished = all(one.finished for one in trainings)
                if spent + clock() - since > options.seconds:
                    cut = "time"
                elif time.monotonic() - started > PATIENCE:
                    cut = "busy"
                done = finished or bool(cut)
            runners = tuple(one.runner(probe=True) for one in trainings)
            spent += clock() - since
        yield Snapshot(task, runners, spent, done, "" if finished else cut)


@contextlib.contextmanager
def _one_thread() -> Iterator[None]:
    """Several threads only wait for each other over matrices as small as these.

    Not held while nothing is trained: the next part may run in another thread of the page's.
    """
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)
