"""Model cards: what each bundled network is for, what it learned from, and where it fails."""

from __future__ import annotations

from typing import Any

from assistant.checkpoint import LoadedModel

SPEECH_DATA = """\
| corpus | licence |
|---|---|
| Common Voice (Mozilla and volunteers) | CC0 1.0 |
| LibriSpeech (Panayotov et al. 2015) | CC BY 4.0 |
| speechocean762 (Zhang et al. 2021) | free for commercial and non-commercial use |
| CMU ARCTIC, AN4 (Carnegie Mellon University) | permissive, copyright notice kept |
| VCTK (one speaker) | ODC-By 1.0 |
| kathleen (one speaker) | CC0 1.0 |
| wake words (Picovoice) | Apache-2.0 |
| Speech Commands (Warden 2018) | CC BY 4.0 |
| Free Spoken Digit Dataset | CC BY-SA 4.0 |
| ESC-10, Berlin Noise, Precise Community Data: noise | CC BY, CC0, public domain |
| CMU Pronouncing Dictionary | BSD-like; its notice lies beside this card |

espeak-ng and flite also read to it: commands, and prose of the novels, articles and
translations named below.

The word trigram beside the network was counted in the training parts of Self-dialogue
(BSD-3-Clause), Topical-Chat (CDLA-Sharing-1.0), SGD with accentor chit-chat (CC BY-SA 4.0),
Synthetic-Persona-Chat (CC BY 4.0), novels of Project Gutenberg (public domain), WikiText-2
(CC BY-SA 3.0), Tatoeba (CC BY 2.0 FR) and open command sets (CC BY, CC BY-SA, CC0), and in the
training transcripts of the corpora above. None of it is limited to non-commercial use;
`python -m training.language_pack MODEL_FOLDER` counts it anew.
"""

DIALOGUE_DATA = """\
| corpus | licence |
|---|---|
| DailyDialog (Li et al. 2017) | CC BY-NC-SA 4.0 |
| EmpatheticDialogues (Rashkin et al. 2019) | CC BY-NC 4.0 |
| Commonsense-Dialogues (Zhou et al. 2021) | CC BY-NC 4.0 |
| Self-dialogue corpus (Fainberg et al. 2018) | BSD-3-Clause |
| Topical-Chat (Gopalakrishnan et al. 2019) | CDLA-Sharing-1.0 |
| Synthetic-Persona-Chat, SGD with accentor chit-chat | CC BY 4.0, CC BY-SA 4.0 |
| PersonaChat, validation part (Zhang et al. 2018) | none stated with the data |
| Personality Chat queries and replies (Microsoft) | MIT |
| ChatterBot corpus | BSD-3-Clause |

Because of the first three, these weights are for **non-commercial** use.
`python -m training.train dialogue --set data=open` trains without them.
"""

TEXT_DATA = """\
| text | licence |
|---|---|
| eight novels of Project Gutenberg | public domain |
| tiny Shakespeare | public domain |
| WikiText-2 (Merity et al. 2016) | CC BY-SA 3.0 |
| Synthetic-Persona-Chat (Jandaghi et al. 2023) | CC BY 4.0 |
"""

COMMAND_DATA = """\
| text | licence |
|---|---|
| sentences of `assistant/skills`, our own | as the code |
| SNIPS (Coucke et al. 2018) | CC0 1.0 |
| CLINC150 (Larson et al. 2019) | CC BY 3.0 |
| NLU-Evaluation-Data (Liu et al. 2019) | CC BY 4.0 |
| alarm, reminder and weather commands (Schuster et al. 2019) | CC BY-SA 4.0 |
| Home Assistant intents | CC BY 4.0 |
| talk that is no command: the open dialogue corpora | see the card of the network that answers |
"""

KNOWLEDGE_DATA = """\
| text | licence |
|---|---|
| 3200 turns, prompts of the persona, sentences of the skills, our own | as the code |
| Synthetic-Persona-Chat (Jandaghi et al. 2023) | CC BY 4.0 |
| Personality Chat queries (Microsoft) | MIT |

The word vectors that it reads are those of the reply encoder, which was trained on data for
**non-commercial** use as well.
"""

DICTIONARY = """\
The CMU Pronouncing Dictionary (BSD-like licence; its notice lies beside this card), stress
removed; nine tenths of its words, chosen by their letters.
"""

