"""Words that the reading of facts needs: who belongs to whom, what is a name and what is not."""

from __future__ import annotations

RELATIVES = {
    "mother": "mother mum mom mam mummy mommy mama",
    "father": "father dad daddy papa",
    "sister": "sister sis",
    "brother": "brother bro",
    "son": "son",
    "daughter": "daughter",
    "child": "child kid",
    "baby": "baby",
    "wife": "wife",
    "husband": "husband hubby",
    "partner": "partner",
    "girlfriend": "girlfriend",
    "boyfriend": "boyfriend",
    "fiancé": "fiancé fiancee fiancée fiance",
    "grandmother": "grandmother gran grandma granny nan nana",
    "grandfather": "grandfather grandad granddad grandpa",
    "grandchild": "grandchild",
    "grandson": "grandson",
    "granddaughter": "granddaughter",
    "uncle": "uncle",
    "aunt": "aunt auntie aunty",
    "cousin": "cousin",
    "niece": "niece",
    "nephew": "nephew",
    "friend": "friend mate pal",
    "boss": "boss manager",
    "neighbour": "neighbour neighbor",
    "flatmate": "flatmate roommate housemate",
    "colleague": "colleague coworker co-worker",
    "teacher": "teacher",
    "twin": "twin",
    "stepmother": "stepmother stepmum stepmom",
    "stepfather": "stepfather stepdad",
    "parents": "parents",
}
"""How we call them, and how people do."""

PETS = {
    "dog": "dog puppy pup doggy",
    "cat": "cat kitten kitty pussycat",
    "rabbit": "rabbit bunny",
    "hamster": "hamster",
    "guinea pig": "guinea_pig",
    "parrot": "parrot",
    "budgie": "budgie",
    "bird": "bird",
    "canary": "canary",
    "fish": "fish goldfish",
    "horse": "horse pony",
    "tortoise": "tortoise turtle",
    "snake": "snake",
    "lizard": "lizard gecko",
    "ferret": "ferret",
    "hen": "hen chicken",
    "mouse": "mouse",
    "rat": "rat",
    "goat": "goat",
    "pet": "pet",
}

_PLURALS = {
    "children": "child",
    "grandchildren": "grandchild",
    "wives": "wife",
    "babies": "baby",
    "puppies": "dog",
    "ponies": "horse",
    "bunnies": "rabbit",
    "mice": "mouse",
    "canaries": "canary",
}

CANONICAL: dict[str, str] = {
    spelling.replace("_", " "): name
    for group in (RELATIVES, PETS)
    for name, spellings in group.items()
    for spelling in spellings.split()
}
"""From any spelling, singular or plural, to the one name of a relative or an animal."""
CANONICAL.update({word + "s": name for word, name in list(CANONICAL.items()) if word[-1] != "s"})
CANONICAL.update(_PLURALS)

FAMILY = frozenset(RELATIVES) - {"friend", "boss", "neighbour", "flatmate", "colleague", "teacher"}
CHILDREN = ("son", "daughter", "child", "baby", "twin")

NUMBERS = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen".split()
    )
} | {
    word: 10 * number
    for number, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2
    )
}

GIVEN_NAMES = frozenset(
    """aaron abdul abigail adam adrian agnes ahmed aisha al alan alba albert alex alexander
    alexandra alice alina amelia amir amy ana andrea andrew andy angela anita anja ann anna anne
    annie anthony anton antonio aria arthur ashley astrid barbara beatrice bella ben benjamin
    bernard
    beth betty bill billy bob bobby brenda brian bruno carl carla carlos carmen carol caroline
    catherine cathy cecilia charles charlie charlotte chen chloe chris christian christina
    christine christopher clara claire colin connor craig daisy dan dana daniel danny dave david
    dawn deborah denise dennis derek diana diego dinah dmitri dominic donna doris dorothy duncan
    dylan ed eddie edith edward elena eleanor elijah elisa elizabeth ella ellen ellie elliot elsa
    emil emily emma eric erik erin ernest esther ethan eva evan eve evelyn fatima felix fiona
    frances francis frank fred freddie frieda gabriel gary gavin gemma george georgia gerald gina
    gloria gordon grace graham greg greta hana hannah hans harold harriet harry hassan heather
    heidi helen helena henry hugh hugo ian ibrahim igor ingrid irene iris isaac isabel isabella
    isla ivan ivy jack jackie jacob jade jake james jamie jan jane janet jason jasmine jean jeff
    jen jennifer jenny jeremy jerry jess jesse jessica jill jim jimmy joan joanna joe joel johan
    johanna john johnny jon jonas jonathan jordan jose joseph josh joshua joy joyce juan judith
    judy julia julian julie karen karl karim kate katherine kathy katie keith kelly ken kenneth
    kevin khalid kim kit klaus kurt kyle lara larry laura lauren lea leah lee lena leo leon leonie
    leroy lewis liam lily linda lisa liz lizzie logan lola louis louise lucas lucy luis luke luna
    lydia lynn maja malik marc marcel marco marcus margaret maria marie mario marion marta martha
    martin mary maryam matt matthew maud maurice max maya megan mei mehmet melanie melissa mia
    michael michelle miguel mike mila mo mohammed moira molly monica morgan muhammad nadia nancy
    naomi natalie natasha nathan neil nia nick nicholas nicola nicole nigel nina noah noel nora
    norma oliver olivia omar oscar otto owen pablo pamela pat patricia patrick paul paula pedro
    penny pepper percy pete peter petra phil philip phoebe pierre polly priya rachel raj ralph ravi
    ray rebecca rex richard rita rob robert robin roger ron ronald rory rosa rosie ross roy ruby
    rupert russell ruth ryan sally sam samantha samir samuel sandra sara sarah scott sean
    sebastian selma sharon sheila simon sofia sonia sophia sophie stefan stella stephen steve
    stewart stuart sue susan suzanne sven sylvia tanya tara ted teresa terry tess thea theo
    theresa thomas tim timothy tina tobias toby tom tommy tony tracy tyler una ursula vera
    veronica vicky victor victoria vincent viola vivian walter wanda wendy wilfred will william
    winston xavier yasmin yusuf yvonne zara zoe""".split()
)
"""Common ones, in lower case: a name that is not here needs a capital, or to be announced."""

