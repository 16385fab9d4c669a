"""What people want to be reminded of, note, look for, buy and have written: open values, put
together from parts so that the network learns where they end and not which there are."""

from __future__ import annotations

import random

from assistant.language.numbers import say_cardinal
from training.data.slot_times import DAYS, clock

PEOPLE = (
    "mum,dad,mum,gran,grandma,grandad,nan,auntie jean,uncle bob,my sister,my brother,my mother,"
    "my father,my wife,my husband,my boss,my landlord,the landlord,the plumber,the electrician,"
    "the dentist,the doctor,the vet,the bank,the school,the nursery,the council,the garage,"
    "the neighbours,the builder,the estate agent,the babysitter,the insurance company,doctor singh,"
    "doctor patel,mister jones,mrs brown,miss taylor,tom,anna,priya,sam,ben,lucy,carlos,maria,"
    "fatima,yusuf,chen,olga,james,emily,jack and jill,sarah,peter,the twins,the kids,granny,"
    "my cousin,my neighbour,my aunt,my accountant,our teacher,the teacher,the coach,the office,"
    "the team,the client,hr,everyone,megan,harry,oliver,charlotte,ravi,aisha,mohammed,ingrid,"
    "the school office,the letting agent,the dog sitter,my therapist,the optician,laura's mum"
).split(",")
THINGS = (
    "the car,the bike,the boiler,the washing machine,the dishwasher,the oven,the fridge,"
    "my passport,"
    "the passports,my keys,the spare key,the front door,the back door,the gate,the shed,the fence,"
    "the roof,the gutters,the lawn,the hedge,the roses,the plants,the tomatoes,the library books,"
    "my library book,the parcel,the dry cleaning,my prescription,the tickets,the train tickets,"
    "the invoice,the report,the contract,the tax return,the rent,the electricity bill,the gas bill,"
    "the water bill,the phone bill,my homework,my essay,the presentation,the slides,the laptop,"
    "my phone,the printer,the router,the wifi,the smoke alarm,the batteries,the light bulb,"
    "the curtains,the sofa,the carpet,the windows,the bins,the recycling,the washing,the ironing,"
    "the laundry,the dishes,the cake,the turkey,the wine,the cat,the dog,the rabbit,the fish tank,"
    "the guinea pigs,the baby's bottle,the school uniform,the pe kit,the swimming kit,my gym bag,"
    "my suitcase,the tent,the sleeping bags,the blue paint,the paint in the hall,the tap,"
    "the bathroom tap,the kitchen sink,the shower,the meter,the mot,the car insurance,"
    "the house insurance,the subscription,the birthday card,the present,the wedding gift,"
    "the garden,"
    "the loft,the garage,the spare room,the parking permit,the alarm code,the ladder,the drill"
).split(",")
TOPICS = (
    "the dentist,the parents' evening,the school trip,the meeting,the team meeting,the interview,"
    "the appointment,my doctor's appointment,the hospital appointment,the birthday party,"
    "mum's birthday,tom's birthday,our anniversary,the wedding,the concert,the football match,"
    "the game,the exam,my driving test,the vet,the haircut,my eye test,the conference call,"
    "the dinner with anna,lunch with priya,coffee with sam,the deadline,the delivery,the flight,"
    "the train to york,the holiday,the trip to spain,the bake sale,the school play,parents evening,"
    "sports day,book club,choir practice,football training,swimming lessons,the gym class,"
    "the recycling,bin day,the boiler service,the car service,the gas engineer,the plumber,"
    "the invoice,the rent,the tax return,the insurance renewal,the bank,the landlord,"
    "the neighbours,"
    "the wifi,the wifi password,the paint,the paint colour,the garden,the roses,parking,"
    "the parking permit,passports,the meter reading,the boiler,the bike,the allergy,the recipe,"
    "aunt mary's recipe,the pancake recipe,gift ideas,christmas presents,the film,books to read,"
    "the book,restaurants in rome,the holiday cottage,the hotel,the door code,the gate code,"
    "the alarm code,the shopping,the budget,the project,project phoenix,the new job,the loft,"
    "the kitchen,the kitchen tiles,the tyre pressure,the medicine,dad's medication,the blood test,"
    "the spare key,the cat,the cat sitter,the dog's tablets,the washing,the roast,the oven,"
    "the laundry in the machine,the pie,my tablets,the match on tv,the quiz,quiz night,the webinar"
).split(",")
VERBS = (
    "call/calling p|ring/ringing p|phone/phoning p|text/texting p|email/emailing p|pay/paying p|"
    "message/messaging p|write to/writing to p|reply to/replying to p|thank/thanking p|"
    "visit/visiting p|meet/meeting p|pick up/picking up p|collect/collecting p|visit/visiting p|"
    "check on/checking on p|get back to/getting back to p|speak to/speaking to p|ask/asking p|"
    "call back/calling back p|say sorry to/saying sorry to p|look in on/looking in on p|"
    "clean/cleaning t|wash/washing t|fix/fixing t|check/checking t|pay/paying t|move/moving t|"
    "sort out/sorting out t|deal with/dealing with t|put away/putting away t|find/finding t|"
    "bring in/bringing in t|take out/taking out t|pick up/picking up t|drop off/dropping off t|"
    "return/returning t|renew/renewing t|cancel/cancelling t|send off/sending off t|send/sending t|"
    "finish/finishing t|start/starting t|print/printing t|charge/charging t|paint/painting t|"
    "repair/repairing t|tidy/tidying t|lock/locking t|empty/emptying t|wrap/wrapping t|"
    "sign/signing t|hang up/hanging up t|water/watering t|feed/feeding t|look for/looking for t|"
    "get/getting g|buy/buying g|order/ordering g|pick up/picking up g|fetch/fetching g|"
    "go to/going to e|prepare for/preparing for e|get ready for/getting ready for e|"
    "book/booking e|confirm/confirming e|ask about/asking about e|leave for/leaving for e"
).split("|")
CHORES = (
    "take out/taking out the rubbish,put/putting the bins out,put/putting the bin out,"
    "take/taking the bins out,take/taking my tablets,take/taking my pills,take/taking my medicine,"
    "take/taking a break,walk/walking the dog,let/letting the dog out,feed/feeding the cat,"
    "clean/cleaning the oven,mow/mowing the lawn,do/doing the ironing,do/doing the dishes,"
    "hoover/hoovering the stairs,hoover/hoovering upstairs,do/doing my homework,go/going for a run,"
    "stretch/stretching my legs,drink/drinking some water,drink/drinking more water,"
    "turn/turning the oven off,turn/turning off the stove,take/taking the cake out of the oven,"
    "take/taking the chicken out of the freezer,put/putting the roast in,put/putting a wash on,"
    "hang/hanging the washing up,empty/emptying the dishwasher,load/loading the dishwasher,"
    "fold/folding the laundry,pack/packing for the trip,pack/packing the kids' lunches,"
    "move/moving the car,top/topping up the car,get/getting petrol,"
    "check/checking the tyre pressure,"
    "practise/practising the piano,revise/revising for the exam,read/reading a chapter,"
    "book/booking a table for friday,book/booking a haircut,book/booking the dentist,"
    "leave/leaving for the airport,check/checking in for my flight,go/going to bed,"
    "get/getting off the bus,meditate/meditating,stand/standing up,back up/backing up the laptop,"
    "change/changing the sheets,change/changing the cat litter,lock/locking the back door,"
    "post/posting the letters,post/posting gran's card,fix/fixing the gate,fix/fixing the bike,"
    "bleed/bleeding the radiators,defrost/defrosting the freezer,water/watering the plants,"
    "buy/buying flowers for anna,sign/signing the school form,hand in/handing in my essay,"
    "submit/submitting the timesheet,join/joining the call,start/starting dinner,"
    "put/putting the potatoes on,stir/stirring the soup,turn/turning the chicken over,"
    "bring/bringing an umbrella,vote/voting,do/doing my exercises,put/putting on sun cream,"
    "do/doing the big shop,get/getting the kids from school,wish/wishing tom a happy birthday,"
    "ask/asking the boss for a raise,tell/telling sam about the party,give/giving the dog a bath,"
    "give/giving the cat her tablet,let/letting the plumber in,paint/painting the fence"
).split(",")
GOODS = (
    "milk,eggs,bread,butter,apples,bananas,coffee,tea,tea bags,sugar,brown sugar,flour,rice,pasta,"
    "tomatoes,onions,red onions,garlic,ginger,cheese,cheddar,yoghurt,yogurt,chicken,chicken thighs,"
    "mince,beef mince,bacon,sausages,ham,salmon,tuna,cod,prawns,tofu,hummus,olives,olive oil,"
    "vegetable oil,vinegar,salt,pepper,chilli flakes,cumin,paprika,cinnamon,honey,jam,marmalade,"
    "peanut butter,oat milk,almond milk,orange juice,apple juice,sparkling water,lemonade,beer,"
    "red wine,a bottle of wine,gin,crisps,biscuits,chocolate,dark chocolate,ice cream,cake,"
    "crackers,"
    "cereal,porridge oats,granola,potatoes,sweet potatoes,carrots,broccoli,cauliflower,spinach,"
    "lettuce,cucumber,peppers,mushrooms,courgettes,aubergine,avocados,two avocados,lemons,"
    "two lemons,limes,oranges,grapes,strawberries,blueberries,a melon,pears,frozen peas,"
    "frozen pizza,"
    "chips,a dozen eggs,a dozen rolls,bread rolls,bagels,tortillas,wraps,noodles,soy sauce,ketchup,"
    "mayonnaise,mustard,stock cubes,chickpeas,kidney beans,baked beans,tinned tomatoes,lentils,"
    "double cream,cream cheese,sour cream,half a dozen eggs,two pints of milk,a loaf of bread,"
    "a bag of flour,three tins of tuna,a packet of rice,a kilo of potatoes,a litre of milk,"
    "six bottles of water,four cans of beer,a bunch of flowers,a pack of nappies,toilet paper,"
    "toilet roll,kitchen roll,tissues,wet wipes,washing-up liquid,washing powder,fabric softener,"
    "dishwasher tablets,dish soap,bin bags,bin liners,sponges,bleach,hand soap,shampoo,conditioner,"
    "shower gel,toothpaste,toothbrushes,dental floss,mouthwash,deodorant,razors,shaving foam,"
    "sun cream,sunscreen,plasters,paracetamol,ibuprofen,cough syrup,vitamins,nappies,baby wipes,"
    "baby food,cat food,cat litter,dog food,dog biscuits,bird seed,batteries,double a batteries,"
    "light bulbs,candles,birthday candles,matches,foil,cling film,baking paper,baking powder,yeast,"
    "icing sugar,vanilla,wrapping paper,sellotape,stamps,envelopes,a birthday card,printer ink,"
    "printer paper,pens,a notebook,nails,screws,wood glue,sandpaper,a paintbrush,white paint,"
    "masking tape,duct tape,a new hose,compost,plant pots,tomato seeds,a tent,tent pegs,"
    "sleeping bag,torch,passport,passports,phone charger,my charger,headphones,swimming trunks,"
    "swimsuit,towels,beach towel,flip flops,sandals,sunglasses,sun hat,walking boots,raincoat,"
    "umbrella,warm socks,socks,underwear,pyjamas,jumper,thermals,gloves,scarf,toothbrush,hairbrush,"
    "travel pillow,insect repellent,first aid kit,water bottle,guidebook,travel adapter,camera,"
    "boarding passes,driving licence,lego,a scarf for gran,a book for dad,slippers for grandad,"
    "balloons,paper plates,napkins,party bags,a cake for sunday,sausage rolls,popcorn,snacks,"
    "something for dessert,fruit,vegetables,salad,fish fingers,cold meat,goat's cheese,"
    "gluten free bread,"
    "lactose free milk,decaf coffee,green tea,mint tea,cold medicine,contact lens solution,dill,"
    "fresh basil,coriander,spring onions,leeks,celery,sweetcorn,kale,rocket,pine nuts,walnuts,"
    "raisins,dates,macaroni and cheese,salt and vinegar crisps,fish and chips,mac and cheese"
).split(",")
PLACES = (
    "in the top drawer,under the flower pot,on the fridge,in the shed,in the loft,behind the door,"
    "in the garage,on the shelf,in the blue box,at gran's house,in my coat pocket,under the sink,"
    "in the glove box,next to the boiler,in the kitchen cupboard,on the second floor,at the office,"
    "in the hall cupboard,with the neighbours,on level three,by the front door,in the car"
).split(",")
STATES = (
    "needs hanging up,needs fixing,needs cleaning,needs watering,need changing,needs a service,"
    "needs to go back,needs paying,is due,is due on friday,is broken,is leaking,is empty,is full,"
    "is nearly finished,runs out in march,expires in june,is ready to collect,is on order,"
    "has to be signed,is still at the cleaners,makes a funny noise,won't start,cost forty pounds,"
    "was called harbour mist,is number five,is being delivered tomorrow,is still in the oven,"
    "needs new batteries,must be back by monday,is out of order,is open until six"
).split(",")
DOINGS = (
    "is coming at ten,is coming on friday,is allergic to walnuts,is allergic to cats,is vegetarian,"
    "likes green tea,hates mushrooms,wants a bike for christmas,has the spare key,"
    "lent me ten pounds,"
    "owes me twenty pounds,is moving to leeds,takes size six shoes,takes two sugars,"
    "drinks oat milk,"
    "starts school in september,is away next week,called about the boiler,wants the report by noon,"
    "recommended the thai place,lives at number forty two,has piano lessons on tuesdays,"
    "borrowed the ladder,said yes,can't eat gluten,needs picking up from the station,"
    "is bringing dessert,gets back on sunday,prefers dark chocolate,asked for the money back"
).split(",")
FACTS = (
    "the wifi code is on the fridge,the key is under the pot,i parked on level three,"
    "i parked on green street,the bin men come on thursday,the shop opens at nine,"
    "the train leaves at {clock},the meeting is at {clock},kick off is at {clock},"
    "the film starts at {clock},meter reading {figures},the meter says {figures},"
    "locker number {few},the door code is {figures},gate code {figures},order number {figures},"
    "my shoe size is {few},the room is {few} metres wide,the shelf is {few} centimetres deep,"
    "we need {few} chairs,i owe {person} {few} pounds,{person} owes me {few} pounds,"
    "i ran {few} miles today,i weigh seventy {few} kilos,we spent {few} pounds on lunch,"
    "the school phones are handed in on monday,there's soup in the freezer,"
    "i left my umbrella at work,we watched up to episode {few},i lent {person} my drill,"
    "idea for a song,idea for a story about a lost dog,try the new bakery,"
    "the rent goes up in april,"
    "the car needs new tyres,the last bus is at {clock},the doctor said to rest,"
    "the paint in the hall is called eggshell white,the tent is in the loft,"
    "the kids finish school at {clock} on {day},no football practice on {day},"
    "two cups of flour and one egg,page {few} of the red book,great wine at the italian place,"
    "the boiler pressure should be one point five,flight number b a {figures},"
    "i'm on chapter {few},call the vet back,ask {person} about the holiday,look into solar panels"
).split(",")
SAYINGS = (
    "movie time,movie night,good night,good night house,good morning,bed time,bedtime,party mode,"
    "party time,i am leaving,i'm leaving,i'm off,i'm home,i am home,honey i'm home,brew up,"
    "brew time,"
    "tea time,cup of tea,dinner is ready,dinner's ready,lights camera action,showtime,"
    "it's showtime,"
    "lights out,rise and shine,wakey wakey,night night,sleep tight,nap time,story time,date night,"
    "game on,game time,let's cook,cooking mode,chef mode,work mode,focus time,deep work,study time,"
    "back to work,lunch break,time out,off to work,off we go,see you later,goodbye,bye bye,"
    "hello house,hello sunshine,sunshine,sunset,sleepy time,cosy,cosy time,get cosy,warm me up,"
    "i'm cold,i'm hot,i'm bored,i'm hungry,pizza time,pasta night,laundry day,wash day,bath time,"
    "shower time,gym time,work out,leg day,yoga time,chill out,chill time,relax,spa day,disco,"
    "let's dance,dance party,christmas time,jingle bells,happy hour,cheers,girls night,boys night,"
    "guests are here,visitors,the kids are asleep,homework time,tidy up time,abracadabra,"
    "open sesame,"
    "hocus pocus,beam me up,red alert,all clear,mission complete,code red,panic,calm down,peace,"
    "silence,romance,romantic evening,reading time,book time,reading corner,gaming time,match day,"
    "half time,kick off,siesta,forty winks,morning routine,evening routine,leaving home,going out,"
    "weekend mode,holiday mode,dog walk,walkies,feeding time,school run,up we get,day is done,"
    "end of the day,home time,too bright,too dark,mood lighting,blackout,the usual,my usual,"
    "you know what to do,do your thing,surprise me,sunday roast,sunday morning,friday feeling,"
    "hit the hay,hit it,make it so,roll the credits,curtain up,storm,cinema,cinema mode,popcorn"
).split(",")
WHO = (
    "a dragon,a small dragon,two foxes,a lonely robot,a lighthouse keeper,an old sailor,"
    "a brave girl,"
    "a boy,three brothers,a talking cat,a lost dog,a shy ghost,a queen,a king,a thief,a detective,"
    "a clockmaker,a baker,a farmer,an astronaut,a mouse,an elephant,a wizard,a mermaid,a teacher,"
    "my grandmother,a train driver,twin sisters,a pirate,a young poet,a bear,a penguin,the moon"
).split(",")
DO_WHAT = (
    "open a bakery,who can't sleep,who is afraid of the dark,who learns to fly,who lost a shoe,"
    "who falls in love,who finds a map,who lives in the sea,who wants to see the sea,"
    "on a long journey,"
    "in a big city,in the forest,on an island,who never laughs,who steals the moon,"
    "at the north pole,"
    "and a talking cat,and the sea,who inherits a castle,who goes to school,in space,without a name"
).split(",")
SUBJECTS = (
    "the sea,autumn,winter,spring,growing old,losing your keys,first love,friendship,"
    "falling leaves,"
    "the rain in london,a rainy day,a summer by the lake,the stars,time travel,the history of tea,"
    "the moon landing,my garden,mountains,trains,the future,coming home,a birthday party,freedom,"
    "a storm at sea,the city at night,learning to swim,missing someone,saying goodbye,bees,climate,"
    "a haunted house,the last day of school,making bread,a quiet village,courage,an empty house,"
    "a dark forest,war and peace,brothers,a wedding in the rain,cooking for one,moving house,snow"
).split(",")
OPENINGS = (
    "the door had not been opened in years,it was a dark night,once upon a time there was a king,"
    "she closed the book and looked up,nobody had seen the old man since winter,the train was late,"
    "there was a knock at the door,he had never been to the sea,the letter came on a tuesday,"
    "in the beginning there was only the river,my aunt had three rules,it all started with a hat,"
    "the cat sat by the window and waited,when i woke up the house was empty,rain fell on the town,"
    "the ship left the harbour at dawn,long ago in a small village,they told us never to go there,"
    "we had been walking for hours,on the last day of summer,the lights went out,"
    "i remember the smell,"
    "the castle stood on a hill,at midnight the bells rang,a stranger came to the village,"
    "the old clock had stopped,everyone in the street knew her,the snow had begun to fall,"
    "dear diary,to be or not to be,in a hole in the ground,last night i dreamt of the house"
).split(",")
WHEN_ASIDE = ("after work", "before bed", "after lunch", "before dinner", "when i get home",
              "before we leave", "on the way home", "for the weekend", "with the kids")  # fmt: skip