CARDS: dict[str, dict[str, str]] = {
    "ctc": {
        "title": "Refrain speech: a bidirectional LSTM that hears English",
        "licence": "cc-by-sa-4.0",
        "task": "automatic-speech-recognition",
        "use": "English speech of one speaker near a microphone, up to five minutes: voice "
        "commands and short dictation. Log-mel features, two convolutions, three bidirectional "
        "LSTM layers, two CTC heads, characters and phonemes, and a fourth layer that hears again "
        "knowing what the heads named; decoded with a pronunciation lexicon and a word trigram, "
        "whose best candidates a recurrent transducer judges. It also spells by itself.",
        "data": SPEECH_DATA,
        "limits": "Trained on 21 hours for some hours of CPU time, in stages that "
        "EXPERIMENTS.md tells: it errs on every third or fourth word of clear reading and more "
        "on accents, children, far microphones and noise. Words outside its lexicon mostly come "
        "out as other words. Not for anything that matters if misheard. It knows no other "
        "language.",
    },
    "activity": {
        "title": "Refrain activity: a small GRU that tells speech from other sounds",
        "licence": "cc-by-sa-4.0",
        "task": "voice-activity-detection",
        "use": "Whether somebody speaks, every 20 ms, while the sound is still coming: where an "
        "utterance begins and ends, and whether there was one. Pairs of log-mel frames, a "
        "projection, GRU layers that only look back.",
        "data": SPEECH_DATA.partition("| CMU Pronouncing")[0]
        + "\nSpeech is mixed with the noise recordings and with hum, tones, music, typing and "
        "breath made from formulas. Where the words are, the recogniser's alignment says.\n",
        "limits": "Singing, speech on a television and voices in the next room are speech to it. "
        "Babies and animals are not, most of the time. It has met music only as formulas.",
    },
    "seq2seq": {
        "title": "Refrain dialogue: a recurrent encoder-decoder that answers",
        "licence": "cc-by-nc-sa-4.0",
        "task": "text-generation",
        "use": "Small talk in English. A bidirectional encoder reads the last three turns, a "
        "decoder with attention writes the reply in subwords.",
        "data": DIALOGUE_DATA,
        "limits": "It has no knowledge to speak of and makes things up; it may contradict itself "
        "and may repeat what the people in its data said. No advice of any kind should be taken "
        "from it.",
    },
    "encoder": {
        "title": "Refrain reply encoder: a dual encoder that tells whether a reply fits",
        "licence": "cc-by-nc-sa-4.0",
        "task": "sentence-similarity",
        "use": "Choosing among replies, and finding a question again in other words. One "
        "bidirectional GRU reads the last turns and the reply; two heads give vectors of unit "
        "length whose dot product is high when the one answers the other.",
        "data": DIALOGUE_DATA
        + "\nThe topics of `assets/persona.yaml`, our own, are learnt beside these corpora.\n",
        "limits": "It judges by subject and tone, not by truth: a reply that fits may be wrong.",
    },
    "knowledge": {
        "title": "Refrain knowledge: a small GRU that knows what it is asked for",
        "licence": "cc-by-nc-sa-4.0",
        "task": "text-classification",
        "use": "Whether a turn of a conversation wants a fact, an explanation or instructions, and "
        "so an honest word that they are not there. Word vectors of the reply encoder, one "
        "bidirectional GRU.",
        "data": KNOWLEDGE_DATA,
        "limits": "It judges one sentence by itself: what was said before, it does not know. A "
        "question about a person's life that is worded like one about the world is taken for one.",
    },
    "language_model": {
        "title": "Refrain writer: an LSTM language model",
        "licence": "cc-by-sa-3.0",
        "task": "text-generation",
        "use": "Watching a recurrent network write, in the style of Shakespeare, of nineteenth-"
        "century novels, of an encyclopaedia or of a conversation, and completing sentences.",
        "data": TEXT_DATA
        + "\n`copies.safetensors` holds hashes of runs of words of these texts, by which copies "
        "are told; the texts can't be read from it.\n",
        "limits": "It writes sentences that sound right and mean little; what looks like a fact is "
        "not one. Its novels are of their time.",
    },
    "understanding": {
        "title": "Refrain understanding: a bidirectional LSTM that knows commands",
        "licence": "cc-by-sa-4.0",
        "task": "token-classification",
        "use": "Short English commands, typed or heard: which of the skills' intents it is, or "
        "none, and the words that are its slots. Words and their letters, one bidirectional LSTM, "
        "attention pooling for the intent, a conditional random field for the slots.",
        "data": COMMAND_DATA,
        "limits": "One command at a time. What is said in a way that no sentence of its skills "
        "resembles is taken for talk, and sometimes talk is taken for a command. Values are told "
        "from the words by rules, not by the network.",
    },
    "pronunciation": {
        "title": "Refrain pronunciation: a recurrent network that reads words aloud",
        "licence": "bsd-2-clause",
        "task": "text2text-generation",
        "use": "Phonemes (ARPAbet, no stress) of English words that the recogniser's lexicon "
        "lacks, several readings best first.",
        "data": DICTIONARY,
        "limits": "Reads as an American does, and foreign names by English rules. Every third or "
        "fourth word of the dictionary that it has not seen comes out differently.",
    },
}


def card(loaded: LoadedModel, storage: str, metrics: dict[str, Any]) -> str:
    """The README.md of a model folder, with Hugging Face front matter."""
    about = CARDS[loaded.kind]
    parameters = sum(parameter.numel() for parameter in loaded.model.parameters())
    rows = "\n".join(
        f"| {name} | {value:.4g} |" for name, value in metrics.get("scores", {}).items()
    )
    commands = "\n".join(metrics.get("commands", []))
    training = metrics.get("training", {})
    settings = training.get("settings", {})
    return f"""---
language: en
license: {about["licence"]}
pipeline_tag: {about["task"]}
library_name: pytorch
tags: [recurrent, lstm, offline, refrain]
---

# {about["title"]}

## Use
{about["use"]}

{parameters / 1e6:.2g} million parameters, stored as {storage}; `assistant.checkpoint.load_model`
reads the folder.

## Scores
| what | score |
|---|---|
{rows}

Nothing was trained on, tuned on or chosen by a test split.
All counts, rates and baselines are in `metrics.json`; these commands print them anew:

```
{commands}
```

## Data
{about["data"]}
## Training
{training.get("train_minutes", "?")} minutes of training in {training.get("precision", "?")},
seed {training.get("seed", "?")}, code at commit {training.get("commit", "?")}, epochs
{settings.get("epochs", "?")}; all settings are in `metrics.json`.

## Limits
{about["limits"]}
"""
