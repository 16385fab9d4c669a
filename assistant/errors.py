"""Every error that Refrain raises on purpose, drawn as a tree.

    AssistantError            anything below; its text is fit to show to a user
    ├── BadInput              the caller can mend it: exit code 2 on the command line
    │   ├── BadAudio          empty, broken, too long or not audio at all
    │   ├── BadText           too long, or not text
    │   ├── BadOption         a setting outside its range
    │   ├── BadPersona        a persona file that can't be read or makes no sense
    │   └── BadTemplate       a template of sentences that can't be read or says too much
    ├── NoMoment              what was said names no moment that can be waited for
    ├── StoreError            what was to be kept can't be
    │   └── StoreDamaged      its file was damaged and has been put aside
    ├── BadModel              a model folder is incomplete, unknown or corrupt
    └── BadData               a data set is missing, truncated or malformed

The message says what is wrong *and* what to do about it, in one or two
sentences; the interface shows it as it is and never a traceback.
"""


class AssistantError(Exception):
    """The base of every error that Refrain raises on purpose."""


class BadInput(AssistantError):
    """The caller gave something that can't be used, and can mend it."""


class BadAudio(BadInput):
    """Empty, broken, non-finite, over-long or non-audio input."""


class BadText(BadInput):
    """Text that is too long or not text at all."""


class BadOption(BadInput):
    """A setting that is unknown or outside its range."""


class BadPersona(BadInput):
    """A persona file that can't be read or makes no sense; says the line."""


class BadModel(AssistantError):
    """A model folder that is incomplete, unknown or corrupt."""


class BadData(AssistantError):
    """A data set that is missing, truncated or malformed."""


class BadTemplate(BadInput):
    """A template that can't be read or says too much; shows it and the place."""


class NoMoment(AssistantError):
    """What was said names no moment that can be waited for."""


class StoreError(AssistantError):
    """What was to be kept can't be: the text says why."""


class StoreDamaged(StoreError):
    """The file was damaged; it has been put aside and the next call begins a fresh one."""
