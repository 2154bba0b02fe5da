"""How what is shared is protected, and what becomes of copies."""

from agreements.rendering.chinese.words import any_of, parties
from agreements.rendering.facts import Names, Writer, Written
from agreements.terms import Terms, recipients


def _masked_columns(terms: Terms, names: Names) -> Written:
    masked = [
        f"{names.assets['dataset', mask['dataset']]}的{'、'.join(f'“{column}”' for column in mask['columns'])}"
        for mask in terms["protections"].get("masked_columns", [])
    ]
    return Written(
        "遮蔽的列",
        f"{parties(recipients(terms), names)}不得查看、检索、下载下列各列的内容，亦不得用其训练：{'；'.join(masked)}。",
    )


def _deidentified(_terms: Terms, _names: Names) -> Written:
    return Written("去标识化数据", "数据集仅可查看或使用经批准的去标识化方案去除个人身份标识后的版本。")


def _k_anonymity(terms: Terms, _names: Names) -> Written:
    k = terms["protections"]["k_anonymity"]
    return Written(
        "最小群组",
        f"数据集仅可查看或使用这样的去标识化版本：经测量，每一行均属于至少 {k} 行、"
        "依他人可能知晓的个人情况彼此不可区分的群组（k-匿名）。",
    )


def _privacy_budget(terms: Terms, names: Names) -> Written:
    budget = terms["protections"]["privacy_budget"]
    assert budget is not None
    return Written(
        "隐私预算",
        f"{parties(recipients(terms), names)}依本协议通过训练和统计从每一数据集的数据行中获知的内容，须满足差分隐私："
        f"各方对每一数据集合计可消耗的隐私预算为 ε = {budget['epsilon']}，δ = {budget['delta']}。"
        "不满足差分隐私的训练一律拒绝。",
    )


def _sites(terms: Terms, _names: Names) -> Written:
    return Written("计算地点", f"对共享内容的计算仅可在{any_of(terms['protections']['sites'])}进行，任何副本不得带离。")


def _no_reidentification(terms: Terms, names: Names) -> Written:
    return Written(
        "禁止重新识别",
        f"{parties(recipients(terms), names)}不得试图查明数据所涉个人的身份，亦不得为此目的将数据与其他数据相关联；"
        "如偶然识别，须立即告知提供方。",
    )


def _retention(terms: Terms, names: Names) -> Written:
    days, who = terms["retention"]["days"], parties(recipients(terms), names)
    lines = []
    if days:
        lines.append(f"本协议终了后，共享内容的副本最多可再保留 {days} 天。")
    else:
        lines.append("本协议终了后，不得保留共享内容的副本。")
    if terms["retention"]["delete_at_end"]:
        lines.append(f"届时{who}须已删除全部副本，并出示已删除的证据。")
    return Written("保留与删除", "\n".join(lines))


CLAUSES: dict[str, Writer] = {
    "masked_columns": _masked_columns,
    "deidentified": _deidentified,
    "k_anonymity": _k_anonymity,
    "privacy_budget": _privacy_budget,
    "sites": _sites,
    "no_reidentification": _no_reidentification,
    "retention": _retention,
}
