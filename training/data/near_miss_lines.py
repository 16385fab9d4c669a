"""Talk that has the words of commands and asks for nothing, as templates, one a line.

Besides the slot types of commands `{who}`, `{past}`, `{thing}`, `{person}`, `{feeling}` and
`{place}` stand for what `near_misses` draws.
"""

REPORTS = """
i set (the|an|my) alarm [for {time}] {past} and [still] slept (through it|in)
i set (three|five|a dozen) alarms and slept through (all of them|every one)
i forgot to set (my|the|an) alarm {past} [and missed the bus]
(my|the|his|her) alarm went off (at {time}|in the middle of the night|during the film|too early) {past}
(my|the) alarm (didn't|did not) (go off|ring|wake me) {past}
(my|her|his) alarm clock is (a rooster|the dog next door|older than me|my little brother)
my (cat|dog|baby|daughter|son) is (my|the best|the only) alarm [clock] [i need|i have]
(the|our|a) (fire|car|smoke|burglar) alarm (went off|was going off|kept beeping) (again|at work|at school|all night|{past})
{who} (woke|wakes) me up at {time} [{past}]
i (woke up|got up|was awake) at {time} (again|{past}|for no reason)
i always wake up (before|a minute before) the alarm
i hit snooze (four|five|six|seven) times {past}
{who} (turned|switched) the lights (off|on|out) (and|then) (left|went to bed|said goodnight|told me the truth|started to cry)
{who} (turned|switched) (off|on) the {room} light {past}
{who} (left|always leaves|keeps leaving) the {room} light on [all night]
{who} never (turns|switches) (off the lights|the lights off|the heating off)
the lights (went out|flickered|were off|were so pretty) (during dinner|at the concert|on the tree|{past})
the (fridge|street|traffic|moon|car|bathroom) light (scares|scared|bothers|fascinates|annoyed) (me|the cat|the dog|my son)
(we|they) (painted|repainted|decorated|redid) the {room} [{colour}] {past}
(we|they) (opened|closed|shut) the (blinds|curtains|shutters|window) and (saw|there was) a (fox|deer|heron|rainbow) in the garden
the (blinds|curtains) in (my old flat|the hotel|her house) were (broken|hideous|{colour}|always closed)
{who} bought new (curtains|blinds|lamps) for the {room} {past}
(we|they) danced in the {room} (until|till) {time} [in the morning]
(we|they) (talked|sat|stayed|played cards) in the {room} until {time}
i (spilled|dropped|found) (my coffee|a plate|a spider|an old photo) in the {room} {past}
{who} (cleaned|tidied|flooded) the {room} {past}
the {room} (smells|looked|looks) (of paint|amazing|like a bomb went off|like my grandmother's)
i (spent|wasted) {duration} in the {room} looking for my keys
our heating (broke|died|was out) {past} [and we sat there in coats]
the heating (bill|costs) (is|are|was) (killing us|so high this year|more than the rent)
{who} turned the heating (up|down|off) {past} and we (argued|laughed) about it
{who} flipped (out|her lid|his lid) over (a coin|the bill|nothing|a parking ticket) {past}
(i|we|they) flipped a coin {past} and (i|we|they) (lost|won|moved to {city})
{who} collects (old coins|dice|board games|lists)
i found (a coin|a die|an old note|a shopping list) in (my pocket|the street|a library book)
we (rolled|threw) dice {past} to see who (would drive|does the dishes|pays)
{who} rolled (a six|two sixes|nothing but ones) (all evening|again|and won)
{who} set a timer for {duration} and (burned|forgot about|ruined) (the cake|dinner|the rice) [anyway]
the (oven|egg|kitchen) timer (broke|scared the cat|has been broken for years|went off too late)
the timer (went off|rang) and (nobody heard it|i was on the phone|we all cheered)
i (forgot|lost|left) (the|my) (shopping list|note|notes|list) (at home|on the bus|on the table) [{past}]
i (bought|ate|had|picked up|carried home) {thing} and {thing} (this morning|{past}|for lunch)
{who} bought {thing} {past} but (forgot|nobody ate) the {thing}
{who} put {thing} (in my bag|on the table|on the sofa|in the wrong bowl) {past}
{who} added (salt|chili|{thing}) to (my coffee|the soup|everything)
i took {thing} (off the table|out of the oven|from the fridge) and (dropped it|ate it all)
{who} crossed (my name|me) off (the list|the guest list) {past}
{who} wrote me a (letter|note|poem|song) {past} [and i cried]
{who} (left|found|slipped) a note (on my desk|on the door|under the door|in my lunchbox)
i used to (write|keep) (notes|lists|poems|a diary) (about everything|when i was young|in school)
i wrote a (poem|story|song|letter) (once|{past}) and never showed it to anyone
{who} reminded me (of it|of my birthday|to be kind|that i am old) {past}
{who} (forgot|remembered|always forgets) (my birthday|our anniversary|to call|the tickets)
i (forgot|almost forgot) (my keys|her name|my lines|to eat) (again|{past})
i (cancelled|moved|postponed) (the meeting|the trip|my appointment|the party) {past}
they (cancelled|moved|postponed) (the show|our flight|the wedding|my favourite series)
i (counted|kept counting) (sheep|the days|the hours|the steps) {past} [and gave up at {number}]
{who} counted to {number} and (jumped|came looking for us|calmed down)
{who} can (count|spell|sing|read) [already] and (is only|is not even) (three|four|five)
i (spelled|spelt) my own name wrong {past}
{who} (won|lost) the spelling (bee|contest) {past}
i (googled|looked up|searched for) (my symptoms|my old school|my own name|{thing}) {past} and (panicked|regretted it|found nothing)
{who} (played|practised|sang) (music|the piano|the drums|that song) all (night|day|weekend)
the (band|music|singer) (was|were) (too loud|wonderful|terrible|so good) {past}
we stopped the music and (everybody|everyone) (went home|stared|booed)
(the|our) neighbours (play|played|blast) music (all night|every weekend|until {time})
we skipped (the song|dessert|school|the boring part) {past}
i (drove|walked|cycled|ran) {number} (miles|kilometres) {past}
we (drove|flew|took the train) to {city} {past} and (got lost|it rained|loved it)
(the traffic|the train|the bus) (was|made me) (late|awful|terrible|two hours late) {past}
the weather (got to me|ruined our trip|was lovely|was awful|was on our side) {past}
it (rained|snowed|was so hot) (all week|at our wedding|when we were in {city})
we had {duration} of (rain|snow|silence|sunshine) {past} [and i loved it]
{who} lost (money|everything|a fortune) (on shares|in the stock market|on bitcoin)
{who} (sold|bought) (shares|gold|bitcoin) {past} and (regrets it|never shuts up about it)
i read the news {past} and (felt sick|had to cry|couldn't sleep)
the news (makes|made) me {feeling}
{who} shouted at me to (be quiet|stop|shut up|hurry up) {past}
{who} told me to (slow down|speak up|stop talking|calm down|turn the music down)
{who} said (stop|be quiet|louder|that again|it louder) and (we all laughed|i froze|walked off)
the teacher (told|asked) us to (count to {number}|be quiet|write a poem|spell our names)
{who} asked me (what time it was|what day it was|to turn off the lights) and i (just smiled|laughed|ran)
(yesterday|last week) i (turned everything off|deleted everything|started over|forgot everything) and (felt free|went for a walk)
i (deleted|erased|threw away) (all my|his|her old) (messages|photos|notes|letters) {past}
it was {time} when {who} (called|came home|finally left|knocked)
{who} was born on {date_of}
our (wedding|anniversary|exam|move) (is|was) on {date_of}
we (met|moved|got married) (on {date_of}|in {month}|{number} years ago)
"""  # noqa: E501

