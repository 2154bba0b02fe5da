"""For what, by whom, where, and the duties that come with it."""

from agreements.duo import CODES
from agreements.matcher import restricts
from agreements.rendering.chinese.words import all_of, any_of, parties, spaced
from agreements.rendering.facts import Names, Writer, Written
from agreements.rendering.outline import conditions
from agreements.terms import Terms, providers
from agreements.terms.regions import REGIONS


def _purpose(terms: Terms, names: Names) -> Written:
    purposes = terms["purposes"]
    lines = []
    if codes := conditions(terms):
        labels = "；".join(CODES[code].zh for code in codes)
        lines.append(f"用途须符合以下数据使用本体（DUO）条件：{labels}。")
    lines.append("允许商业用途。" if purposes["commercial"] else "不允许商业用途。")
    if purposes["project"]:
        lines.append(f"仅限在项目“{names.projects[purposes['project']]}”内使用。")
    if restricts(purposes):
        confirming = parties(providers(terms), names)
        lines.append(f"项目的用途须经{confirming}就其共享的内容确认后方为有效；用途变更后须重新确认。")
    return Written("用途", "\n".join(lines))


def _diseases(terms: Terms, _names: Names) -> Written:
    lines = []
    for disease in terms["purposes"]["diseases"]:
        narrower = f"，包括{all_of(disease['narrower'])}" if disease["narrower"] else ""
        lines.append(f"仅限用于疾病{spaced(disease['code'])}的研究{narrower}。")
    lines.append("疾病以 Mondo 疾病本体的代码指明，其他代码一概不计。")
    return Written("疾病", "\n".join(lines))


def _regions(terms: Terms, _names: Names) -> Written:
    named = [f"{REGIONS['zh'][code]}（{code}）" for code in terms["purposes"]["regions"]]
    return Written("地区", f"仅限位于{any_of(named)}的机构和项目使用。")


def _people(terms: Terms, names: Names) -> Written:
    named = all_of([names.people[person] for person in terms["purposes"]["people"]])
    return Written("人员", f"接收方中仅{named}可以使用共享内容。")


def _institutions(terms: Terms, names: Names) -> Written:
    named = parties(terms["purposes"]["institutions"], names)
    return Written("机构", f"接收方中仅{named}可以使用共享内容。")


def _duties(_terms: Terms, _names: Names) -> Written:
    return Written("交回", "接收方由数据产生的衍生数据须交回提供方。")


CLAUSES: dict[str, Writer] = {
    "purpose": _purpose,
    "diseases": _diseases,
    "regions": _regions,
    "people": _people,
    "institutions": _institutions,
    "duties": _duties,
}