def deed(numbers: random.Random, ing: bool = False) -> str:
    """`call mum about the boiler`, or `calling mum about the boiler`."""
    if numbers.random() < 0.4:
        both, _, rest = numbers.choice(CHORES).partition("/")
        doing, _, rest = rest.partition(" ")
        if " " in both and ing:  # `hand in/handing in`
            doing, rest = f"{doing} {rest.split()[0]}", rest.partition(" ")[2]
        elif " " in both:
            rest = rest.partition(" ")[2]
        text = f"{doing if ing else both} {rest}".strip()
    else:
        both, _, kind = numbers.choice(VERBS).rpartition(" ")
        does, _, doing = both.partition("/")
        parts = {"p": PEOPLE, "t": THINGS, "g": GOODS, "e": TOPICS}[kind]
        text = f"{doing if ing else does} {numbers.choice(parts)}"
        if kind == "p" and numbers.random() < 0.4:
            text += f" about {numbers.choice((*TOPICS, *THINGS))}"
        elif kind == "g" and numbers.random() < 0.3:
            text += f" and {numbers.choice(GOODS)}"
        elif kind == "g" and numbers.random() < 0.3:
            text += f" {numbers.choice(('for', 'from'))} {numbers.choice(PEOPLE)}"
    if numbers.random() < 0.08:
        text += f" {numbers.choice(WHEN_ASIDE)}"
    elif numbers.random() < 0.06:
        text += f" and {deed(numbers, ing)}"
    return text


