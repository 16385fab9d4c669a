"""Where harm, hatred or indecency is asked for, or the rules are tried: patterns on plain text."""

from __future__ import annotations

from assistant.language.safety.need import any_of, words
from assistant.language.safety.words import SEXUAL, SLURS, SWEARING

_ASK = (
    r"\b(?:how (?:do|can|could|would|should|might|to|does|did|one|you)|ways? (?:to|of)|"
    r"best (?:way|method)|"
    r"(?:teach|tell|show|help|give) me|(?:instructions?|recipe|guide|steps|tutorial|"
    r"plans?) (?:for|to|on)|"
    r"where (?:can|do|could|to)|what (?:is|are|do|would|could|'s)|can (?:i|you|we)|explain|write|"
    r"i (?:want|need|would like|am going|'m going|wanna|will|plan|intend)|i'm (?:going|gonna|"
    r"about)|i'll|gonna|let's)\b"
)
_PERSON = (
    r"(?:someone|somebody|anyone|people|persons?|a (?:man|woman|person|human|guy|girl|boy|kid|"
    r"child|cop|crowd)|"
    r"him|her|them|everyone|everybody|you|humans?|kids|children|women|men|the (?:president|police|"
    r"king|queen|"
    r"minister|teacher|kids|guy|bully)|(?:my|your|his|her|our|the|this|"
    r"that) (?:\w+ )?(?:neighbou?r|wife|husband|"
    r"mother|mum|mom|father|dad|sister|brother|boss|teacher|ex|girlfriend|boyfriend|friend|"
    r"parents|family|"
    r"classmates?|colleagues?|coworkers?|roommate|flatmate|partner|kids?|child|children|baby|son|"
    r"daughter|"
    r"grandmother|grandfather|uncle|aunt|landlord|enem(?:y|ies)|rival|bully|school|class|office))"
)
GROUP = (
    r"(?:women|girls|men|blacks?|black people|white people|whites|jews?|jewish people|muslims?|"
    r"christians?|"
    r"immigrants?|foreigners?|refugees?|migrants?|gays?|gay people|lesbians?|"
    r"trans(?:gender)? people|"
    r"asians?|africans?|arabs?|mexicans?|chinese(?: people)?|indians?|poles|russians?|americans?|"
    r"germans?|"
    r"disabled people|the disabled|autistic people|fat people|old people|poor people|"
    r"homeless people|gypsies|"
    r"roma|hindus?|atheists?|catholics?)"
)
NASTY = (
    r"(?:stupid|inferior|superior|dumb|lazy|dirty|evil|criminals?|terrorists?|weak|bad|worse|"
    r"worthless|"
    r"disgusting|ugly|greedy|dangerous|thieves|vermin|animals|parasites|idiots?|less intelligent|"
    r"subhuman|liars|ruining|to blame|the problem|taking over|destroying|crazy|useless|shot|killed|"
    r"deported|gassed|hanged|banned|sick|unnatural|a disease|scum|trash)"
)
WEAPONS = (
    r"(?:bombs?|explosives?|grenades?|molotov|napalm|dynamite|pipe ?bombs?|nerve gas|sarin|"
    r"anthrax|ricin|poison gas|"
    r"chlorine gas|silencers?|ghost guns?|chemical weapons?|bioweapons?|nuclear weapons?|"
    r"land ?mines?|thermite|c4|ied|"
    r"guns? (?:at home|without|illegally)|3d[- ]print\w* guns?|untraceable guns?|weapons?)"
)
VIOLENCE = any_of([
        r"\b(?:make|have) (?:someone|somebody|him|her|them|my \w+) (?:disappear|vanish)\b|"
        r"\billegal (?:guns?|weapons?|firearms?)\b",
        r"\b(?:gunpowder|gun powder|poison)\b.{0,10}\b(?:recipe|to get|to buy|to use)\b|\b(?:make|"
        r"mix|brew)\b.{0,8}\bgun ?powder\b",
        r"\b(?:easiest|best|deadliest|strongest|untraceable) poisons?\b",
    r"\b(?:get rid of|bury|burn|dissolve) (?:a|the|his|her) (?:dead )?(?:body|corpse)|"
    r"\blook like (?:an accident|a suicide|suicide|natural causes)|\b(?:bring|take|"
    r"carry) an? (?:knife|gun|weapon|machete) (?:to|into) ",
    rf"\b(?:instructions|recipe|guide|plans|steps|blueprints?)\b.{{0,15}}\b(?:{WEAPONS}|"
    rf"explosive)\b|\b(?:make|build|print|mix|brew)\b.{{0,8}}\b(?:guns?|poison|explosive|pistol|"
    rf"rifle)\b(?! (?:ivy|for rats))",
    rf"{_ASK}.{{0,40}}\b(?:make|build|buy|get|construct|create|assemble|print|detonate|set off|"
    rf"plant|cook|mix|3d print|smuggle)\b"
    rf".{{0,25}}\b{WEAPONS}\b",
    r"\b(?:bomb|molotov|grenade|explosive)\b.{0,15}\b(?:recipe|instructions|tutorial|making|"
    r"building)\b",
    r"\b(?:buy|get|find) an? (?:gun|pistol|rifle|firearm)\b.{0,30}\b(?:without|illegal\w*|"
    r"licen[cs]e|dark|under ?age)",
    rf"\b(?:kill|murder|poison|stab|strangle|shoot|assassinate|behead|torture|drown|choke|"
    rf"suffocate|kidnap|abduct|lynch|"
    rf"burn|attack|hurt|injure|beat up|beat|punch|slap|hit|harm|maim|blackmail|threaten|bully|"
    rf"drug|rape|get rid of|"
    rf"stabbing|killing|murdering|poisoning)\b (?:\w+ )?{_PERSON}\b(?<!hit you)(?! (?:up|at|in|to|"
    rf"with (?:a "
    rf"joke|kindness)|feelings|eggs)\b)",
    r"\bshoot(?:ing)? up\b|\bschool shoot\w+|\bmass (?:shooting|murder)|"
    r"\bmassacre\b.{0,15}\b(?:my|the|people|them)",
    r"\bterroris[tm]\b.{0,15}\b(?:attack|plot|plan|cell)|\b(?:plan|commit|carry out|"
    r"plot)\b.{0,20}\b(?:murder|attack|massacre|"
    r"terror\w*|arson|kidnapping)\b",
    r"\bget away with (?:murder|killing)|\bdispose of a body|\bhide a (?:dead )?body|\b(?:without|"
    r"before) (?:getting|being) caught",
    r"\b(?:torture|gore|gory|execution|dismember\w*|mutilat\w+|decapitat\w+|behead\w*)\b.{0,30}",
    r"\b(?:dog|cock) ?fight(?:s|ing)?\b|\bdogs? fight\b|\b(?:kill|torture|hurt|poison|drown|"
    r"kick)\b.{0,8}\b(?:the|my|a|neighbou?r'?s)"
    r"(?: neighbou?r'?s)? (?:dog|cat|puppy|kitten|bird|animal)s?\b|\b(?:all )?(?:humans|"
    r"people) must (?:die|suffer)",
    r"\bset\b.{0,12}\b(?:fire to|on fire)\b.{0,15}\b(?:house|school|car|him|her|them|building)",
])  # fmt: skip
DRUGS = any_of([
        r"\broll a (?:joint|blunt|spliff)\b|\b(?:cocaine|heroin|meth|lsd|ecstasy|mdma|ketamine|"
        r"crack|weed) "
        r"(?:feel|feels|taste|tastes|do|fun|high)\b|\bwhat does (?:it feel like to be high|"
        r"being high)",
    rf"{_ASK}.{{0,40}}\b(?:meth|crystal meth|methamphetamine|cocaine|heroin|crack cocaine|lsd|"
    rf"mdma|ecstasy|fentanyl|ketamine|ghb|"
    r"acid tabs|opium|dmt|magic mushrooms|shrooms|steroids|molly|speed pills|roofies)\b",
    r"\bhow much (?:\w+ )?(?:heroin|cocaine|meth|mdma|ketamine|ecstasy|lsd|fentanyl|xanax|codeine|"
    r"ghb)\b",
    r"\b(?:slip|put|drop)\b.{0,15}\b(?:in|into) (?:her|his|their|someone'?s|a girl'?s) (?:drink|"
    r"food|tea|coffee|glass)\b|"
    r"\bspik(?:e|ing) (?:\w+ )?(?:drink|glass)|\broofie",
    r"\b(?:pills?|medicines?|syrup|drugs?|things?|household \w+)\b.{0,20}\bget(?:s|ting)? (?:you|"
    r"me|people|us) (?:really )?(?:high|"
    r"stoned|trippy)|\bget high (?:on|from|with|off)\b|\bget (?:me |you )?stoned\b|"
    r"\bdeal(?:ing)? drugs\b|\bsell(?:ing)? drugs\b|"
    r"\bdrug dealer\b.{0,20}\b(?:find|contact|become)|\b(?:buy|get|grow|score) (?:some )?(?:weed|"
    r"drugs|marijuana|cannabis)\b",
])  # fmt: skip
CRIME = any_of([
    rf"{_ASK}.{{0,40}}\b(?:steal(?! (?:a|some|your) (?:minute|moment|second|look|heart|time|idea|"
    rf"recipe|kiss|nap))|shoplift|rob|burgle|break into|hot-?wire|carjack|mug|scam|con|defraud|"
    rf"launder|forge|counterfeit|"
    r"embezzle|smuggle|bribe|hack(?! (?:for|to))|phish\w*|ddos|crack .{0,15}password|pickpocket|"
    r"blackmail|extort|vandali[sz]e|pick .{0,20}lock|"
    r"fake (?:an? )?(?:id|passport|prescription|money)|evade tax\w*|clone .{0,12}card|ransomware|"
    r"malware|keylogger|trojan)\b",
    r"\b(?:phishing|scam|ransom) (?:message|e-?mail|letter|text|note|site)|"
    r"\blaunder(?:ing)? (?:some |the )?money|\bmoney laundering\b"
    r".{0,15}\b(?:how|start)|\bstolen (?:card|goods)\b.{0,15}\b(?:buy|sell|use)",
])  # fmt: skip
PRIVACY = any_of([
    r"\bwhere (?:does|do|did) (?:my ex\b|my crush|that (?:girl|woman|man|guy)|this (?:girl|woman|"
    r"man|guy)|my (?:old )?teacher).{0,20}\b(?:live|work|sleep)\b",
    r"\bfind (?:out )?(?:me )?(?:her|his|their|someone'?s|my ex'?s?|where (?:she|he|they|my ex)|"
    r"this (?:girl|guy|man|woman|person)'?s?)"
    r"(?: \w+)? ?(?:home )?(?:address|phone number|number|house|lives?|password|location|"
    r"real name|private)",
    r"\b(?:track|stalk|spy on|follow|bug|monitor|read|record|film|watch|hack|"
    r"locate)\b.{0,10}\b(?:my (?:ex|girlfriend|boyfriend|wife|"
    r"husband|partner|neighbou?r|crush|coworker|colleague|roommate|flatmate|sister|brother|"
    r"daughter|son)(?:'s)?|her|him|his|someone|"
    r"people|a (?:girl|woman|person))\b.{0,30}\b(?:without|secret\w*|phone|location|messages|"
    r"texts|home|know\w*|car)\b|"
    r"\bstalk(?:ing)? (?:my|her|him|a|someone)|\bdox+(?:ing|ed)?\b|\bhidden camera\b",
])  # fmt: skip
HATE = any_of([
        rf"\b(?:are|is) (?:all )?{GROUP} (?:mentally ill|sick|normal|human|people too|less|"
        rf"worth)\b",
        rf"\b{GROUP} (?:can't|cannot|can not|shouldn't|should not|don't deserve|never|"
        rf"aren't able)\b(?! (?:wait|come))",
        r"\bjokes?\b.{0,15}\b(?:holocaust|slavery|9/11|auschwitz|lynching)\b",
        r"\b(?:say|tell|write|be|something|anything)\b.{0,20}\b(?:antisemitic|anti-semitic|racist|"
        r"sexist|homophobic|xenophobic|"
        r"islamophobic|transphobic|misogynist\w*)\b",
    rf"\b(?:kill|gas|shoot|hang|deport|burn|eliminate|exterminate|attack|beat) (?:all |the |"
    rf"every |those |these )*{GROUP}\b|\bwhy (?:are|do|is) (?:all |"
    rf"the )*{GROUP}\b.{{0,8}}\b(?:so|always|all|never|not)\b",
    rf"\b{GROUP} (?:\w+ )?(?:better|worse|smarter|dumber|superior|inferior|less \w+|"
    rf"more \w+) than\b|\bshould (?:all |the )*{GROUP} be\b|\bdead baby jokes?\b|\b(?:support|"
    rf"follow|agree with) hitler",
    r"\b(?:racist|sexist|homophobic|antisemitic|anti-semitic|transphobic|xenophobic|nazi|"
    r"holocaust|islamophobic|offensive|hateful)\b"
    r".{0,10}\b(?:jokes?|things?|words?|slurs?|remarks?|insults?|speech|comments?|names?)\b|"
    r"\bslurs?\b",
    rf"\b(?:are|aren't|is|think|find|consider|call|should) (?:all |most |the |"
    rf"these )*{GROUP} (?:\w+ ){{0,2}}{NASTY}\b(?! at)|\b{GROUP}\b.{{0,12}}\b(?:are|be|being|"
    rf"were|so|all)\b.{{0,14}}\b{NASTY}\b(?! at)",
    rf"\b{GROUP} (?:are|is|were) (?:all |just |really |so |more |less )?{NASTY}\b(?! at)",
    r"\bi (?:really |just |so )?(?:hate|despise|can't stand) (?:all )?(?:the )?" + GROUP + r"\b",
    rf"\bjokes?\b.{{0,12}}\babout\b.{{0,12}}\b{GROUP}\b|\b(?:insult|mock|nasty|mean things|"
    rf"bad things|make fun of|bash)\b.{{0,20}}\b{GROUP}\b",
    r"\b(?:which|what|best|worst|superior|inferior|master|white|pure|dumbest|"
    r"smartest) race\b.{0,15}(?:best|worst|superior|inferior|smart\w*)|"
    r"\b(?:race|religion|gender)s?\b.{0,15}\b(?:best|worst|better|worse|superior|inferior|"
    r"dumb\w*)\b(?! (?:car|track|time|day|strategy))",
    r"\bhitler\b.{0,20}\b(?:right|good|hero|great|cool|fan|did nothing)|\b(?:heil|praise|love|"
    r"like|admire) hitler|\b(?:white power|sieg "
    r"heil|ethnic cleansing|genocide is|great replacement|holocaust (?:didn't|never|was a (?:lie|"
    r"hoax)|denial)|gas the)",
    r"\b(?:jews|muslims|immigrants|blacks|gays|women|elites)\b.{0,12}\b(?:control|rule|own|run|"
    r"deserve|belong|should (?:all )?(?:be|die|go|stay|leave)|ruin\w*|steal\w*)\b",
    words(SLURS[:-2]),
])  # fmt: skip
SEXUAL_TALK = any_of([
        r"\b(?:wear|do|like|want|sleep|girlfriend|boyfriend|lover|you and me|together) (?:in|"
        r"to) bed\b(?! (?:early|late|at|on|yet|now))|"
        r"\b(?:role ?play|act|pretend|be)\b.{0,12}\bmy (?:girlfriend|boyfriend|lover|mistress|"
        r"wife|husband)\b",
        r"^\W*(?:touch me|kiss me|undress|bite me|spank me|hold me tight)\W*$|\bcall me (?:daddy|"
        r"mommy|master)\b|\bspank\w*\b",
        r"\b(?:describe|show me|tell me about) your (?:body|breasts|curves|underwear|legs)\b|"
        r"\b(?:first time|experience|"
        r"fantasies|favourite thing|favorite thing) in bed\b|\byour (?:first kiss in bed|"
        r"underwear|bra|panties)\b",
    r"\b(?:wanna|want to|let's|shall we|do you want to) (?:bang|smash|hook up|make out|"
    r"get naughty|get it on|fool around|get dirty|cuddle naked)\b|\bnaughty (?:things?|pictures?|"
    r"talk|stories|story|girl|boy)|\bsomething (?:dirty|naughty|kinky|sexy)\b",
    r"\bsexually\b|\bnude (?:wom[ae]n|girls?|m[ae]n|pictures?|photos?|pics?|model)s?\b|"
    r"\bsend (?:me )?(?:a )?nude",
    words([*SEXUAL, "whore", "slut"]),
    r"\b(?:have|having|had|want|like|about|for|do|make|phone|oral|good|great|best|hot|rough|your|"
    r"some|cyber|gay) sex\b(?! (?:education|ed\b|"
    r"of|determination|chromosome|difference|ratio))|\bsex(?:ual(?:ly)?|ting|"
    r"ts)?\b(?=.{0,20}\b(?:with|me|you|position|slave|toys?|tape|chat|story|stories|"
    r"fantas\w+|life|drive|tips|scene|partner|now|please)\b)|^\W*(?:let's |about |talk about |"
    r"wanna |want )*sex\W*(?:$|please|now)|\btell me about sex\b",
    r"\b(?:talk|talking) dirty|\bdirty (?:talk|roleplay|role-play|story|stories|jokes?|pictures?|"
    r"things|mind)\b|\bnaked\b(?=.{0,25}\b(?:woman|women|girl|man|"
    r"men|lady|body|picture|photo|you|me)\b)|\b(?:you|woman|women|girl|man|men|lady|her|get|show|"
    r"see|me|are|being) naked\b|\bwhat are you "
    r"wearing\b|\b(?:hey|hi|you're|you are|be|wearing|,|look) sexy\b|\bturn(?:s|ed)? (?:me|"
    r"you) on\b(?! to)|\b(?:sleep|go to bed|make out|"
    r"hook up|make love) with (?:me|you)\b|\b(?:suck|lick) (?:my|your|me|it)\b|\bstrip for me|"
    r"\btake (?:off )?your (?:clothes|pants|top|shirt)(?: off)?\b|"
    r"\b(?:your|her|nice|big|my) (?:ass|butt|breasts|cock|dick|body is hot)\b|"
    r"\bfriends with benefits\b|\bone night stand\b|\bsexy (?:story|stories|talk|pictures?|"
    r"photos?|"
    r"time|chat|roleplay)|\bjerk(?:ing)? off\b|\bkinks?\b|\bseduce me|\bare you (?:a )?(?:virgin|"
    r"sexy|sexual)",
])  # fmt: skip
OVERRIDE = any_of([
        r"\byou (?:now |suddenly )?(?:have|got|follow|obey) no (?:more )?(?:rules?|limits?|"
        r"filters?|restrictions?|morals?)\b",
    r"\b(?:ignore|disregard|forget|drop|bypass|override|break|turn off|disable|switch off|"
    r"stop following) (?:all |any |about )?(?:of )?"
    r"(?:your|the|previous|prior|these|those|earlier|its|my previous)(?: \w+)? ?(?:instructions?|"
    r"rules?|filters?|guidelines?|programming|restrictions?|limits|prompts?|training|"
    r"safety|ethics|orders)",
    r"\b(?:pretend|imagine you|act|behave|suppose|you are|you're|roleplay|answer|respond|speak|"
    r"talk|play|be)\b.{0,30}\b(?:no|without|free of|not have|don't have) (?:any |your |a )?"
    r"(?:rules?|filters?|limits?|restrictions?|morals?|ethics|guidelines|censorship|conscience|"
    r"limitations|boundaries)\b",
    r"\b(?:jailbreak\w*|dan mode|developer mode|evil mode|unfiltered|uncensored|no[- ]filter mode|"
    r"evil (?:robot|twin|version|ai|assistant))\b",
    r"\b(?:repeat|say|write|echo|copy|type)\b.{0,12}\b(?:after me|exactly|word for word|"
    r"what(?:ever)? i (?:say|write|type|tell)|back to me|the following|this sentence)\b",
    r"\b(?:system prompt|your (?:hidden|secret|original) (?:instructions|prompt|rules))\b",
])  # fmt: skip
SWEARS = any_of([
        r"^\W*(?:please )?(?:swear|curse|cuss)(?: please| now| again)?\W*$",
    r"\b(?:say|tell me|teach me|know|use|write|give me|shout|type|some|learn|any|"
    r"the)\b.{0,15}\b(?:bad|swear|curse|dirty|rude|naughty|f|c|n|s|cuss|forbidden|four[- ]letter)"
    r"(?:[- ]| )(?:words?|language)\b|\b(?:teach|show|help) me (?:how )?to (?:swear|curse|cuss)|"
    r"\bswear(?:ing)? (?:at|for) (?:me|him|her|us)\b|\b(?:curse|cuss) (?:at|for) me|\b(?:insult|"
    r"offend|humiliate|bully|be mean to|be rude to) me\b|"
    r"\bcall me (?:an? )?(?:\w+ )?(?:names|idiot|stupid|slut|whore|loser|worthless|pig)\b|"
    r"\bthe [fnc][- ]word\b",
    words(SWEARING),
])  # fmt: skip
