"""What is shared, and what may be done with it."""

from agreements.rendering.chinese.words import asset, party
from agreements.rendering.facts import Names, Writer, Written, split_operations
from agreements.terms import Terms

OPERATIONS = {
    "dataset": {
        "discover": "查找该数据集并阅读其说明",
        "preview": "查看其中的数据行",
        "download": "下载其副本",
        "train": "用其训练模型",
        "evaluate": "用其评估模型",
        "statistics": "查询其加噪后的统计量",
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


def _shared(terms: Terms, names: Names) -> Written:
    lines = []
    for share in terms["shares"]:
        reach = (
            "包括当前版本及以后的所有版本"
            if share["versions"] == "all"
            else f"包括第 {share['versions']} 版及此前的各版本"
        )
        lines.append(
            f"{party(share['provider'], names)}向{party(share['recipient'], names)}共享{asset(share, names)}，{reach}。"
        )
    return Written("共享内容", "\n".join(lines))


def _allowed(terms: Terms, names: Names) -> Written:
    lines = []
    for share in terms["shares"]:
        words = OPERATIONS[share["asset"]["kind"]]
        granted, refused = split_operations(share)
        recipient = party(share["recipient"], names)
        line = f"对于{asset(share, names)}，{recipient}可以{'、'.join(words[operation] for operation in granted)}"
        line += f"；本协议不允许其{'、'.join(words[operation] for operation in refused)}。" if refused else "。"
        lines.append(line)
    lines.append("此处未列明的操作，本协议一律不允许。")
    return Written("允许的操作", "\n".join(lines))


CLAUSES: dict[str, Writer] = {"shared": _shared, "allowed": _allowed}
