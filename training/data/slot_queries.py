"""What people look up, and companies whose shares they ask for: our own lists."""

from __future__ import annotations

import random

COMPANIES = (
    "tesla,apple,amazon,google,alphabet,microsoft,netflix,meta,facebook,nvidia,intel,amd,ibm,"
    "oracle,adobe,spotify,uber,airbnb,disney,nike,adidas,puma,coca cola,pepsi,starbucks,mcdonald's,"
    "boeing,airbus,ford,toyota,honda,volkswagen,bmw,mercedes,ferrari,volvo,shell,bp,exxon,siemens,"
    "sony,samsung,nintendo,nokia,philips,vodafone,barclays,hsbc,lloyds,tesco,sainsbury's,unilever,"
    "nestle,novartis,pfizer,bayer,ikea,lego,walmart,target,visa,mastercard,paypal,twitter,snap,"
    "zoom,rolls royce,easyjet,lufthansa,ryanair,general motors,general electric,goldman sachs,"
    "berkshire hathaway,royal mail,british airways,marks and spencer,deutsche bank,sap,gamestop"
).split(",")
_KINDS = (
    "cheap,vegan,second hand,the best,good,easy,quick,new,old,local,free,used,organic,italian,"
    "nearby,small,simple,gluten free,waterproof,wooden"
).split(",")
_THINGS = (
    "flights to {city},hotels in {city},cafes near the station,restaurants in {city},running shoes,"
    "recipes for lentils,banana bread recipes,bike shops,garden chairs,phone cases,guitar lessons,"
    "yoga classes,train tickets to {city},museums in {city},dog trainers,tents,coffee machines,"
    "headphones,curtain rails,board games,cat beds,campsites near {city},piano songs,vacuum bags,"
    "jobs in {city},flats in {city},winter tyres,baby names,knitting patterns,swimming pools"
).split(",")
_HOW_TO = (
    "descale a kettle,tie a tie,fold a fitted sheet,bake sourdough,change a tyre,"
    "fix a dripping tap,get wine out of a carpet,grow tomatoes,prune roses,"
    "make pancakes,play the ukulele,boil an egg,"
    "renew a passport,unblock a sink,sharpen a knife,train a puppy,clean an oven,hang wallpaper,"
    "write a cover letter,sleep better,poach an egg,remove a splinter,wash a wool jumper,"
    "swim faster"
).split(",")
_TOPICS = (
    "the history of tea,the moon landing,climate change,the tallest building in the world,"
    "the population of {city},the capital of peru,black holes,the roman empire,ada lovelace,"
    "marie curie,shakespeare,the great fire of london,penguins,hedgehogs,volcanoes,honey bees,"
    "opening hours of the library,the swimming pool in {city},the phone number of the town hall,"
    "symptoms of flu,hay fever,vitamin d,the rules of chess,the offside rule,solar panels,"
    "the northern lights,the lyrics of that song,who invented the zip,when the clocks change,"
    "how old the queen was,what hiccups are,why cats purr,how bridges are built,where lemons grow,"
    "how many people live in {city},the meaning of serendipity,a picture of an otter,elephants,"
    "concert tickets,the weather station in {city},cinema times,the bus timetable,mortgage rates"
).split(",")
CITIES = (
    "lisbon,rome,berlin,paris,leeds,york,madrid,oslo,dublin,vienna,venice,brighton,porto"
).split(",")


def company(numbers: random.Random) -> str:
    """`tesla`, `marks and spencer`."""
    return numbers.choice(COMPANIES)


def query(numbers: random.Random, thing: bool = False) -> str:
    """`cheap flights to lisbon`, `how to descale a kettle`, `the rules of chess`.

    thing : something that follows `of` or `for`, no question
    """
    kind = numbers.random() * (0.45 if thing else 1.0)
    if kind < 0.35:
        said = f"{numbers.choice(_KINDS)} {numbers.choice(_THINGS)}"
    elif kind < 0.45:
        said = numbers.choice(_THINGS)
    elif kind < 0.7:
        said = f"how to {numbers.choice(_HOW_TO)}"
    else:
        said = numbers.choice(_TOPICS)
    return said.replace("{city}", numbers.choice(CITIES))
