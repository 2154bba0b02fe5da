"""Words near a value that say what it is, in English and Chinese."""

import re

# Where a number or an address may begin and end: not within a word, but right beside Chinese characters.
BEGINS, ENDS = r"(?<![^\W_\u4e00-\u9fff])", r"(?![^\W_\u4e00-\u9fff])"
BEFORE, AFTER = 60, 20  # letters looked at on either side

PHONE = re.compile(
    r"\b(?:tele)?phone\b|\btel\b|\bcall(?:ed|ing|s)?\b|\bmobile\b|\bcell(?:phone)?\b|\bfax\b|\bdesk\b|\boffice\b"
    r"|\bcontact\b|\btext(?:ed|ing)? (?:me|us|to)\b|\bmessages?\b|\bsms\b|\bwhatsapp\b|\bhotline\b|\bdial\b|\breach\b"
    r"|\bregistered\b|电话|手机|联系|座机|传真|拨打|致电|来电|号码|微信",
    re.IGNORECASE,
)
BIRTH = re.compile(r"\bborn\b|\bbirth(?:day|date)?\b|\bd\.?o\.?b\b|生日|出生|生于|生辰", re.IGNORECASE)
CARD = re.compile(r"\bcards?\b|\bvisa\b|\bmaster ?card\b|\bamex\b|银行卡|信用卡|卡号", re.IGNORECASE)
RECORD = re.compile(
    r"\bmrn\b|\b(?:medical|patient|hospital|case|record|chart|policy|insurance|account|customer|employee|student)"
    r"[ _-]*(?:record[ _-]*)?(?:no|nr|number|id|#)|病历号|病案号|住院号|门诊号|就诊号|学号|工号|患者编号|保单号|客户号",
    re.IGNORECASE,
)


def around(text: str, start: int, end: int) -> str:
    """The text on both sides of `text[start:end]`, without it."""
    return f"{text[max(0, start - BEFORE) : start]} \n {text[end : end + AFTER]}"
