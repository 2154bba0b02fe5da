"""The words purposes are said in: codes of the GA4GH Data Use Ontology, and operations as namespaced terms of our own.

DUO has no word for training a model or releasing its weights, so each operation has a code of ours beside it.
"""

from typing import NamedTuple

from django.utils.translation import get_language


class Code(NamedTuple):
    """A code with its short form and its label in both languages of an agreement's text."""

    code: str
    short: str
    en: str
    zh: str

    @property
    def label(self) -> str:
        """The label in the reader's language."""
        return self.zh if (get_language() or "").startswith("zh") else self.en


_TABLE = (
    Code("DUO:0000004", "NRES", "no restriction", "不限用途"),
    Code("DUO:0000006", "HMB", "health or medical or biomedical research", "健康、医学或生物医学研究"),
    Code("DUO:0000007", "DS", "disease specific research", "特定疾病研究"),
    Code("DUO:0000011", "POA", "population origins or ancestry research only", "仅限人群起源或祖源研究"),
    Code("DUO:0000012", "RS", "research specific restrictions", "限于特定类型的研究"),
    Code("DUO:0000015", "NMDS", "no general methods research", "不得用于一般方法研究"),
    Code("DUO:0000016", "GSO", "genetic studies only", "仅限遗传学研究"),
    Code("DUO:0000018", "NPUNCU", "not for profit, non-commercial use only", "仅限非营利机构的非商业用途"),
    Code("DUO:0000019", "PUB", "publication required", "须公开发表成果"),
    Code("DUO:0000020", "COL", "collaboration required", "须与提供方合作"),
    Code("DUO:0000021", "IRB", "ethics approval required", "须经伦理审批"),
    Code("DUO:0000022", "GS", "geographical restriction", "限于特定地区"),
    Code("DUO:0000024", "MOR", "publication moratorium", "规定日期之前不得发表"),
    Code("DUO:0000025", "TS", "time limit on use", "限定使用期限"),
    Code("DUO:0000026", "US", "user specific restriction", "限于获准的使用者"),
    Code("DUO:0000027", "PS", "project specific restriction", "限于获准的项目"),
    Code("DUO:0000028", "IS", "institution specific restriction", "限于获准的机构"),
    Code("DUO:0000029", "RTN", "return to database or resource", "衍生数据须交回"),
    Code("DUO:0000042", "GRU", "general research use", "一般研究用途"),
    Code("DUO:0000043", "CC", "clinical care use", "临床诊疗用途"),
    Code("DUO:0000044", "NPOA", "population origins or ancestry research prohibited", "不得用于人群起源或祖源研究"),
    Code("DUO:0000045", "NPU", "not for profit organisation use only", "仅限非营利机构使用"),
    Code("DUO:0000046", "NCU", "non-commercial use only", "仅限非商业用途"),
)

CODES = {code.code: code for code in _TABLE}


def operation_code(operation: str) -> str:
    """Our own code for an operation: `release_weights` is written `entente:release-weights`."""
    return f"entente:{operation.replace('_', '-')}"
