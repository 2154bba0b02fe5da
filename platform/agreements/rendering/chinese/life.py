"""How the agreement itself lives: its days, suspension, reviews, later terms, law and languages."""

from agreements.rendering.chinese.words import day, parties
from agreements.rendering.facts import Names, Writer, Written
from agreements.terms import Terms


def _period(terms: Terms, _names: Names) -> Written:
    first = day(terms["starts_on"])
    if terms["ends_on"] is None:
        return Written("起止", f"本协议自 {first}（UTC）起生效，无截止日期。")
    return Written(
        "起止",
        f"本协议自 {first}起生效，至 {day(terms['ends_on'])}止，首尾两日均包含在内（UTC）。"
        "在此期间之外，本协议不允许任何操作。",
    )


def _suspension(terms: Terms, names: Names) -> Written:
    lines = [
        f"{parties(terms['parties'], names)}均可随时暂停本协议，平台的审核员亦可；由暂停的一方恢复。",
        "各方均可由其法定签署人终止本协议。暂停或终止须说明理由。",
        "暂停期间以及终止之后，本协议不允许任何操作。",
    ]
    return Written("暂停与终止", "\n".join(lines))


def _compliance(terms: Terms, _names: Names) -> Written:
    months = terms["compliance"]["every_months"]
    return Written("合规审核", f"接收方每 {months} 个月须就本协议的遵守情况作出说明，并附证据。")


def _compliance_stops(terms: Terms, _names: Names) -> Written:
    days = terms["compliance"]["suspend_after_days"]
    overdue = f"说明逾期 {days} 天的" if days else "说明逾期的"
    return Written("审核逾期", f"{overdue}，自此时起至审核完成之前，本协议不允许任何操作。")


def _amendment(terms: Terms, _names: Names) -> Written:
    amendment = terms["amendment"]
    if amendment["old_binds"] == "grace":
        rest = f"新条款一经提出，本条款在其后 {amendment['grace_days']} 天内继续有效，此后不再允许任何操作。"
    else:
        rest = "在各方全部签署之前，本条款继续有效。"
    return Written("变更", f"变更条款须经各方全部签署。{rest}")


def _law(terms: Terms, _names: Names) -> Written:
    return Written("适用法律", terms["law"]["zh"])


def _liability(terms: Terms, _names: Names) -> Written:
    return Written("责任", terms["liability"]["zh"])


def _languages(terms: Terms, _names: Names) -> Written:
    prevailing = {"en": "英文", "zh": "中文"}[terms["prevailing_language"]]
    return Written("语言", f"英文文本和中文文本均经签署；两者不一致时，以{prevailing}文本为准。")


# The parties' own words stand as they wrote them.
FREE_WORDS: tuple[Writer, ...] = (_law, _liability)
CLAUSES: dict[str, Writer] = {
    "period": _period,
    "suspension": _suspension,
    "compliance": _compliance,
    "compliance_stops": _compliance_stops,
    "amendment": _amendment,
    "law": _law,
    "liability": _liability,
    "languages": _languages,
}