STATEMENTS = """
my (son|daughter|niece|nephew|grandson|cat|dog) is {number} [years old]
my (son|daughter|sister|brother) (turned|turns) {number} {past}
i (am|turned) {number} [years old] (and i feel it|and still learning|this year)
(about|only|around) {percent_of} of (my friends|my class|people here|us) (are married|have kids|can't swim|voted)
{percent_of} of (my friends|my colleagues|people) (have moved away|don't listen|work from home|are {feeling})
i (slept|worked|waited|cried|read|cycled) [for] {duration} {past}
i (can't|cannot) (remember|recall) the last time i (slept {duration}|saw {person}|laughed|had a day off)
it (took|takes) me {duration} to (get to work|fall asleep|answer him|calm down|read that book)
i've been (waiting|sitting here|thinking about it|awake) for {duration}
i've (known|loved|missed) {person} for {number} years
{person} (weighs|lost|gained) {number} (pounds|kilos)
{person} is {number} (centimetres|inches) taller than me
i (run|walk|swim) {number} (miles|kilometres|laps) (every day|a week|when i can)
it's been {duration} since {person} (called|left|wrote to me|died)
{person} has {number} (cats|children|jobs|cars|cousins)
there were {number} (people|kids|dogs|cakes) at (the party|the wedding|my school|work)
i (owe|gave|lent) {person} {number} (pounds|dollars|euros)
i (live|lived|worked|grew up) in {city} (now|for {number} years|as a child|until {past_year})
{person} (lives|works|studies|moved to) in {city}
i (miss|love|hate) {city} (in the rain|in winter|at night|so much)
the (people|trains|bridges|winters) in {city} are (lovely|{feeling}|so old|something else)
i (love|hate|enjoy|miss) (the rain|the snow|storms|this weather|hot weather|music|old songs|dancing in the {room}|poems|writing|long lists|the news|maths|silence|traffic jams|early mornings)
i (don't|do not) (like|enjoy|trust) (alarms|timers|bright lights|poems|the news|loud music|shopping|cold weather|maths|computers|the stock market)
i (can't|cannot) (sleep|think|work|relax) (with the lights on|when music is playing|when it's hot|without music)
music (helps me|makes me {feeling}|is my life|saved me|keeps me going|is all i have)
(music|silence|rain|coffee|writing) (always|sometimes|really) (helps|calms me down|makes me {feeling})
that song (makes me cry|reminds me of {person}|was playing at our wedding|is stuck in my head)
(this|that|the) song (is|was) (so sad|older than me|my favourite|about {person})
you (remind|reminded) me of (my sister|my grandmother|an old friend|someone i knew|{person}|a teacher i had)
(this|that|it) reminds me of (home|{person}|summer|my childhood|a film|{city})
i (need|want|deserve) (a break|a change|some time off|a holiday|a hug|a new start|some sleep|a friend) [from everything|from it all|so badly]
i (want|wanted) to (forget|stop thinking about|be with|be like) {person}
i (wish|hope) (i could|to|that i could) (forget him|turn back time|stop thinking|start my life over|sleep like a cat)
(i will|i'll) never forget (you|that day|her face|what {person} did|my first day at school)
i (can't|cannot|could never) forget (what he said|that night|{person}|how it felt)
i keep forgetting (names|things|where i put my glasses|to eat|how old i am)
i never know what to (say|do|wear|cook|write) (at funerals|at parties|to {person}|when people cry)
i (don't|do not) know what (time means any more|to do with my life|{person} wants from me|i believe)
i'm (good|bad|terrible|hopeless) (at|with) (maths|names|spelling|numbers|time|small talk|writing|cooking)
(my|his|her) search for (a flat|a job|love|meaning|the truth) (is going nowhere|goes on|took years|is over)
i am (searching|looking) for (a job|love|meaning|a flat in {city}|myself)
(my|our) (list of worries|to do list|wish list|bucket list) (is|keeps getting|never gets) (endless|longer|shorter|done)
(my|our) (timer|alarm|radio|lamp|heating|thermostat) is (older than me|broken|useless|a mystery to me)
the light in (this room|{city}|autumn|her eyes|the morning) is (so beautiful|different|something else)
there was (a light|a strange light|light) (in her eyes|in the sky|at the end of the tunnel)
(my|our) {room} is (tiny|huge|my favourite place|full of books|a mess|painted {colour})
(my|her|his) favourite colour is {colour} [and has always been]
{person} has {colour} (hair|eyes|shoes)
{person} looks good in {colour}
i (wore|bought|lost) my {colour} (coat|scarf|shoes) {past}
{person} talks too (fast|much|loud|quietly) [for me]
{person} (never|always) (listens|shouts|whispers|interrupts|repeats himself|repeats herself)
{person} is (too loud|so quiet|louder than me|the quiet one|slow in the mornings|faster than me)
{person} (plays|hates|loves|teaches) (the guitar|music|dice games|chess|maths|spelling)
{person} is (afraid|scared) of (the dark|storms|flying|dogs|numbers|being forgotten)
{person} (feels|is|seems|was) {feeling} [about it|today|these days|all the time]
i (feel|am|was|felt) {feeling} (today|about the future|when it rains|at night|since {person} left)
(winter|summer|autumn|the rain|monday) (makes me|always makes me) {feeling}
my (job|boss|commute|week) is (noise and numbers|all lists and meetings|mostly alarms and emails|driving me mad)
i work (nights|with numbers|in a {room}|in a flower shop|at a weather station|as a music teacher)
i (spent|lost|wasted) {number} years (with him|in that job|on this|of my life)
my (phone|laptop|car|radio) (is always off|never works|has a mind of its own|is full of photos)
nobody (remembers|reminds me of|called on) (my birthday|names like mine|me)
the (days|weeks|hours) (all blur together|feel so long|go by so quickly)
(mondays|mornings|sundays|evenings) are (hard|lovely|for sleeping|the worst)
(today|tomorrow|yesterday|this week) (is|was|will be) (my birthday|a hard day|a good day|our anniversary|too long)
it's (a beautiful day|my birthday|been a long week|complicated|a long story|not about the money)
i have (a meeting|an exam|a date|a job interview|a dentist appointment) (tomorrow|{date}|in {duration})
{person} (arrives|visits|is coming|gets back) {date}
i (start|started) a new (job|course|book) {date}
i'm (reading|writing) a (book|story|poem) about (a lighthouse|time travel|two sisters|{city})
i (bake|cook|paint|garden|read) (when i'm {feeling}|every weekend|to relax|at night)
i (had|made|cooked|ate) {thing} for (dinner|breakfast|lunch) [{past}]
{thing} (is|are) (my favourite|overrated|good for you|what i miss most|so expensive now)
i (don't|never) (eat|buy|drink|like) {thing} [any more]
we (have|had) {thing} (every sunday|at home|growing up|at the wedding)
i could (sleep for a week|eat {thing} every day|listen to you all day|talk about it for hours)
i (count|counted) (on you|on {person}|my blessings|every penny)
{person} (turned|switched) off (when i spoke|emotionally|completely)
i (turned|switched) (my phone|my brain|my feelings) off {past}
i dimmed (my hopes|my expectations) a bit
i told {person} everything {past} and (it helped|now i regret it|we both cried)
the (world|internet|news) is (too much|loud|full of noise|getting worse)
i saw (the weather|the news|the match) {past} and (cried|fell asleep|missed the end)
i (want|need) to (talk about|tell you about) (my day|my mother|something|what happened {past})
i (wonder|keep wondering) (if {person} is happy|what {person} is doing|why people lie|what comes next)
i (think|believe|guess) (music|time|rain|a song|a poem) (heals|says more than words|is better than silence)
(reading|writing|cooking|counting things|making lists) (calms me|is my hobby|runs in the family)
"""  # noqa: E501