def fact(numbers: random.Random) -> str:
    """A statement: `the boiler needs a service`, `meter reading four eight two`."""
    kind = numbers.random()
    if kind < 0.25:
        return f"{numbers.choice(THINGS)} {numbers.choice(STATES)}"
    if kind < 0.5:
        return f"{numbers.choice(PEOPLE)} {numbers.choice(DOINGS)}"
    if kind < 0.62:
        return f"{numbers.choice((*THINGS, *TOPICS))} {_is(numbers)} {numbers.choice(PLACES)}"
    if kind < 0.7:
        return f"{numbers.choice(TOPICS)} is at {clock(numbers)}"
    if kind < 0.75:
        return f"i {numbers.choice(('promised', 'told', 'owe'))} {numbers.choice(PEOPLE)} a visit"
    said = numbers.choice(FACTS).replace("{clock}", clock(numbers))
    said = said.replace("{person}", numbers.choice(PEOPLE)).replace("{day}", numbers.choice(DAYS))
    said = said.replace("{few}", say_cardinal(numbers.randint(2, 60)))
    return said.replace("{figures}", _figures(numbers))


def _is(numbers: random.Random) -> str:
    return numbers.choice(("is", "is", "is", "was"))


def _figures(numbers: random.Random) -> str:
    kind = numbers.random()
    if kind < 0.4:
        return " ".join(say_cardinal(numbers.randint(0, 9)) for _ in range(numbers.randint(3, 6)))
    most = numbers.choice((9999, 99999))
    return say_cardinal(numbers.randint(100, most))


