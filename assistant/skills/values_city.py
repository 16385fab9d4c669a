"""Cities, and countries with one time of day -> IANA time zones."""

from __future__ import annotations

import unicodedata

_ZONES = """
Europe/London: london, manchester, birmingham, edinburgh, glasgow, liverpool, leeds, bristol, \
cardiff, belfast, oxford, cambridge, england, scotland, wales, britain, great britain, uk, \
united kingdom
Europe/Dublin: dublin, cork, ireland
Europe/Lisbon: lisbon, porto
Europe/Madrid: madrid, barcelona, valencia, seville, bilbao, malaga
Europe/Paris: paris, lyon, marseille, nice, bordeaux, toulouse, strasbourg
Europe/Brussels: brussels, antwerp, ghent, bruges, belgium
Europe/Amsterdam: amsterdam, rotterdam, the hague, utrecht, netherlands, holland
Europe/Luxembourg: luxembourg
Europe/Berlin: berlin, munich, hamburg, cologne, frankfurt, stuttgart, dresden, leipzig, \
dusseldorf, hanover, nuremberg, bremen, germany
Europe/Zurich: zurich, geneva, basel, bern, switzerland
Europe/Vienna: vienna, salzburg, graz, innsbruck, austria
Europe/Rome: rome, milan, naples, turin, florence, venice, bologna, palermo, italy
Europe/Malta: malta, valletta
Europe/Prague: prague, brno, czech republic, czechia
Europe/Bratislava: bratislava, slovakia
Europe/Budapest: budapest, hungary
Europe/Warsaw: warsaw, krakow, gdansk, wroclaw, poland
Europe/Copenhagen: copenhagen, aarhus
Europe/Oslo: oslo, bergen, norway
Europe/Stockholm: stockholm, gothenburg, malmo, sweden
Europe/Helsinki: helsinki, finland
Europe/Tallinn: tallinn, estonia
Europe/Riga: riga, latvia
Europe/Vilnius: vilnius, lithuania
Europe/Athens: athens, thessaloniki, greece
Europe/Sofia: sofia, bulgaria
Europe/Bucharest: bucharest, romania
Europe/Belgrade: belgrade, serbia
Europe/Zagreb: zagreb, split, croatia
Europe/Ljubljana: ljubljana, slovenia
Europe/Sarajevo: sarajevo
Europe/Istanbul: istanbul, ankara, izmir, turkey
Europe/Kyiv: kyiv, kiev, odesa, lviv, ukraine
Europe/Minsk: minsk
Europe/Moscow: moscow, saint petersburg, st petersburg
Atlantic/Reykjavik: reykjavik, iceland
Africa/Cairo: cairo, alexandria, egypt
Africa/Casablanca: casablanca, marrakesh, marrakech, rabat, morocco
Africa/Algiers: algiers, algeria
Africa/Tunis: tunis, tunisia
Africa/Lagos: lagos, abuja, nigeria
Africa/Accra: accra, ghana
Africa/Dakar: dakar, senegal
Africa/Abidjan: abidjan
Africa/Nairobi: nairobi, mombasa, kenya
Africa/Addis_Ababa: addis ababa, ethiopia
Africa/Kampala: kampala, uganda
Africa/Dar_es_Salaam: dar es salaam, tanzania
Africa/Khartoum: khartoum
Africa/Kinshasa: kinshasa
Africa/Luanda: luanda, angola
Africa/Harare: harare, zimbabwe
Africa/Lusaka: lusaka, zambia
Africa/Johannesburg: johannesburg, cape town, durban, pretoria, south africa
Asia/Jerusalem: jerusalem, tel aviv, israel
Asia/Beirut: beirut, lebanon
Asia/Amman: amman, jordan
Asia/Damascus: damascus
Asia/Baghdad: baghdad, iraq
Asia/Riyadh: riyadh, jeddah, mecca, saudi arabia
Asia/Kuwait: kuwait, kuwait city
Asia/Qatar: doha, qatar
Asia/Dubai: dubai, abu dhabi
Asia/Tehran: tehran, iran
Asia/Baku: baku
Asia/Tbilisi: tbilisi
Asia/Yerevan: yerevan
Asia/Kabul: kabul, afghanistan
Asia/Karachi: karachi, lahore, islamabad, pakistan
Asia/Kolkata: delhi, new delhi, mumbai, bombay, kolkata, calcutta, chennai, bangalore, bengaluru, \
hyderabad, pune, ahmedabad, jaipur, india
Asia/Colombo: colombo, sri lanka
Asia/Kathmandu: kathmandu, nepal
Asia/Dhaka: dhaka, bangladesh
Asia/Yangon: yangon, rangoon
Asia/Tashkent: tashkent
Asia/Almaty: almaty
Asia/Bangkok: bangkok, phuket, chiang mai, thailand
Asia/Ho_Chi_Minh: ho chi minh city, saigon, hanoi, vietnam
Asia/Phnom_Penh: phnom penh, cambodia
Asia/Kuala_Lumpur: kuala lumpur, malaysia
Asia/Singapore: singapore
Asia/Jakarta: jakarta, bandung
Asia/Makassar: bali, denpasar
Asia/Manila: manila, philippines
Asia/Hong_Kong: hong kong
Asia/Macau: macau
Asia/Taipei: taipei, taiwan
Asia/Shanghai: shanghai, beijing, peking, guangzhou, shenzhen, chengdu, wuhan, xian, nanjing, china
Asia/Seoul: seoul, busan, korea, south korea
Asia/Pyongyang: pyongyang, north korea
Asia/Tokyo: tokyo, osaka, kyoto, yokohama, nagoya, sapporo, fukuoka, hiroshima, japan
Asia/Ulaanbaatar: ulaanbaatar, ulan bator
Asia/Yekaterinburg: yekaterinburg
Asia/Novosibirsk: novosibirsk
Asia/Vladivostok: vladivostok
Australia/Sydney: sydney, canberra
Australia/Melbourne: melbourne
Australia/Brisbane: brisbane
Australia/Adelaide: adelaide
Australia/Perth: perth
Australia/Darwin: darwin
Australia/Hobart: hobart
Pacific/Auckland: auckland, wellington, christchurch, new zealand
Pacific/Fiji: suva, fiji
Pacific/Honolulu: honolulu, hawaii
America/Anchorage: anchorage, alaska
America/Los_Angeles: los angeles, san francisco, seattle, san diego, las vegas, sacramento, \
san jose, oakland, california, hollywood
America/Vancouver: vancouver
America/Phoenix: phoenix, tucson, arizona
America/Denver: denver, salt lake city, albuquerque, boulder, colorado, santa fe
America/Edmonton: calgary, edmonton
America/Chicago: chicago, houston, dallas, austin, san antonio, new orleans, minneapolis, \
st louis, saint louis, milwaukee, memphis, nashville, kansas city, oklahoma city
America/Winnipeg: winnipeg
America/New_York: new york, new york city, nyc, boston, washington, washington dc, philadelphia, \
miami, atlanta, orlando, pittsburgh, baltimore, charlotte, cleveland, brooklyn, manhattan
America/Detroit: detroit
America/Toronto: toronto, ottawa, montreal, quebec, quebec city
America/Halifax: halifax
America/St_Johns: st john's
America/Mexico_City: mexico city, guadalajara
America/Monterrey: monterrey
America/Cancun: cancun
America/Havana: havana, cuba
America/Jamaica: kingston, jamaica
America/Puerto_Rico: san juan, puerto rico
America/Panama: panama, panama city
America/Costa_Rica: costa rica
America/Guatemala: guatemala, guatemala city
America/Bogota: bogota, medellin, colombia
America/Caracas: caracas, venezuela
America/Lima: lima, cusco, peru
America/Guayaquil: quito, guayaquil
America/La_Paz: la paz, bolivia
America/Santiago: santiago
America/Argentina/Buenos_Aires: buenos aires, argentina
America/Montevideo: montevideo, uruguay
America/Asuncion: asuncion, paraguay
America/Sao_Paulo: sao paulo, rio de janeiro, rio, brasilia
UTC: utc, gmt, greenwich mean time, universal time
"""
CITIES: dict[str, str] = {
    name.strip(): zone
    for line in _ZONES.strip().splitlines()
    for zone, _, names in [line.partition(": ")]
    for name in names.split(",")
}
"""Name in small letters without accents -> zone. Countries with several zones are left out."""


def city(text: str) -> str | None:
    """`Asia/Tokyo`; None for a city that is not known."""
    bare = unicodedata.normalize("NFKD", text.lower().replace("\u2019", "'"))
    bare = "".join(character for character in bare if not unicodedata.combining(character))
    words = bare.replace(".", "").replace("-", " ").strip(' ,?!;:"').split()
    while words and words[0] in ("in", "for", "at", "over", "now"):
        words = words[1:]
    name = " ".join(words)
    country = name.rpartition(", ")[0]  # `paris, france`
    return CITIES.get(name) or CITIES.get(name.removeprefix("the ")) or CITIES.get(country)


def title(text: str) -> str:
    """A city as it is written: `rio de janeiro` -> `Rio de Janeiro`."""
    small = ("de", "es", "of", "the")
    known = {"nyc": "New York", "uk": "the UK", "utc": "UTC", "gmt": "GMT", "dc": "DC"}
    words = [word.strip(" ,.?!") for word in text.lower().split()]
    shown = [word if word in small else known.get(word, word.capitalize()) for word in words]
    return " ".join(shown).replace("the Hague", "The Hague")
