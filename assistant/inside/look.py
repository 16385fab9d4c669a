"""Looks into the networks of an assistant; each is read when it is first looked into."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch

from assistant.inside import attention, hearing, units
from assistant.inside.attention import Looks
from assistant.inside.gates import trace
from assistant.inside.hearing import Hearing
from assistant.inside.units import Reading, spans, without_first
from assistant.language.converse import Conversationalist
from assistant.language.fit import ReplyEncoder
from assistant.language.normalise import normalise
from assistant.language.tokenizer import USER_ID
from assistant.language.write import Writer
from assistant.messages import Turn
from assistant.models.layers import BidirectionalLayer
from assistant.speech.audio import AudioSource, load_audio
from assistant.speech.recognise import Recogniser


@dataclass(frozen=True)
class Look:
    """All that can be looked at. Each field gives a stage."""

    writer: Callable[[], Writer]
    encoder: Callable[[], ReplyEncoder]
    conversationalist: Callable[[], Conversationalist]
    recogniser: Callable[[], Recogniser]

    def read(self, text: str) -> Reading:
        """What the writer's first layer does as it reads a text.

        Raises:
            BadText: the text is empty or too long.
            BadOption: the layer has no gates.
            BadModel: the network is missing or damaged.
        """
        text = units.checked(text)
        writer = self.writer()
        return units.read(writer.model, writer.tokenizer, text)

    @torch.inference_mode()
    def read_by_encoder(self, text: str) -> Reading:
        """What the forward layer of the network that compares replies does, likewise: in the form
        that it reads, lower case on one line, as what a user says."""
        text = units.checked(normalise(units.checked(text)))
        encoder = self.encoder()
        model, tokenizer = encoder.model, encoder.tokenizer
        ids = tokenizer.encode(text)
        layer = model.trunk.layers[0]
        assert isinstance(layer, BidirectionalLayer)
        embedded = model.embedding(torch.tensor([USER_ID, *ids])) * model.config.embedding**0.5
        gates = without_first(trace(layer.forwards, embedded))
        return Reading(text, spans(tokenizer, ids), gates)

    def attend(self, said: str, reply: str = "") -> Looks:
        """Where the network looks as it answers, with a reply of its own or a given one.

        Raises:
            BadText: there is nothing to answer, or it is too long.
            BadModel: the network is missing or damaged.
        """
        attention.check(said, reply)
        return attention.look(self.conversationalist().proposer, (Turn("user", said),), reply)

    def hear(self, source: AudioSource) -> Hearing:
        """The first speech in a sound, frame by frame.

        Raises:
            BadAudio: it is no sound, too long, or holds no speech.
            BadModel: the network is missing or damaged.
        """
        audio = load_audio(source)
        return hearing.hear(self.recogniser(), audio)
