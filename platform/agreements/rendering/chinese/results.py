"""What comes of it: models, inventions, and what is written about them."""

from agreements.rendering.chinese.words import day, parties, party, portions
from agreements.rendering.facts import Names, Writer, Written
from agreements.terms import Terms, providers

AT_END = {
    "keep": "本协议终了后，由共享内容产生的模型继续由本协议所许可者使用。",
    "freeze": "本协议终了后，由共享内容产生的模型予以冻结：可以保留，但不得再使用。",
    "delete": "本协议终了后，由共享内容产生的模型须予删除，持有者须出示已删除的证据。",
}


def _ownership(terms: Terms, names: Names) -> Written:
    owned = portions(terms["derived_models"]["ownership"], names)
    return Written("模型的归属", f"由共享内容产生的模型的权属份额为：{owned}。")


def _licence(terms: Terms, _names: Names) -> Written:
    return Written(
        "模型的许可证", f"由共享内容产生的模型以 {terms['derived_models']['licence']} 许可（SPDX 许可证标识）。"
    )


def _use_of_derived(terms: Terms, names: Names) -> Written:
    derived = terms["derived_models"]
    lines = [
        _who(derived["deploy"], "将由共享内容产生的模型投入运行", names),
        _who(derived["serve"], "向他人提供其预测服务", names),
        _who(derived["pass_on"], "将其转交他人", names),
    ]
    return Written("模型的使用", "\n".join(lines))


def _who(slugs: list[str], may: str, names: Names) -> str:
    return f"{parties(slugs, names)}可以{may}。" if slugs else f"任何一方均不得{may}。"


def _derived_at_end(terms: Terms, _names: Names) -> Written:
    return Written("协议终了时的模型", AT_END[terms["derived_models"]["at_end"]])


def _derived_words(terms: Terms, _names: Names) -> Written:
    words = terms["derived_models"]["words"]
    assert words is not None
    return Written("成果归属", words["zh"])


def _background(terms: Terms, _names: Names) -> Written:
    words = terms["intellectual_property"]["background"]
    assert words is not None
    return Written("背景知识产权", words["zh"])


def _foreground(terms: Terms, names: Names) -> Written:
    owned = portions(terms["intellectual_property"]["foreground"], names)
    return Written("前景知识产权", f"合作中产生的发明及其他权利的份额为：{owned}。")


def _filing(terms: Terms, names: Names) -> Written:
    filing = terms["intellectual_property"]["filing"]
    assert filing is not None
    return Written(
        "申请保护",
        f"{party(filing['party'], names)}须在发明报告之日起 {filing['days']} 天内，以全体权利人的名义申请保护。",
    )


def _review_of_manuscripts(terms: Terms, names: Names) -> Written:
    days, readers = terms["publication"]["review_days"], parties(providers(terms), names)
    wait = f"{readers}有 {days} 天时间审阅" if days else f"无须交{readers}审阅"
    return Written("发表", f"稿件投出之前，{wait}。")


def _embargo(terms: Terms, _names: Names) -> Written:
    until = terms["publication"]["embargo_until"]
    assert until is not None
    return Written("禁发期", f"{day(until)}（UTC）之前，不得发表任何相关成果。")


def _duty_to_publish(_terms: Terms, _names: Names) -> Written:
    return Written("发表义务", "使用共享内容者，无论结果如何，均须发表成果。")


# The parties' own words stand as they wrote them.
FREE_WORDS: tuple[Writer, ...] = (_derived_words, _background)
CLAUSES: dict[str, Writer] = {
    "ownership": _ownership,
    "licence": _licence,
    "use_of_derived": _use_of_derived,
    "derived_at_end": _derived_at_end,
    "derived_words": _derived_words,
    "background": _background,
    "foreground": _foreground,
    "filing": _filing,
    "review_of_manuscripts": _review_of_manuscripts,
    "embargo": _embargo,
    "duty_to_publish": _duty_to_publish,
}
