"""The terms in Chinese (简体中文). Changing a word means a new RENDERER_VERSION; texts that stand are not touched."""

import re
from datetime import date

from agreements.duo import CODES, operation_code
from agreements.matcher import OBLIGATIONS, restricts
from agreements.rendering.clauses import Clause, Text, numbered
from agreements.rendering.facts import Names, split_operations
from agreements.terms import Share, Terms, providers

KINDS = {"dataset": "数据集", "model": "模型"}
OPERATIONS = {
    "dataset": {
        "discover": "查找该数据集并阅读其说明",
        "preview": "查看其中的数据行",
        "download": "下载其副本",
        "train": "用其训练模型",
        "evaluate": "用其评估模型",
        "derive": "由其产生新的模型和数据",
        "redistribute": "将其转交他人",
        "publish": "将其公开发布",
    },
    "model": {
        "discover": "查找该模型并阅读其说明",
        "evaluate": "对其进行评估",
        "derive": "由其产生新的模型",
        "infer": "用其进行预测",
        "release_weights": "下载其权重",
        "serve": "向他人提供其预测服务",
        "redistribute": "将其转交他人",
        "publish": "将其公开发布",
    },
}


def render_chinese(terms: Terms, names: Names) -> Text:
    """The whole agreement as numbered clauses."""
    parties = _all_of([names.organizations[party] for party in terms["parties"]])
    return Text(
        f"{names.title}，第 {names.version} 版",
        _set([f"本协议由{parties}订立。"]),
        numbered(
            [
                _shared(terms, names),
                _allowed(terms, names),
                _purpose(terms, names),
                *_duties(terms),
                _term(terms),
                _suspension(terms, names),
                _derived(terms),
                _publication(terms, names),
                Clause("适用法律", terms["law"]["zh"], "text"),
                Clause("责任", terms["liability"]["zh"], "text"),
                _languages(terms),
            ]
        ),
    )


def _shared(terms: Terms, names: Names) -> Clause:
    lines = []
    for share in terms["shares"]:
        reach = (
            "包括当前版本及以后的所有版本"
            if share["versions"] == "all"
            else f"包括第 {share['versions']} 版及此前的各版本"
        )
        lines.append(
            f"{_name(names.organizations[share['provider']])}向{_name(names.organizations[share['recipient']])}"
            f"共享{_asset(share, names)}，{reach}。"
        )
    return Clause("共享内容", _set(lines), "software")


def _allowed(terms: Terms, names: Names) -> Clause:
    lines, codes = [], []
    for share in terms["shares"]:
        words = OPERATIONS[share["asset"]["kind"]]
        granted, refused = split_operations(share)
        recipient = _name(names.organizations[share["recipient"]])
        line = f"对于{_asset(share, names)}，{recipient}可以{'、'.join(words[operation] for operation in granted)}"
        line += f"；本协议不允许其{'、'.join(words[operation] for operation in refused)}。" if refused else "。"
        lines.append(line)
        codes += [operation_code(operation) for operation in granted]
    lines.append("此处未列明的操作，本协议一律不允许。")
    return Clause("允许的操作", _set(lines), "software", tuple(dict.fromkeys(codes)))


def _purpose(terms: Terms, names: Names) -> Clause:
    purposes = terms["purposes"]
    codes = [code for code in purposes["codes"] if code not in OBLIGATIONS]
    lines = []
    if codes:
        labels = "；".join(CODES[code].zh for code in codes)
        lines.append(f"用途须符合以下数据使用本体（DUO）条件：{labels}。")
    lines.append("允许商业用途。" if purposes["commercial"] else "不允许商业用途。")
    if purposes["project"]:
        lines.append(f"仅限在项目“{names.projects[purposes['project']]}”内使用。")
    if restricts(purposes):
        confirming = _all_of([names.organizations[party] for party in providers(terms)])
        lines.append(f"项目的用途须经{confirming}就其共享的内容确认后方为有效；用途变更后须重新确认。")
    return Clause("用途", _set(lines), "software", tuple(codes))


def _duties(terms: Terms) -> list[Clause]:
    codes = [code for code in terms["purposes"]["codes"] if code in OBLIGATIONS]
    if not codes:
        return []
    labels = "；".join(CODES[code].zh for code in codes)
    return [Clause("其他义务", f"使用者须遵守：{labels}。", "people", tuple(codes))]


def _term(terms: Terms) -> Clause:
    first = _day(terms["starts_on"])
    if terms["ends_on"] is None:
        return Clause("起止", f"本协议自 {first}（UTC）起生效，无截止日期。", "software")
    return Clause(
        "起止",
        f"本协议自 {first}起生效，至 {_day(terms['ends_on'])}止，首尾两日均包含在内（UTC）。"
        "在此期间之外，本协议不允许任何操作。",
        "software",
    )


def _suspension(terms: Terms, names: Names) -> Clause:
    parties = _all_of([names.organizations[party] for party in terms["parties"]])
    lines = [
        f"{parties}均可随时暂停本协议，平台的审核员亦可；由暂停的一方恢复。",
        "各方均可由其法定签署人终止本协议。暂停或终止须说明理由。",
        "暂停期间以及终止之后，本协议不允许任何操作。",
    ]
    return Clause("暂停与终止", _set(lines), "software")


def _derived(terms: Terms) -> Clause:
    return Clause("成果归属", terms["derived_models"]["zh"], "text")


def _publication(terms: Terms, names: Names) -> Clause:
    days = terms["publication"]["review_days"]
    readers = _all_of([names.organizations[party] for party in providers(terms)])
    wait = f"{readers}有 {days} 天时间审阅" if days else f"无须交{readers}审阅"
    return Clause("发表", _set([f"稿件投出之前，{wait}。"]), "people")


def _languages(terms: Terms) -> Clause:
    prevailing = {"en": "英文", "zh": "中文"}[terms["prevailing_language"]]
    return Clause("语言", f"英文文本和中文文本均经签署；两者不一致时，以{prevailing}文本为准。", "text")


def _asset(share: Share, names: Names) -> str:
    asset = share["asset"]
    return f"{KINDS[asset['kind']]}“{names.assets[asset['kind'], asset['slug']]}”"


def _day(written: str) -> str:
    day = date.fromisoformat(written)
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def _all_of(words: list[str]) -> str:
    named = [_name(word) for word in words]
    return named[0] if len(named) == 1 else f"{'、'.join(named[:-1])}和{named[-1]}"


def _name(name: str) -> str:
    """A Latin name stands apart from the characters around it; `_set` takes the space away beside punctuation."""
    return f" {name} " if name.isascii() else name


def _set(lines: list[str]) -> str:
    return "\n".join(re.sub(r" ?([，。、；：“”（）]) ?", r"\1", line).strip() for line in lines)
