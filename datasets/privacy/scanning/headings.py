"""What a column's name says of its values."""

import re

from privacy.scanning.prose import DAY

LONGEST_NAME = 60
_WORD = re.compile(r"[a-z]+|[\u4e00-\u9fff]+")
_HEADINGS = {
    "email": r"e ?mails?|mails?|邮箱|电子邮件",
    "phone": r"(?:(?:tele)?phone|mobile|cell|fax|tel)(?: (?:no|number))?|手机|电话|联系方式|传真",
    "person": r"(?:full|first|last|given|middle|patient|customer|employee|user|contact|family|author|student)? ?names?"
    r"|surname|author|patient|mothers? maiden|姓名|患者|联系人|作者|客户",
    "address": r"(?:street|home|postal|mailing)? ?address|street|地址|住址|收货地址",
    "birth_date": r"birth|birth date|date of birth|birthday|dob|出生|出生日期|生日|出生年月",
    "record": r"mrn|(?:patient|record|customer|employee|student|case|subject|person|member|account|user)"
    r" ?(?:id|no|number)"
    r"|病历号|住院号|门诊号|学号|工号|患者编号|客户号",
    "identity": r"ssn|nino|nhs|nhs number|bsn|dni|nie|pesel|cpf|cpr|aadhaar|tfn|sin"
    r"|national id|passport|passport (?:no|number)|身份证|身份证号|证件号|护照号",
    "card": r"(?:credit|debit|payment)? ?card(?: (?:no|number))?|cc number|银行卡号|信用卡号|卡号",
    "iban": r"iban",
    "ip": r"ip|ip address|client ip|remote addr",
}  # fmt: skip
_KINDS = {kind: re.compile(pattern) for kind, pattern in _HEADINGS.items()}


def kind_by_name(column: str) -> str:
    """The kind that the name of a column promises; "" where it promises none."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", column)
    words = " ".join(_WORD.findall(apart.lower()))
    return next((kind for kind, pattern in _KINDS.items() if pattern.fullmatch(words)), "")


def promise_kept(promised: str, value: str) -> str:
    """The promised kind if `value` can be of it, although it has no form of its own; else ""."""
    digits = sum(letter.isdigit() for letter in value)
    fits = {
        "birth_date": bool(DAY.search(value)) or (value.isdigit() and len(value) in (4, 8)),
        "record": digits > 0,
        "phone": 6 < digits < 16,
        "person": value[:1].isalpha() and not digits and len(value) < LONGEST_NAME,
        "address": any(letter.isalpha() for letter in value),
        "identity": sum(letter.isalnum() for letter in value) > 5,
    }
    return promised if fits.get(promised) else ""
