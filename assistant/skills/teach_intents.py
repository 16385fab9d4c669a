"""What can be asked of the user's own phrases, as people say it."""

from __future__ import annotations

from assistant.skills.base import Intent

_SAY = "(when|whenever|if|every time|each time|any time|as soon as|once)"

ADD = Intent(
    "teach.add",
    examples=(
        "when i say {phrase} {command}",
        "when i say {phrase} (please|then|you|just|could you|can you) {command}",
        f"{_SAY} i say {{phrase}} {{command}}",
        f"{_SAY} i say {{phrase}} (then|please|just) {{command}}",
        f"{_SAY} i say {{phrase}} (i want you to|you should|you must|i'd like you to|you can|i "
        f"need you to) {{command}}",
        f"{_SAY} i say {{phrase}} (it means|that means|i mean|what i mean is|i really mean|take "
        f"it to mean) {{command}}",
        f"{_SAY} you hear (me say|me saying|the words|the phrase) {{phrase}} [then|please] "
        f"{{command}}",
        f"{_SAY} you hear {{phrase}} [then|please|i want you to] {{command}}",
        f"{_SAY} i (tell you|shout|call out|whisper|say to you|use the words|use the phrase) "
        f"{{phrase}} [then] {{command}}",
        f"[from now on] {_SAY} i say {{phrase}} {{command}}",
        "from now on (when|if|whenever) (i say|you hear) {phrase} (then|you should|please|i "
        "want you to) {command}",
        "{phrase} (means|should mean|is to mean|will mean|stands for|shall mean) {command}",
        "{phrase} means (you should|that you|please|i want you to) {command}",
        "{phrase} is [short|shorthand|code] for {command}",
        "{phrase} should (make you|get you to|tell you to) {command}",
        "[from now on] {phrase} means {command}",
        "from now on {phrase} (should|is to|will|shall|must) {command}",
        "from now on {phrase} (should mean|stands for|is short for|will mean|is code for) "
        "{command}",
        "in future {phrase} (means|should mean|should) {command}",
        "(at|on) the (words|word|phrase|command) {phrase} [please|you should] {command}",
        "the (phrase|words|command|code word|shortcut) {phrase} (means|should mean|stands "
        "for|is for|will mean) {command}",
        "the (phrase|words|command|shortcut) {phrase} (should|is to|must|will) {command}",
        "(learn|remember|note|understand|know) that {phrase} (means|stands for|is short for) "
        "{command}",
        "(learn|here is|here's|add|save|store|create|make) a new (phrase|command|shortcut) "
        "{phrase} (means|is for|should mean|to mean) {command}",
        "(learn|here is|here's|add|save|create|make) a new (phrase|command|shortcut) {phrase} "
        "(to|that will|which should) {command}",
        "new (phrase|command|shortcut) {phrase} (means|is|should) {command}",
        "(learn|add|save|create|make|set up) (a|the) (phrase|command|shortcut) {phrase} "
        "(for|meaning|to mean|that means) {command}",
        "(learn|remember) [the phrase|the words] {phrase} (it means|means|that means) {command}",
        "(teach|learn) [the phrase] {phrase} (for|to mean) {command}",
        "let me teach you [something] {phrase} means {command}",
        "(i'll|i want to|i'm going to|let me) teach you (a phrase|a command|a new "
        "phrase|something) when i say {phrase} {command}",
        "(make|let|have) {phrase} mean {command}",
        "make {phrase} (a shortcut|short|the command|code) for {command}",
        "(use|take) {phrase} (as a shortcut for|to mean|for|as short for) {command}",
        "i (want|would like) {phrase} to (mean|stand for|be short for) {command}",
        "i (want|would like) {phrase} to {command}",
        "i want you to {command} (when|whenever|if|every time) i say {phrase}",
        "{command} (when|whenever|every time|if|as soon as) i say {phrase}",
        "(please|could you|can you|you should) {command} (when|whenever|if) (i say|you hear) "
        "{phrase}",
        "(if|when) i say {phrase} would you {command}",
        "(let me|i want to|i'd like to|can i|could i) teach you (something|a phrase|a new "
        "command|a new phrase)",
        "(learn|add|make|create) a new (phrase|command|shortcut)",
        "by {phrase} i mean {command}",
        "(saying|if i shout|me saying) {phrase} (should|must|means) {command}",
        "react to {phrase} (with|by|as if i said|like) {command}",
        "treat {phrase} (as|like|as if i'd said) {command}",
        "(take|understand) {phrase} (as|to mean) {command}",
        "(your|my) cue to {command} is {phrase}",
        "remember {phrase} is (for|short for|how i say) {command}",
    ),
    slots={"phrase": "phrase", "command": "phrase"},
    required=("phrase", "command"),
    ask={"phrase": "What will you say?", "command": "And what should I do then?"},
)
LIST = Intent(
    "teach.list",
    examples=(
        "what (did|have) i (teach|taught) you [so far]",
        "what have i (taught|told) you to (do|understand|react to)",
        "(what|which) (phrases|sayings|commands|shortcuts|words) (have i|did i) (taught|teach) "
        "you [so far]",
        "(list|show|read|tell) [me] (my|all my|the|all the) (phrases|own phrases|commands|own "
        "commands|sayings|shortcuts)",
        "(list|show|tell) me (all|every one of) my own (commands|phrases|sayings|words)",
        "(what|which) are my [own] (phrases|commands|sayings|shortcuts)",
        "what have you learned [from me] [so far|up to now]",
        "(what|which) (phrases|sayings|commands|words) have you learned [from me] [so far]",
        "(what|which) (phrases|sayings|commands|words) of mine (have you learned|do you "
        "know|can you do) [so far|by now]",
        "(tell|show) me (what|which phrases) (i taught|i have taught|i've taught) you",
        "(what|which) phrases do you know [from me]",
        "(do i have|have i got) any (phrases|commands|shortcuts) [of my own]",
        "(what|which) (shortcuts|custom commands|custom phrases) (are there|do i have|did i "
        "make|have i made|have i got)",
        "how many (phrases|commands|shortcuts) (have i taught you|do i have|have you learned|of "
        "mine do you know)",
        "(can|could) you [please] (list|read|show me|tell me) my (phrases|own "
        "commands|shortcuts|sayings)",
        "would you mind (listing|going through) my (phrases|shortcuts|own commands)",
        "what did you learn from me",
        "(are there|do you know) [any] phrases that i taught you",
        "(go|run) through (my|the) (phrases|shortcuts|commands) [i taught you]",
        "[all] my (phrases|shortcuts|own commands) [please]",
        "(what|which) (words|phrases) (do you|can you) (react|listen|respond) to",
        "(remind me|tell me) (what|which) (phrases|shortcuts) i (set up|made|taught you|have)",
        "what can i say that i taught you",
    ),
)
REMOVE = Intent(
    "teach.remove",
    examples=(
        "(forget|remove|delete|drop|scrap|bin|erase|unlearn) (the|my|that) "
        "(phrase|command|shortcut|saying) {phrase}",
        "(forget|remove|delete|drop) the (phrase|command|shortcut|saying|words) {phrase} [that] "
        "i taught you",
        "(forget|delete|remove|unlearn|drop) {phrase} (that|which) i taught you",
        "(forget|unlearn) what {phrase} means",
        "forget (about|what i said about|what i taught you about) {phrase}",
        "(forget|unlearn) what (i taught you about|to do when i say|to do on) {phrase}",
        "{phrase} (doesn't|does not) (mean|do) anything [any more|now]",
        "{phrase} (should|shall) (no longer mean|not mean|no longer do|not do) anything [any more]",
        "{phrase} no longer means anything",
        "{phrase} (is|can be) (forgotten|dropped|deleted|removed) [now|as a phrase]",
        "[please] unlearn {phrase}",
        "(can|could) you (unlearn|stop reacting to|stop responding to) {phrase}",
        "(remove|delete|take|drop|erase|strike) {phrase} from (my|the) "
        "(phrases|commands|shortcuts|sayings)",
        "(can|could|would) you [please] (forget|delete|remove|drop) the "
        "(phrase|shortcut|command) {phrase}",
        "would you mind (forgetting|deleting|unlearning) [the phrase] {phrase}",
        "i don't (want|need) {phrase} to (mean|do) anything [any more]",
        "(don't|do not|never|no longer) (do anything|react|respond|listen) when i say {phrase} "
        "[any more]",
        "(don't|do not) (react|respond|listen) to {phrase} [any more]",
        "when i say {phrase} (don't|do not) (do anything|react) [any more]",
        "when i say {phrase} (do nothing|ignore it|just ignore it) [from now on]",
        "take {phrase} off my (phrases|shortcuts|commands)",
        "(stop|quit) (listening for|reacting to|responding to|doing anything on) {phrase}",
        "(stop|quit) (reacting|responding|doing anything|doing that|doing things) (when|if) (i "
        "say|you hear|i said) {phrase}",
        "(ignore|disregard) {phrase} (from now on|in future)",
        "(remove|delete|drop|clear) my (phrase|shortcut|command) {phrase}",
        "get rid of (the|my) (phrase|shortcut|saying|command) {phrase}",
        "i (no longer|don't) (need|use|want) the (phrase|shortcut|command) {phrase} [any more]",
        "i never (say|use) {phrase} any more (delete|forget|unlearn) it",
        "the (phrase|command|shortcut|saying) {phrase} can (go|be deleted|be forgotten)",
        "the (phrase|command|shortcut) {phrase} (should|shall) (be deleted|be forgotten|go|stop "
        "working)",
        "(remove|delete|forget|unlearn) one of my (phrases|shortcuts|commands)",
        "undo the (phrase|shortcut) {phrase}",
        "(cancel|disable|switch off|deactivate) the (phrase|shortcut|command) {phrase}",
    ),
    slots={"phrase": "phrase"},
    required=("phrase",),
    ask={"phrase": "Which phrase should I forget?"},
)
CHANGE = Intent(
    "teach.change",
    examples=(
        "(change|edit) [the phrase|my phrase|the command] {phrase} to {command}",
        "(change|alter|edit|update) what {phrase} (does|means|is for|stands for) to {command}",
        "(change|alter|edit|update) what {phrase} (does|means) (make it|have it|let it|so it "
        "should|it should) {command}",
        "(change|alter|edit|update) (the phrase|my phrase|the command|the shortcut|my shortcut) "
        "{phrase} (to|so it means|and make it|so that it should) {command}",
        "(change|alter|update) {phrase} (so it means|so that it means|and make it|so it will) "
        "{command}",
        "{phrase} should now [mean] {command}",
        "{phrase} should (mean|do|be for) {command} instead",
        "{phrase} should {command} (instead|from now on instead|now instead)",
        "the (phrase|command|shortcut|saying|words) {phrase} should (now|instead|from now on) "
        "[mean] {command}",
        "the (phrase|command|shortcut|saying) {phrase} should [now|rather] [mean] {command} "
        "instead",
        "the (phrase|command|shortcut) {phrase} (now means|has a new meaning|means something "
        "else now) {command}",
        "{phrase} (now means|shall mean from now on) {command}",
        "{phrase} (doesn't|does not|shouldn't) mean that any more it (means|should mean) {command}",
        "change what {phrase} means to {command}",
        "(when|whenever|if|every time) i say {phrase} now {command} instead",
        "(when|whenever|if|every time) i say {phrase} {command} instead",
        "(when|whenever|if) i say {phrase} [i want you to|please|you should|then] {command} "
        "instead [of that]",
        "(when|if) i say {phrase} i'd rather you {command}",
        "(change|update|alter) the meaning of {phrase} to {command}",
        "the meaning of {phrase} is now {command}",
        "(can|could) you [please] (change|alter|update) [the phrase|my phrase] {phrase} to "
        "{command}",
        "(can|could|would) you (change|alter) what {phrase} (does|means) to {command}",
        "would you mind (changing|updating) [the phrase] {phrase} to {command}",
        "from now on {phrase} (means|should mean|will mean) {command} instead",
        "from now on {phrase} should {command} instead",
        "i've changed my mind {phrase} (means|should mean) {command}",
        "i've changed my mind (when|if) i say {phrase} {command}",
        "(let|make|have) {phrase} (mean|do) {command} instead",
        "(let|make|have) {phrase} {command} instead",
        "make {phrase} {command} from now on",
        "update [the phrase|my phrase] {phrase} to {command}",
        "instead of that {phrase} should [mean] {command}",
        "instead of what it does now {phrase} should {command}",
        "(give|assign) {phrase} (the|a) new meaning {command}",
        "redefine {phrase} (as|to mean|to) {command}",
        "(switch|swap|reset) [the phrase] {phrase} (to|over to) {command}",
        "i want {phrase} to (mean|do) {command} (instead|now)",
        "i want {phrase} to {command} (instead|now)",
        "(replace|swap) what {phrase} (does|means) (with|for) {command}",
        "(teach|learn) {phrase} (again|anew|differently) it (means|should mean) {command}",
    ),
    slots={"phrase": "phrase", "command": "phrase"},
    required=("phrase", "command"),
    ask={"phrase": "Which phrase should I change?", "command": "What should it mean now?"},
)
