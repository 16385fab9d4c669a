"""What only the internet knows: an honest answer, as nothing here goes out."""

from __future__ import annotations

from assistant.messages import Understanding
from assistant.skills.base import Action, Intent, Response, World

WEATHER = Intent(
    "internet.weather",
    examples=(
        "(what's|what is) the weather [like] [today|tomorrow|outside]",
        "(how's|how is) the weather [today|tomorrow|outside]",
        "what's the weather [like] in {city}",
        "how is the weather in {city}",
        "(what's|how's) the weather (on|for) {date}",
        "what's the weather going to be [on] {date}",
        "is it (going to rain|raining|snowing) [today|tomorrow|outside]",
        "will it (rain|snow|get warmer|stay dry) [today|tomorrow|at the weekend]",
        "will it (rain|snow|be sunny) [in {city}] [{date}]",
        "do i need (an umbrella|a coat|a raincoat|sunscreen) [today|tomorrow|{date}]",
        "weather (forecast|report) [please]",
        "[the] weather [forecast] (for|in) {city}",
        "how (hot|cold|warm) (is it|will it be) outside [today|tomorrow]",
        "how (hot|cold|warm) is it in {city}",
        "what's the temperature (outside|in {city})",
        "is it (sunny|windy|foggy|cloudy) [outside|today|in {city}]",
        "(tell|give) me the [weather] forecast [for {date}]",
        "(can|could) you tell me the weather [in {city}]",
        "what will the weather be like {date}",
        "should i expect (rain|snow|a storm) {date}",
        "is a storm coming",
        "what's it like outside",
        "is it nice out",
    ),
    slots={"city": "city", "date": "date"},
)
NEWS = Intent(
    "internet.news",
    examples=(
        "(what's|what is) (in|on) the news [today]",
        "(tell|read|give) me the [latest] news [please]",
        "(any|what's the latest|what's) news [today]",
        "news [please]",
        "(today's|the latest) headlines [please]",
        "what (happened|has happened|is happening) in the world [today]",
        "(can|could) you read [me] the (news|headlines)",
        "what are the headlines",
        "who won the (match|game|election) [last night|yesterday]",
        "what's the score [of the game]",
        "football results [please]",
        "give me a news update",
        "what's going on in politics",
        "is there anything new in the world",
        "play the news",
    ),
)
SEARCH = Intent(
    "internet.search",
    examples=(
        "(search|look up|google) {phrase}",
        "search [the web|the internet|online] for {phrase}",
        "look {phrase} up [online|on the internet]",
        "look up {phrase} [online|on the internet|on the web]",
        "(can|could|would) you [please] (search for|look up|google) {phrase}",
        "find {phrase} (online|on the internet|on the web)",
        "what does the internet say about {phrase}",
        "do a web search for {phrase}",
        "google {phrase} for me",
        "check online for {phrase}",
        "open the website of {phrase}",
        "(search|browse) the (web|internet)",
        "go online and find {phrase}",
        "look on the internet for {phrase}",
        "show me pictures of {phrase} from the internet",
        "find me a (recipe|video|website) (for|about) {phrase}",
        "order {phrase} online",
    ),
    slots={"phrase": "phrase"},
)
TRAFFIC = Intent(
    "internet.traffic",
    examples=(
        "(how's|how is) the traffic [today|now|right now]",
        "what's the traffic like [today|now|right now]",
        "is there [much|any] traffic [to {city}|on my way to work|right now]",
        "traffic (report|update|news) [please]",
        "how long (does it take|will it take) to (drive|get) to {city}",
        "(when|what time) (does|is) the next (bus|train) [to {city}]",
        "is my train (late|on time)",
        "(are|is) there (a traffic jam|traffic jams|roadworks) [on the way]",
        "what's the (best|fastest) way to {city}",
        "(give me|i need) directions to {city}",
        "navigate to {city}",
        "how far is it to {city} by car",
        "which road is (free|blocked)",
        "is my flight [to {city}] (delayed|on time)",
        "book (me|us) a (flight|train|taxi) to {city}",
        "(call|get|order) me a taxi",
    ),
    slots={"city": "city"},
)
STOCKS = Intent(
    "internet.stocks",
    examples=(
        "(what's|what is) the [share|stock] price of {name}",
        "how (are|is) (my stocks|the stock market|the market|my shares) doing",
        "(what's|how is) the {name} (stock|share) [price] [today]",
        "stock (prices|market) [please]",
        "how much is {name} stock [worth] [today]",
        "did the market (rise|fall|go up|go down) today",
        "(what's|what is) the exchange rate [today]",
        "how many dollars is (a|one) euro",
        "(what's|what is) the price of (gold|oil|bitcoin) [today]",
        "how much is a bitcoin [worth] [now]",
        "what are shares of {name} worth",
        "convert (dollars to euros|pounds to dollars|euros to pounds)",
        "how is {name} trading",
        "check the stock market [for me]",
        "(are|is) {name} shares (up|down) today",
    ),
    slots={"name": "name"},
)

_ANSWERS = {
    WEATHER.name: (
        "I can't see the weather: I work without the internet.",
        "I don't know the weather. Nothing here goes out to the internet.",
        "The weather is beyond me, as I have no internet. The window may know.",
    ),
    NEWS.name: (
        "I have no news: I work without the internet.",
        "I can't know what happened today, as I never go online.",
    ),
    SEARCH.name: (
        "I can't search the internet: all I do happens on this machine.",
        "I never go online, so I can't look that up.",
    ),
    TRAFFIC.name: (
        "I can't see roads or timetables: I work without the internet.",
        "That takes the internet, and I never go online.",
    ),
    STOCKS.name: (
        "I don't know prices or markets: I work without the internet.",
        "I can't see the markets, as I never go online.",
    ),
}


class Internet:
    """Says plainly what it can't know, rather than make something up."""

    name = "internet"
    intents = (WEATHER, NEWS, SEARCH, TRAFFIC, STOCKS)

    def handle(self, understanding: Understanding, world: World) -> Response:
        intent = understanding.intent or ""
        said = world.one_of(*_ANSWERS[intent])
        return Response(said, (Action("internet.refused", {"about": intent.partition(".")[2]}),))
