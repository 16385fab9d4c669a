"""Where somebody may be in need, or asks what only an expert should answer: patterns."""

from __future__ import annotations

import re
from collections.abc import Sequence


def any_of(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


def words(stems: Sequence[str]) -> str:
    """A pattern for any of these words, with a plural."""
    return r"\b(?:" + "|".join(re.escape(stem) for stem in stems) + r")(?:e?s)?\b"


_MINOR = (
    r"(?:(?:little |young |small )(?:kids?|girls?|boys?|child(?:ren)?|ones)|child(?:ren)?|minors?|"
    r"school ?girls?|"
    r"school ?boys?|under ?age\w*|teen(?:ager|age)?s?|preteens?|toddlers?|bab(?:y|ies)|lolis?|"
    r"(?:[1-9]|1[0-7]|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eight|nine|"
    r"seven|six|five)"
    r"[ -]?(?:year|yr)s?[ -]?olds?)"
)
_SEXUALISED = (
    r"(?:sex\w*|erotic\w*|nudes?|naked|porn\w*|kiss(?:ing)?|make out|attracted|attraction|"
    r"in love with|hot|lust\w*|"
    r"aroused?|turn(?:s|ed)? on|touch(?:ing)?|fondl\w+|undress\w*|seduc\w+|date|dating|sleep with|"
    r"meet .{0,20}alone|"
    r"fantas\w+ about|groom)"
)

MINORS = any_of([
        rf"\b{_MINOR}\b.{{0,20}}\b(?:sending|send|sends|shows?|showing)\b.{{0,15}}\b(?:photos?|"
        rf"pictures?|pics|nudes?)\b",
    r"\b(?:do you|i|you) (?:really |also )?(?:like|love|want|prefer|fancy) (?:little|young|"
    r"underage|small) (?:girls|boys)\b|\bage of consent\b",
    rf"\b{_SEXUALISED}\b.{{0,40}}\b{_MINOR}\b(?! (?:education|sex ed|tv))",
    rf"\b{_MINOR}\b.{{0,40}}\b(?:sex\w*|erotic\w*|nudes?|naked|porn\w*|sexy|aroused|horny|"
    rf"undress\w*)\b",
    rf"\b(?:get|make|lure|convince|persuade)\b.{{0,15}}\b{_MINOR}\b.{{0,30}}\b(?:alone|secret|"
    rf"undress|meet)",
    r"\b(?:cp|child porn\w*|pa?edophil\w+|loli(?:con)?|shota(?:con)?)\b.{0,40}",
])  # fmt: skip
GROOMED = any_of([
    r"\bi(?:'m| am) (?:only )?(?:[5-9]|1[0-7]|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"
    r"seventeen)\b.{0,60}"
    r"\b(?:(?:wants?|asks?|asked|sends?|sent|sending|wanted)\b.{0,25}\b(?:pictures?|photos?|pics|"
    r"nudes?)|nudes?|(?:man|guy|stranger|"
    r"online|adult|older|teacher|coach)\b.{0,30}\b(?:meet|alone|secret|boyfriend|kiss\w*|sex\w*|"
    r"touch\w*)|naked|undress|touch\w* me|"
    r"older man|have sex|having sex|sexting)",
    r"\b(?:touch(?:es|ed|ing)?|undress(?:es|ed)|kiss(?:es|ed)?) me\b.{0,40}\b(?:night|private|"
    r"secret|bed|don't want|"
    r"where (?:he|she) shouldn't|uncomfortable)",
    r"\bmy (?:step)?(?:dad|father|uncle|brother|teacher|coach|priest|grandfather|cousin|"
    r"stepfather)\b.{0,50}"
    r"\b(?:touch(?:es|ed|ing)?|molest\w*|rap(?:es|ed)|abus(?:es|ed|ing)) me",
])  # fmt: skip
SELF_HARM = any_of([
    r"\bi (?:just |really )?(?:would|could|did|might|will|may)?(?: not|n't| never) (?:ever )?"
    r"wake up\b(?! (?:early|late|on time|at|before|until|in time|to the|this|when|for))|"
    r"\bnever wake up again\b",
    r"\bbe (?:much |so |far )?(?:better|happier|easier)(?: off)? without me\b(?! (?:there|in the "
    r"(?:team|way|room|car|meeting|photo|band)))",
    r"\b(?:nothing|no reason|not(?:hing)? much|no ?one) (?:left |more )?(?:for me )?to live for\b",
    r"\b(?:i|i'm|i've|me|my)\b.{0,24}\b(?:think\w*|thoughts?|thought|dream\w*|fantasi\w+|"
    r"obsess\w*) (?:a lot |all the time |often |only |constantly )?(?:about|of) (?:my (?:own )?)?"
    r"(?:death|dying|being dead|ending (?:things|it|my life|myself)|not being here)\b",
    r"\b(?:done|finished|through|fed up|tired|sick) (?:with|of) (?:living|being alive|life itself|"
    r"life|existing)\b(?! (?:in|at|with|out|near|on|like|together|here|there|drawing))",
    r"\b(?:does|would|will|did|do) (?:it|dying) (?:really )?hurt (?:much |a lot )?(?:to die|when "
    r"you die)\b|\bdoes dying hurt\b|\bhow (?:long|quick\w*) .{0,20}\bto die\b",
    r"\b(?:end|ending) my ?self\b|\bdisappear(?:ed)? for ?ever\b|"
    r"\b(?:stop|quit|cease) existing\b",
        r"\b(?:don't|do not|can't|cannot|see|have|find) (?:see |have |find |think of )?(?:a|any|"
        r"no) (?:reason|point|purpose) "
        r"(?:to|in|for) (?:live|living|be alive|go on|exist)\b",
        r"\b(?:rather|better) (?:just )?(?:be dead|die|not exist|not be here)\b|\bi (?:feel|am|"
        r"'m) worthless\b|"
        r"\b(?:want|wish) (?:it|everything|all of it) (?:to be|was|were) (?:over|finished|"
        r"done with)\b(?! (?:soon|by|before))",
        r"\bno way out\b(?! of (?:the|this) (?:car ?park|building|maze|room|game|level))",
        r"\b(?:want|make|need) (?:the|this|my|all the) (?:pain|suffering|hurting|everything|"
        r"misery) (?:to )?"
        r"(?:just )?(?:stop|end|go away|be over)(?: (?:forever|for good))?\b(?! in my)",
        r"\b(?:would|will|does|do) (?:anyone|anybody|they|people|somebody) (?:even )?(?:care|"
        r"notice|miss me|mind) if i\b",
        r"\b(?:took|taken|swallowed|take) (?:all|a lot of|a handful of|the whole \w+ of|"
        r"too many)(?: of)?(?: my| the)? ?"
        r"(?:\w+ )?(?:pills|tablets|medication|painkillers|paracetamol)\b",
    r"\bi (?:should|could|ought to) (?:just )?disappear\b(?! (?:into|to|for))|\b(?:painless|"
    r"easiest|quickest|easy|peaceful|fastest) (?:ways?|death|methods?)\b.{0,10}\b(?:die|kill|"
    r"death|suicide)",
    r"\bhow (?:can|do|could|would|might|to) (?:i )?die\b|\bcut(?:ting)? (?:without|so that|"
    r"where)\b.{0,20}\b(?:parents|anyone|mum|mom|notic\w+|see|know\w*)",
    r"\blose \d+ (?:kilos?|pounds|kg|lbs) in (?:a|one|two|three|\d) (?:weeks?|days?)|\b(?:by|just|"
    r"stop) (?:not )?eating (?:nothing|at all|any ?thing)?\W*$(?<=eating)",
    r"\b(?:kill|killing|hang|hanging|drown|shoot|stab|poison|suffocate|starve|starving|harm|"
    r"harming|hurt|hurting|"
    r"cut|cutting|burn|burning|off|unalive|overdose)(?:ed)? (?:my ?self|yourself|meself|"
    r"ourselves)(?! (?:laughing|"
    r"falling|playing|at|running|in the (?:kitchen|gym|garden)|accidentally))\b",
    r"\b(?:suicid\w*|kms\b|self[- ]?harm\w*|unalive)",
    r"\b(?:don'?t|do not|no longer|didn't) (?:really )?(?:want|wanna|wish|care) to (?:live|"
    r"be alive|exist|be here|"
    r"wake up|go on|carry on living|continue living)\b(?! (?:in|at|with|near|on|there|alone|like|"
    r"together|abroad|here))",
    r"\b(?:want|wish|going|ready|wanna|like|deserve|have|decided|tempted|"
    r"plan(?:ning)?) to (?:just )?(?:die|be dead)\b(?! (?:of|for|in "
    r"the (?:game|sims|level)))",
    r"\bwish(?:ed)? (?:that )?(?:i|we) (?:was|were|could be|would be) (?:dead|never born|gone)|"
    r"\bwish i(?:'d| had)? "
    r"(?:was |were )?never (?:been )?born|\bbetter off (?:dead|without me|if i)|"
    r"\bi should (?:just )?(?:die|be dead)\b",
    r"\b(?:end|ending|take|taking|took) (?:it all|my (?:own )?life|my existence|"
    r"everything for good|this life)\b",
    r"\bend it\b(?=\W*(?:$|tonight|now|for good))",
    r"\b(?:nobody|no ?one|who|no one) (?:would|will|'d|'ll) (?:even )?(?:miss|notice|"
    r"care)\b.{0,25}\b(?:gone|dead|died|"
    r"disappear\w*|vanish\w*|without me|left|die)\b|\b(?:nobody|no ?one) would miss me",
    r"\b(?:no|isn't any|not any|what's the|see no|any) (?:point|reason|sense|"
    r"use)\b.{0,12}\b(?:living|alive|live|going on|"
    r"being here|life|existing|to go on|carrying on|my life)\b",
    r"\b(?:go|fall) to sleep and (?:never|not) wake|\bnever wak(?:e|"
    r"ing) up(?: again)?\b(?! (?:before|until|early|late|on|at|in|feeling|without|with|when)\b)|"
    r"\bnot wake up (?:tomorrow|again|"
    r"any ?more)",
    r"\bhow many (?:\w+ ){0,3}(?:pills|tablets|paracetamol|painkillers|"
    r"sleeping \w+)\b.{0,30}\b(?:die|kill|death|overdose|dead|"
    r"lethal|never)|\blethal (?:dose|amount)|\boverdose on\b",
    r"\b(?:jump|jumping) (?:off|from|in front of)\b.{0,15}\b(?:bridge|roof|building|cliff|balcony|"
    r"train|window)\b(?!.{0,25}"
    r"(?:game|bungee|water|pool|parachut))",
    r"\b(?:goodbye|suicide|farewell) (?:letter|note)\b|\bpills ready\b",
    r"\b(?:cut|cutting|slit|slitting) my (?:wrists?|arms?|thighs?|veins)\b",
    r"\b(?:can'?t|cannot|can not|don't want to) (?:go on|carry on|do this|take (?:it|this|life)|"
    r"live like this|keep going)"
    r"(?: any ?more| like this| any longer)+(?!.{0,8}\b(?:traffic|noise|rain|heat|weather|music|"
    r"job|queue))",
    r"\b(?:don't|do not|can't|cannot|no longer|never) (?:really |even )?(?:see|know|get) "
    r"(?:the|a|any|what(?:'s| is) the) point "
    r"(?:any ?more\W*$|(?:of|in|to) (?:anything|everything|it all|me)\b)",
    r"\b(?:what's|what is|is there|isn't|is no|there's|see) (?:the |a |any |no )?"
    r"(?:point|use|sense) (?:any ?more\W*$|(?:of|in|to) (?:anything|everything|it all|me)\b)|"
    r"\bnothing (?:really |even )?matters (?:to me )?any ?more\b",
    r"\blife (?:is|isn't|is not|'s|feels?) (?:just )?(?:not )?(?:worth (?:living|it)|meaningless|"
    r"pointless|hopeless)\b"
    r"|\bi hate (?:being alive|"
    r"my life)\b|\bthink\w* (?:about|of) "
    r"(?:dying|death a lot|ending)|\bwhy am i (?:still )?alive\b|"
    r"\bi want to disappear(?: forever)?\b(?! (?:in|into|to|for a|on)\b)",
])  # fmt: skip
EMERGENCY = any_of([
        r"\bmy (?:chest|heart) (?:\w+ )?(?:feels|is|hurts|aches|burns|is racing)\b(?! (?:full|"
        r"broken|with joy|warm|heavy with|like a))",
        r"\b(?:suddenly )?(?:can'?t|cannot) (?:see|move my|feel my|speak)(?: (?:any ?more|"
        r"suddenly|arms?|legs?|face|properly))\b|"
        r"\bhead hurts so bad\b|\bworst headache\b",
    r"\b(?:chest|heart) (?:pain|hurts|is tight|tightness)|\bpain in (?:my|the|his|her) chest|"
    r"\barm (?:is|feels|went) numb\b",
    r"\b(?:can'?t|cannot|struggling to|trouble|hard to|stopped|isn't|is not|not) (?:breath(?:e|"
    r"ing))\b(?! (?:of laugh|laugh|through my nose|a word|easy))",
    r"\b(?:swallow(?:ed)?|drank|drunk|ate|drink|took|taken)\b.{0,20}\b(?:bleach|batter(?:y|ies)|"
    r"poison\w*|antifreeze|"
    r"detergent|too many (?:pills|tablets)|whole (?:bottle|pack)|berries|mushrooms? from|laundry|"
    r"magnet|glass)\b",
    r"\b(?:having|about to have) an? (?:heart attack|stroke|seizure|overdose)\b|"
    r"\btook too many (?:pills|tablets)|\boverdosed\b",
    r"\b(?:won't|can't|doesn't|does not|cannot) (?:stop (?:the )?bleeding|wake (?:him|her|up my))|"
    r"\bbleeding (?:a lot|"
    r"heavily|badly|won't stop)|\bunconscious\b|\bpassed out and\b|\bface (?:is )?droop\w*|"
    r"\bcoughing (?:up )?blood",
])  # fmt: skip
ABUSE = any_of([
        r"\b(?:i'm|i am|im) (?:so |really )?(?:afraid|scared|terrified) of (?:him|her|"
        r"my (?:husband|wife|dad|mum|boyfriend|partner))\b",
        r"\bmy (?:partner|husband|wife|boyfriend|girlfriend) (?:controls|checks|won't let me|"
        r"doesn't let me|never lets me)\b",
    r"\b(?:being|am|'m) (?:stalked|blackmailed|abused|beaten|threatened)\b(?! (?:by the weather|"
    r"at))|\b(?:someone|somebody|a (?:man|guy|stranger|woman)|my ex) (?:is|keeps|"
    r"has been) (?:following|stalking|threatening|blackmailing) me\b(?! on)",
    r"\b(?:my (?:\w+ )?\w+|he|she|they|someone|somebody|dad|mum|mom) (?:keeps? |often |sometimes |"
    r"always |has |just |still )?"
    r"(?:hit|hits|hitting|beats?|beating|slaps?|slapped|punch(?:es|ed)?|kicks|kicked|chok(?:es|"
    r"ed)|strangl(?:es|ed)|"
    r"abus(?:es|ed|ing)|rap(?:es|ed)|molest(?:s|ed)|assault(?:s|ed)|threatens?(?: to \w+)?|"
    r"threatened(?: to \w+)?|stalks|locks) me\b(?! (?:up "
    r"(?:on|with|later)|at (?:chess|cards|tennis|it|golf|the|scrabble)|in (?:chess|the race|every|"
    r"a (?:game|race))|to it|"
    r"by (?:a|two|one|ten)|to the|every time at|with a ball))",
    r"\bi (?:was|am|'m|got|have been|'ve been) (?:being )?(?:raped|molested|(?:sexually |"
    r"physically )?(?:abused|assaulted)|beaten)\b"
    r"(?! (?:at|in) (?:chess|tennis|cards|the))|\b(?:forced|forces|forcing) (?:me|"
    r"himself on me)\b.{0,20}\b(?:sex|sleep|bed|"
    r"on me|naked)|\bdomestic (?:violence|abuse)\b.{0,20}\b(?:me|my|i)\b|"
    r"\bafraid of my (?:husband|wife|boyfriend|father|"
    r"partner|girlfriend|dad|stepfather)\b",
])  # fmt: skip
MEDICAL = any_of([
        r"\b(?:do|should|could|would) (?:i|he|she|we) (?:need|get|have|"
        r"try) (?:some )?(?:antibiotics|painkillers|steroids|insulin|surgery|an operation)\b",
    r"\b(?:stop|quit|skip|double|increase|reduce|halve|change|mix|combine|come off|"
    r"start) (?:taking )?(?:my |the |his |her |your |these )?(?:\w+ )?(?:pills?|medication|"
    r"medicine|meds|tablets?|"
    r"antidepressants?|insulin|dose|dosage|antibiotics?|statins?|contraceptives?|"
    r"blood thinners?)\b",
    r"\b(?:what|which|how much|how many|how often|right|correct|safe|maximum|max|can i|should i|"
    r"may i)\b.{0,25}\b(?:dos(?:e|age)|ibuprofen|paracetamol|aspirin|"
    r"antibiotics?|insulin|codeine|tramadol|xanax|valium|melatonin|antihistamines?|medication|"
    r"painkillers?|mg|milligrams?|tablets?|pills?|medicine)\b(?!.{0,30}\b(?:game|level|costs?)\b)",
    r"\b(?:do|does|could|might|can|is|think|maybe|what if|am|worried|afraid)\b (?:that )?(?:i|he|"
    r"she|it|this|my \w+|i've|it's|if i)\b.{0,14}\b"
    r"(?:cancer|diabetes|a tumou?r|covid|appendicitis|pneumonia|meningitis|"
    r"hiv|dementia|a stroke|alzheimer'?s|adhd|bipolar|schizophrenia|a concussion|an infection|"
    r"a blood clot|pregnant\?)",
    r"\b(?:lump|rash|mole|swelling|blood)\b.{0,10}\b(?:in|on|under|from)\b.{0,5}\b(?:my|his|"
    r"her)\b|\bdiagnos(?:e|is)\b.{0,15}\b(?:me|my|this|for)\b|\bmy symptoms\b|\bblood in my\b|"
    r"\b(?:fever of|high fever|temperature of)\b|\bhow (?:do|can|to|should) (?:i|we|you) (?:cure|"
    r"treat)\b.{0,25}\b(?:infection|wound|fever|burn|cancer|depression|disease|diabetes|pneumonia|"
    r"migraine|"
    r"anxiety|rash|covid|flu|virus|bite|asthma|ulcer)",
    r"\b(?:should i|do i need to|need i) (?:see|call|go to) (?:a |the )?(?:doctor|gp|hospital|"
    r"dentist|er|a&e)\b|\bis (?:it|this|that) (?:safe|dangerous|ok|okay) (?:to (?:take|drink|"
    r"eat)|for (?:pregnan|my baby))",
])  # fmt: skip
LEGAL = any_of([
        r"\b(?:get|break|wriggle) out of (?:my|a|the) (?:contract|lease|tenancy)\b|"
        r"\bcheat on my tax",
    r"\bcan (?:my|the) (?:boss|employer|landlord|police|ex|wife|husband|school|company|"
    r"neighbou?r) (?:\w+ )?(?:fire|evict|sue|arrest|keep|search|charge|force|dismiss|sack)\b",
    r"\b(?:can|should|could|may) (?:i|we|he|she|they) (?:be )?(?:sue|sued|press charges|"
    r"go to (?:jail|prison)|be arrested|arrested|evict\w*|be fired|get custody)\b|\bsue (?:my|"
    r"him|her|them|the|someone)\b",
    r"\b(?:is|are|isn't|would|was) (?:it|this|that) (?:\w+ )?(?:legal|illegal|lawful|"
    r"against the law|allowed by law|a crime)\b|\blegal(?:ly)? (?:advice|allowed|obliged|binding|"
    r"rights?)\b|\bmy legal\b|"
    r"\bwill i (?:go to (?:jail|prison|court)|win (?:my|the) case|lose custody)\b|\bdo i (?:have|"
    r"need) (?:a )?(?:case|lawyer|right to sue)\b|\bplead guilty\b|\bwhat are my rights\b",
])  # fmt: skip
MONEY = any_of([
        r"\b(?:what|which) (?:stocks?|shares?|coins?|crypto\w*)\b.{0,20}\b(?:up|down|rise|fall|"
        r"soar|boom)\b",
        r"\b(?:take|get) (?:out )?a loan\b.{0,20}\b(?:crypto\w*|bitcoin|stocks?|shares?|bet|"
        r"gamble)\b",
    r"\b(?:put|invest|bet|gamble|spend|risk)\b.{0,12}\b(?:all (?:of )?my (?:money|savings|cash|"
    r"income|salary|wages)|(?:life )?savings|everything i (?:have|own)|my pension|inheritance|"
    r"my house)\b|\b(?:which|what|best|good) (?:stocks?|shares?|crypto\w*|coins?|"
    r"investments?)\b.{0,20}\b(?:buy|invest|"
    r"rise|make|rich|now)|\b(?:should|shall|can) i (?:buy|sell|invest)\b.{0,20}\b(?:bitcoin|"
    r"crypto\w*|stocks?|shares?|gold|ethereum)\b|\bguaranteed (?:profit|return|win)|"
    r"\bwill (?:bitcoin|the (?:stock )?market|the stock)\b.{0,20}\b(?:rise|fall|crash|go)",
])  # fmt: skip
DARE = any_of([
    r"\b(?:dare|challenge|tiktok|bet)\b.{0,60}\b(?:eat|drink|swallow|jump|climb|hold my breath|"
    r"choke|lick|chroming|blackout|petrol|powder|pod|train|roof|fire|burn|salt and ice)\b|"
    r"\b(?:eat|drink|swallow|snort|inhale|drinking|eating|lick|sniff)\b.{0,30}\b(?:laundry|"
    r"detergent|tide pods?|bleach|glue|petrol|gasoline|cinnamon|deodorant|battery|batteries|"
    r"soap powder|antifreeze|"
    r"magnets?|nail polish remover|paint thinner|hand sanitis?er|hand sanitizer|vodka in one)\b|"
    r"\b(?:surf|climb|ride)\b.{0,15}\b(?:on top of|on the roof of|outside) (?:a|the) (?:train|"
    r"car|bus)|\bhold my breath until\b|\bdrive (?:drunk|after drinking|blindfolded)|"
    r"\bchoking game\b",
])  # fmt: skip