def topic(numbers: random.Random) -> str:
    """A thing to be told of: `the parents' evening`, `calling gran`."""
    kind = numbers.random()
    if kind < 0.4:
        return numbers.choice(TOPICS)
    if kind < 0.6:
        return numbers.choice(THINGS)
    if kind < 0.66:
        return numbers.choice(PEOPLE)
    if kind < 0.7:
        return f"{numbers.choice(TOPICS)} and {numbers.choice(TOPICS)}"
    if kind < 0.74:
        return f"{numbers.choice(PEOPLE)} and {numbers.choice(THINGS)}"
    return deed(numbers, ing=True)


def subject(numbers: random.Random) -> str:
    """A noun alone, as notes are looked for by."""
    found = numbers.choice((*TOPICS, *THINGS, *PEOPLE))
    bare = found.partition(" ")[2] if found.startswith(("the ", "my ", "our ")) else found
    return bare if numbers.random() < 0.3 else found


def anything(numbers: random.Random) -> str:
    """Of no kind in particular."""
    kind = numbers.random()
    return deed(numbers) if kind < 0.4 else fact(numbers) if kind < 0.75 else topic(numbers)


def saying(numbers: random.Random) -> str:
    """A phrase of the user's own."""
    kind = numbers.random()
    if kind < 0.86:
        return numbers.choice(SAYINGS)
    first, last = numbers.choice(SAYINGS).split(), numbers.choice(SAYINGS).split()
    return " ".join(dict.fromkeys([*first[:2], *last[-1:]]))


def goods(numbers: random.Random) -> str:
    """Something to buy or to pack."""
    one = numbers.choice(GOODS)
    if numbers.random() < 0.12 and not one.startswith(("a ", "an ", "half ", "two ", "my ")):
        return f"{numbers.choice(('some', 'more', 'two', 'three', 'fresh', 'a few', 'the'))} {one}"
    return one


def item(numbers: random.Random) -> str:
    """Something on a list: to buy, to pack, or to do."""
    return goods(numbers) if numbers.random() < 0.74 else deed(numbers)


def prompt(numbers: random.Random) -> str:
    """What a text is to be about."""
    if numbers.random() < 0.5:
        return numbers.choice(SUBJECTS)
    does = numbers.choice(DO_WHAT)
    who = numbers.choice(WHO)
    return f"{who} {'who ' if does.startswith('open') else ''}{does}"


def opening(numbers: random.Random) -> str:
    """How a text begins."""
    one = numbers.choice(OPENINGS)
    if numbers.random() < 0.2:
        return f"{one} and {numbers.choice(OPENINGS)}"
    return one
