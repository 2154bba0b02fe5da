"""Lists of names that kept packages carry: persons of some eighty languages (Faker), countries and cities (Babel)."""

import importlib
import pkgutil
import re
from collections.abc import Iterable
from functools import cache

from babel import Locale
from babel.dates import get_timezone_location
from faker.providers import person

# Given names and family names that are everyday words: they count only beside another name.
_WORDS = """
a an and angel are art asia august autumn bank bay bill black blue bond book brook brown bush can case chance
charity china christian church cite cook credit cross dale danish data dawn day de dean dear do don drew duke
earl early east english ever faith fan fields fish ford forest fox frank free french gay gene german glory
golden good grace grand grant gray green hall ham hand hard harmony hill holiday home hope hunter i ice in
iris iron is ivory ivy jade jay joy judge june justice king knight lake lance law lee light lily long love low
major man many march mark marks may melody mercy miles min mine moon my new noble norm north oak ocean of
olive on page park pearl pen penny per pierce pop port powers pray precious price prince promise queen rain
read reed rich river rock rose royal ruby rusty sage said san sandy santa sea see shade short sky so sold son
song south spring stone storm strong summer sun sunny sweet thai the thing to trinity true uk us van vic victory
wade wall ward way west white will win wing winter wise wood woods worth you young
"""
WORDS = frozenset(_WORDS.split())
# The commonest family names of China, of one character and of two
_ONE = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余"
    "于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷"
    "龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文"
)
_TWO = ("欧阳", "司马", "上官", "诸葛", "司徒", "东方", "皇甫", "慕容", "令狐", "夏侯", "尉迟", "公孙", "端木")
SURNAMES_ZH = frozenset({*_ONE, *_TWO})
ALSO = {"en": {"England", "Scotland", "Wales", "USA", "U.S.", "UK", "America"}, "zh": {"英国", "韩国"}}


@cache
def given_names() -> frozenset[str]:
    """Given names, in small letters."""
    return _names("first_name")


@cache
def surnames() -> frozenset[str]:
    """Family names, in small letters."""
    return _names("last_name")


def _names(of: str) -> frozenset[str]:
    found: set[str] = set()
    for module in pkgutil.iter_modules(person.__path__):
        provider = importlib.import_module(f"{person.__name__}.{module.name}").Provider
        for attribute in dir(provider):
            names = getattr(provider, attribute)
            if of in attribute and isinstance(names, Iterable) and not isinstance(names, str):
                found |= {str(name).lower() for name in names}
    return frozenset(name for name in found if len(name) > 1 and re.fullmatch(r"[^\W\d_][\w'’ -]*", name))


@cache
def places() -> frozenset[str]:
    """Names of countries and of large cities, in English."""
    return _places(Locale("en"))


@cache
def places_zh() -> dict[str, list[str]]:
    """The same in Chinese by their first character, the longest first."""
    by_first: dict[str, list[str]] = {}
    for name in sorted(_places(Locale("zh")), key=len, reverse=True):
        by_first.setdefault(name[0], []).append(name)
    return by_first


def _places(locale: Locale) -> frozenset[str]:
    countries = {name for code, name in locale.territories.items() if code.isalpha() and code not in {"EU", "UN", "ZZ"}}
    zones = (str(zone) for zone in locale.time_zones)
    located = (zone for zone in zones if "/" in zone and not zone.startswith("Etc"))
    cities = {get_timezone_location(zone, locale=locale, return_city=True) for zone in located}
    return frozenset(name for name in countries | cities | ALSO[locale.language] if len(name) > 1 and "&" not in name)