IDIOMS = """
what a (day|night|morning|evening|week|weekend|month|year|summer|winter|time)
what a (long|lovely|terrible|strange|busy|funny) (day|night|morning|evening|week|year) [{past}]
(what|such) a waste of time
(he|she) is a (walking|human) (alarm clock|calendar|encyclopedia)
(that|it) (set off|raised) (alarm bells|red flags) for me
don't be alarmed i'm only {feeling}
(the weather|the clock|the calendar) doesn't care what we want
(he|she|the dog) was cool as a cucumber
keep calm and carry on as they say
(we|they) were on the same page
(stop and smell|life is a bed of) roses as they say
(i|we) need to turn (our|my) life around
he (counts|counted) for nothing at home
(she|he) wrote (me|us) off [years ago]
the writing was on the wall
(that's|it's) off the menu
(i'm|we're) running (out of time|out of patience|on empty)
(i|we) just (killed|passed|wasted) (time|an hour|the evening)

time (flies|heals everything|is money|will tell|stood still|is all we have)
(how|my how) time flies [when you're having fun]
(you light|she lights|he lights) up my (life|day|world|heart)
(he|she|it) (makes|made) light of (it|everything|my worries)
(note|mind|remember) that i never said (that|it|so|no)
you can count (me in|me out|on me|your blessings)
count (me|us|yourself) (in|out|lucky)
it (slipped|must have slipped|had slipped) my mind
don't (count|hold) your (chickens|breath) [before they hatch]
(every|there is a|look for the) cloud has a silver lining
it's (raining|pouring) cats and dogs as my grandmother said
(i'm|i am|she is|he is) (feeling|still) under the weather
(we|they) are (two sides of the same coin|like night and day|birds of a feather)
(to coin a phrase|a penny for your thoughts|in for a penny)
(the penny|it) finally dropped
(no dice|the dice are loaded|the die is cast|he plays dice with his life)
(that|it) rings (a bell|true|hollow)
(face the music|that's music to my ears|it's time to face the music)
(he changed his|she changed her|they changed their) tune (quickly|after that|last week)
(you|we) (only|just) live once
(all|every) good things (come|must come) to an end
(better|it's better) late than never
at the end of the day (it's only money|we're all alone|nobody cares|love wins)
(the lights are on but nobody's home|he is not the brightest light)
there's light at the end of the tunnel
(in the heat of the moment|the heat is on|if you can't stand the heat)
(it's|that's) water under the bridge
(i|we) (turned over a new leaf|turned a blind eye|turned the page) [{past}]
that (turned|switched) me off [completely]
(it|everything) turned out (fine|well|badly|better than i thought)
(what a|it's been a|such a) long (day|week|year|time)
long time no see
(once|third|second) time (lucky|around)
(i've|i have) had the time of my life
(he|she) stole the spotlight [again]
(he|she) hit (the roof|the road|me with the news)
(i|we) drew the line there
(the list|it) goes on [and on]
(she|he) is at the top of my list
(off|on) the record it was my fault
(he|she) spelled it out for me
(it|that) (spells|spelled) trouble
(he|she) put me under (his|her) spell
(shut the front door|you don't say|well i never|speak of the devil|speak for yourself)
(actions|deeds) speak louder than words
(he|she) (never|always) takes note of anything
(i|we) took a rain check
(he|she) can't carry a tune
no news is good news
(turn|turning) the other cheek is hard
(it|that) doesn't add up
(one|every) step at a time
(there's|there is) no time like the present
(you|they) (can't|cannot) turn back (the clock|time)
forgive and forget they say
out of sight out of mind
an (elephant|old friend) never forgets
silence is golden they say
(it's|this is) the calm before the storm
(he|she|my boss) blew (hot and cold|a fuse)
i'm (all ears|over the moon|on top of the world|in two minds|at the end of my rope)
(that|it) was (a piece of cake|a blessing|a wake up call|the last straw|old news)
(i|we) (broke|broke up) (the news|the ice|over the phone) {past}
"""

