"""How the network that hears is trained: every setting, and the presets."""

from __future__ import annotations

from dataclasses import dataclass, replace

from training.options import Options

READER = "assets/models/pronunciation"


@dataclass(frozen=True)
class SpeechSettings(Options):
    learning_rate: float = 1.5e-3
    weight_decay: float = 0.01
    hidden: int = 320
    layers: int = 3
    second_hearing: int = 0
    """Further layers, which know what the ones below them named."""
    first_weight: float = 0.3
    """Of the loss of what is named before a second hearing."""
    channels: int = 32
    dropout: float = 0.1
    batch_seconds: float = 100.0
    """Padded audio in a batch."""
    limit: int = 0
    """Largest number of training clips; 0 for all."""
    phoneme_weight: float = 1.0
    """Of the phoneme head's loss beside the spelling head's."""
    speed: float = 0.1
    """Clips are stretched by up to this share, either way."""
    warp: float = 0.0
    """Formants are moved by up to this share, either way."""
    noise: float = 0.2
    """Share of the clips that get noise at 3 to 25 dB."""
    room: float = 0.0
    """Share of the clips that get reverberation."""
    band: float = 0.0
    """Share of the clips that lose what a telephone or a cheap microphone loses."""
    silence: float = 0.0
    """Share of the clips that stand between stretches of digital silence."""
    masks: int = 0
    """SpecAugment: masked stretches of mel bands in a clip, and of time in each 4 seconds."""
    masks_from: int = 0
    """First epoch with masks."""
    settle: int = 0
    """Last epochs, with half the spoiling and no masks. What is heard twice there is the same, but
    for dropout (R-Drop, Liang et al. 2021)."""
    consistency: float = 0.0
    """Weight of the difference between what is heard in two maskings of a recording; 0: one
    masking. Batches hold `batch_seconds` of what is heard twice, and twice that of other clips."""
    made: str = ""
    """Manifest of made speech to train on as well, see `training.synthesise`."""
    made_once: str = ""
    """Another one, of which each epoch hears a part, so that every clip is heard once."""
    recorded_share: float = 1.0
    """Of the recordings that an epoch hears, others each time; the last epochs hear all, see
    `settle`. Less leaves time for more made speech."""
    reader: str = ""
    """Model folder of the network that pronounces words which the dictionary lacks; without it,
    clips with such words train the spelling head only."""
    transducer_weight: float = 0.3
    """Of the loss of the transducer, where the network to begin with has one."""
    start: str = ""
    """Model folder whose weights to begin with; fresh ones if empty."""
    workers: int = 2
    """Processes that compute features, once."""


CPU = SpeechSettings(
    epochs=20,
    second_hearing=1,
    dropout=0.25,
    batch_seconds=70,
    warp=0.1,
    noise=0.4,
    room=0.2,
    band=0.15,
    silence=0.15,
    masks=3,
    masks_from=4,
    settle=1,
    consistency=0.2,
    reader=READER,
    ema=0.999,
)
"""What was tried in stages, see EXPERIMENTS.md, as one training; not run as such."""

PRESETS = {
    "smoke": SpeechSettings(
        epochs=2, hidden=32, layers=1, channels=4, batch_seconds=30, limit=40, evaluate_every=5
    ),
    "cpu": CPU,
    "gpu": replace(
        CPU,
        epochs=100,
        hidden=512,
        layers=4,
        batch_seconds=200,
        masks_from=5,
        settle=4,
    ),
}