FEELINGS = frozenset(
    """sad happy tired bored lonely angry nervous anxious worried excited scared afraid stressed
    depressed upset sick ill unwell exhausted sleepy hungry thirsty cold hot glad cheerful miserable
    frustrated annoyed confused proud jealous embarrassed ashamed heartbroken homesick hopeful
    relaxed calm grateful thankful disappointed overwhelmed furious content delighted hurt down
    low""".split()
)

NOT_NAMES = (
    frozenset(
        """a about absolutely actually afraid again ago all alone already also always am amazed an
    and another any anyway are around as asleep at available awake aware away awesome back bad
    based basically because been before behind best better between big bit blind both brilliant
    broke busy but by careful certain clever close coming completely cool crazy curious dead deaf
    definitely different divorced doing done drunk due early easy else engaged enough even ever
    everyone exactly familiar fat female fine finished first for free fresh friendly from full fun
    funny gay going gonna good great guilty half happily happy hard healthy her here his home honest
    honestly how human impressed in independent indeed innocent inside interested into it its
    jobless joking just keen kidding kind kinda late lazy learning left less like listening
    literally
    looking lost lucky mad male married maybe me mean mental mine more mostly my near nearly never
    new
    nice no nobody none not nothing now obviously of off ok okay old older on one online only open
    opposed or other our out outside over own patient perfect perfectly pleased poor possibly
    pregnant pretty probably quite ready real really retired rich right rubbish safe same satisfied
    self serious seriously several short shy sick silly single slow small smart so sober some
    someone sometimes somewhat soon sorry speechless still straight strange strong stuck stupid
    such super supposed sure surprised talking tall terrible terribly thanks that the their then
    there they thin this those thinking three though through to today together tomorrow too totally
    trans true two ugly unable unemployed under unhappy unlucky unsure up us usually vegan
    vegetarian very wasted weak weird well what when where which while who whose why wide
    willing with without wondering working wrong yeah yes yet you young your yours student teacher
    god batman santa iron king queen nobody somebody everything speaking asking telling saying busy
    hello hi hey please nah nope yep fed sleeping eating staying sunday monday tuesday wednesday
    thursday friday saturday english french german spanish italian russian polish greek turkish
    dutch swedish danish norwegian finnish irish scottish welsh british american canadian
    australian chinese japanese korean indian mexican brazilian portuguese hungarian czech
    ukrainian romanian african european asian swiss austrian belgian muslim jewish buddhist hindu
    catholic atheist offline later whatever anytime disabled autistic bisexual lesbian bald blonde
    optimistic pessimistic sceptical skeptical
    called named he she we i i'm it's that's is was were be does did do have has had can could will
    would should must might may let let's tell ask see oh um uh er ah hm hmm lol haha enormous
    fabulous
    fantastic horrible awful alright""".split()
    )
    | FEELINGS
)
"""What follows "I'm" or "it's" and is no name."""

NATIONALITIES = frozenset(
    """english french german spanish italian russian polish greek turkish dutch swedish danish
    norwegian finnish irish scottish welsh british american canadian australian chinese japanese
    korean indian mexican brazilian portuguese hungarian czech ukrainian romanian african european
    asian swiss austrian belgian nigerian kenyan egyptian moroccan israeli iranian pakistani
    vietnamese thai filipino maltese icelandic croatian serbian bulgarian slovak""".split()
)

LANGUAGES = NATIONALITIES | frozenset(
    "mandarin cantonese arabic hindi urdu bengali persian farsi hebrew latin gaelic catalan "
    "basque swahili yoruba tamil punjabi esperanto tagalog malay indonesian".split()
)

JOBS = frozenset(
    """nurse chef cook vet judge pilot postman postwoman baker doctor dentist lawyer
    solicitor barrister accountant clerk student scientist journalist secretary
    architect artist chemist pharmacist musician electrician plumber carpenter mechanic
    technician physician librarian politician soldier sailor surgeon professor tutor
    coach guard guide consultant assistant waitress actress hairdresser nanny au-pair maid
    butcher tailor policeman policewoman fireman firefighter paramedic intern apprentice bricklayer
    civil-servant receptionist housewife househusband author poet dj model nun priest monk
    diplomat developer stylist analyst pensioner spy""".split()
)
NOT_JOBS = frozenset(
    """person bit lot fan loser winner beginner teenager mother father brother sister daughter
    member liar lover reader believer foreigner stranger newcomer owner number supporter
    vegetarian smoker
    drinker survivor human man woman computer monster user speaker sufferer sinner follower learner
    killer listener voter matter fighter dreamer thinker sleeper feminist optimist pessimist
    introvert extrovert granddad grandmother grandfather gamer runner walker swimmer hiker climber
    christian virgin vegan worrier mess nightmare genius idiot twin giant christian
    taxpayer outsider hoarder""".split()
)
JOB_ENDINGS = ("er", "or", "ist", "ian", "man", "woman", "ant", "eer", "smith")

VAGUE = frozenset(
    "it that this them those these you him her me us everything anything nothing one what how when "
    "where who so the to be all something someone people things".split()
)
"""What is liked or had, but says nothing later."""