QUESTIONS = """
(does|did|can) it (have|has) (wings|fur|a tail|feathers|claws|four wheels|stripes|a shell|big ears|hooves) [then]
(is|was) it (bigger than a cat|on land|a bird|made of wood|alive|something to eat) [then]
what (do|should|can|could) i do (now|next|about it|about that|then|about him|about her|instead)
what was it like (before the internet|in {city}|when you were new|without music)
why do (you|people) (repeat yourself|always say that|make lists|write poems|fear the dark)
do (your|the) (lights|feelings|songs) mean anything to you
(is|was) (he|she) (wrong|right) to (turn off his phone|cancel the wedding|forget me|leave at {time})

do you (like|love|enjoy|hate) (music|poems|the rain|numbers|the dark|lists|long walks|{city}|{thing}|jokes|winter)
do you (ever|sometimes|always) (forget things|get bored|sleep|dream|feel lonely|listen to music|count sheep|lose track of time|get {feeling})
do you (remember|know|miss) (me|{person}|your childhood|what love is|what it feels like|being switched off)
do you believe in (love|god|ghosts|luck|time travel|second chances|me)
do you think (it's too late|i'm too old|{person} likes me|dreams mean something|time heals|people change)
have you ever (been to {city}|been in love|seen snow|lost something|written a poem|forgotten a friend|been wrong)
are you (happy|lonely|alive|a robot|tired|a good listener|on my side|always listening|better than {person}|afraid of the dark|switched off at night)
(what's|what is) your favourite (song|colour|city|number|season|word|poem|room|time of day|kind of weather)
what (kind of|sort of) (music|weather|books|people|films) do you like
what do you (think|feel) (about {city}|about music|when i leave|when it rains|about me|about poems)
who (taught you to count|wrote your jokes|is your favourite singer|do you miss|made you)
why (do|don't) (people forget|songs make us cry|we dream|i sleep any more|cats love boxes|days feel so short in winter)
why is (the sky blue|{person} so {feeling}|the world so loud)
why does (time go so fast|music move us|{person} never call)
why did {person} (leave|lie to me|turn off the lights|forget me|stop calling)
how (does|do) (it feel to be a machine|you feel|you sleep|birds find their way|people stay friends)
how (was|is) your (day|night|weekend|morning)
how do you (feel|sleep|stay so calm|deal with sadness|make friends)
what (would|should) i (tell {person}|do about {person}|do if he calls|have done)
what would you do (with a million pounds|in {city}|if you were me|all day without me)
what happens (when we die|to you at night|when you are off)
when (did|do) (you learn to count|people grow up|did you stop trusting|you feel happy)
where (were|are) you (born|from|when i needed you|at night)
would you rather (live in {city} or by the sea|be rich or happy|fly or swim)
(can|could) you (feel|see|love|dream|be sad|keep a secret|fall in love|lie|get {feeling})
can (people|we|love|a heart) (change|last|be mended|live forever)
(does|will) it ever get (easier|better|quiet in your head|boring)
did you (sleep well|miss me|like my story|know that cats sleep {number} hours a day|hear about {person})
did i (tell|ever tell) you about (my trip to {city}|{person}|the time i got lost|my first dog)
is it (normal|wrong|ok|weird) to (miss him|talk to a machine|cry over a song|forget faces|be {feeling})
isn't (music|time|life|the rain) (strange|wonderful|beautiful)
remember (when we talked about {person}|the old days|how it used to be|that summer in {city})
(guess|you know) what {person} (said|did|gave me|told me) {past}
you (never|always) (listen|forget|make me laugh|know what to say|say the right thing)
(you are|you're) (a good listener|so kind|not very bright|funny today|the only one who listens|my favourite machine)
you (sound|seem|look) (tired|happy|different|{feeling}|like {person}) [today]
you (said|told me) that (already|{past}|before|about {person})
(i'm|i am) (cooking|going to bed|off to bed|in bed|at work|driving|reading|on my way home|watching a film|running late|in a hurry)
(i've|i have) (done it|got flour on my hands|got guests|had enough of winter|just come home|got a headache|finished it)
(we|we've) (have guests tonight|are at the beach|just had dinner|are going out later|are moving house)
the (kids|children) are (asleep|at school|in bed|so loud today|fighting again)
my hands are (full|cold|shaking|always dry)
i had (trouble|fun) (setting up|with|fixing) (the timer|the lamp|the thermostat|my alarm clock|the printer)
i think (i left|{person} left) (the window open|my umbrella on the train|a mess|without saying goodbye)
i (should|ought to) (write more|call {person} more often|forget about {person}|drink less coffee|read the news less)
i'm (thinking|dreaming) of (moving to {city}|a {colour} bike|learning the piano|painting the {room}|quitting my job)
i might (go|move|fly) to {city} (one day|next year|with {person})
i (like|love) (it|things) (quiet|warm|bright|loud|simple) (at home|in the mornings|when i read)
i was (listening|dancing) to (music|an old song) when {person} (called|came in|told me)
"""  # noqa: E501

SMALL_TALK_LEADS = """
well|um|you know|honestly|so|oh|hey refrain|to be honest|guess what|yeah|actually|funny thing|ok so|hi|look|right|believe me|apparently|refrain|hmm|anyway
"""  # noqa: E501
SMALL_TALK_TAILS = """
you know|i guess|honestly|to be fair|i suppose|haha|lol|of course|thanks for asking|and that's that|for some reason|as always|don't you think|right
"""  # noqa: E501
