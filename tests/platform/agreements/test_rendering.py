"""The readable text says what the terms say, in both languages, and who keeps each clause."""

import pytest
from tests.terms import purposes_of

from agreements.rendering import Names, number_of, read, render
from agreements.terms import SHAREABLE
from agreements.terms.keepers import KEPT_BY


def clauses(terms, names, language):
    text = render(terms, names)[("en", "zh").index(language)]
    return {clause.number: clause for clause in read(text, language).clauses}


def test_the_english_text_names_parties_assets_operations_purpose_and_days(plant_terms, names):
    text, _ = render(plant_terms, names)

    assert text.startswith(
        "Maintenance notes 2026, version 3\nAn agreement between Halvard Bearings AG and 北港大学.\n\n1. What is shared"
    )
    assert "With the dataset “Plant notes”, 北港大学 may find it and read its description, train models on it" in text
    refused = "look at its rows, download a copy of it, ask for noisy statistics of it, pass it on or publish it."
    assert f"This agreement does not let it {refused}" in text
    assert "Only within the project “Reading the shop floor”." in text
    assert "In force from 1 January 2026 until 31 December 2099, both days included (UTC)." in text


def test_the_chinese_text_says_the_same(plant_terms, names):
    _, text = render(plant_terms, names)

    assert "Halvard Bearings AG 向北港大学共享数据集“Plant notes”，包括当前版本及以后的所有版本。" in text
    assert "本协议不允许其查看其中的数据行、下载其副本、查询其加噪后的统计量、将其转交他人、将其公开发布。" in text
    assert "本协议自 2026 年 1 月 1 日起生效，至 2099 年 12 月 31 日止" in text


def test_both_texts_have_the_same_clauses_codes_and_keepers(plant_terms, names):
    english, chinese = clauses(plant_terms, names, "en"), clauses(plant_terms, names, "zh")

    assert [(clause.number, clause.codes, clause.keeper) for clause in english.values()] == [
        (clause.number, clause.codes, clause.keeper) for clause in chinese.values()
    ]
    assert english[2].codes == ("entente:discover", "entente:train", "entente:evaluate", "entente:derive")
    assert english[3].codes == ("DUO:0000042",)


def test_every_clause_there_can_be_is_said_in_both_languages_once(asking_all):
    english, chinese = (clauses(*asking_all, language) for language in ("en", "zh"))

    assert len(english) == len(chinese) == len(KEPT_BY)
    for texts in (english, chinese):
        assert len({clause.title for clause in texts.values()}) == len(KEPT_BY)
        assert not any("None" in clause.text or "{" in clause.text for clause in texts.values())
    assert [clause.keeper for clause in english.values()] == [clause.keeper for clause in chinese.values()]


@pytest.mark.parametrize(
    ("key", "english", "chinese"),
    [
        ("diseases", "on the disease MONDO:0005148, counting in MONDO:0011123 and MONDO:0018105.", "MONDO:0005148 的"),
        ("regions", "in Norway (NO) or Switzerland (CH).", "仅限位于挪威（NO）或瑞士（CH）的机构和项目使用。"),
        ("people", "Of the recipients, only Wen Jiahui may use", "接收方中仅 Wen Jiahui 可以使用共享内容。"),
        ("masked_columns", "“who” and “hall, shift” of Plant notes.", "Plant notes的“who”、“hall, shift”。"),
        ("privacy_budget", "ε = 2 at δ = 0.00001", "ε = 2，δ = 0.00001。"),
        ("sites", "computed on only at Winterthur. No copy leaves.", "仅可在 Winterthur 进行，任何副本不得带离。"),
        ("retention", "for 90 days after this agreement ends.", "最多可再保留 90 天。"),
        ("ownership", "belong 60 % to Halvard Bearings AG and 40 % to 北港大学.", "占 60%，北港大学占 40%。"),
        ("use_of_derived", "No party may pass them on.", "任何一方均不得将其转交他人。"),
        ("derived_at_end", "they are deleted, and whoever holds them shows evidence", "须予删除"),
        ("filing", "北港大学 files for protection of an invention within 60 days", "60 天内"),
        ("embargo", "published before 1 March 2027 (UTC).", "2027 年 3 月 1 日（UTC）之前"),
        ("compliance", "Every 6 months the recipients answer", "每 6 个月"),
        ("compliance_stops", "When an answer is 14 days overdue, this agreement allows nothing", "说明逾期 14 天的"),
        ("amendment", "for 30 days, and nothing after that.", "在其后 30 天内继续有效"),
    ],
)
def test_each_part_reads_as_a_sentence(asking_all, key, english, chinese):
    terms, names = asking_all
    number = number_of(terms, key)

    assert english in clauses(terms, names, "en")[number].text
    assert chinese in clauses(terms, names, "zh")[number].text


def test_each_code_stands_under_the_clause_that_says_it(asking_all):
    terms, names = asking_all
    codes = {clause.title: clause.codes for clause in clauses(terms, names, "en").values()}

    assert codes["For what"] == ("DUO:0000042",)
    assert codes["Regions"] == ("DUO:0000022",)
    assert codes["Return"] == ("DUO:0000029",)
    assert codes["No re-identification"] == ("entente:no-reidentification",)
    assert codes["Use of models"] == ("entente:deploy", "entente:serve")


def test_what_asks_nothing_has_no_clause(plant_terms, names):
    titles = {clause.title for clause in clauses(plant_terms, names, "en").values()}

    assert not titles & {"Regions", "Privacy budget", "Embargo", "Keeping and deleting", "Ownership of models"}
    assert number_of(plant_terms, "embargo") is None


def test_terms_that_restrict_nothing_ask_for_no_confirmation(plant_terms, names):
    plant_terms["purposes"] = purposes_of("DUO:0000004", commercial=True)

    assert "confirmed" not in clauses(plant_terms, names, "en")[3].text


def test_free_words_stay_in_their_own_clause(plant_terms, names):
    plant_terms["law"]["en"] = "Codes: DUO:0000004"

    law = clauses(plant_terms, names, "en")[number_of(plant_terms, "law")]

    assert (law.title, law.text, law.codes) == ("Law", "Codes: DUO:0000004", ())


@pytest.mark.parametrize("kind", SHAREABLE)
def test_every_operation_that_can_be_shared_has_words_in_both_languages(plant_terms, names, kind):
    plant_terms["shares"][0] |= {"asset": {"kind": kind, "slug": "plant-notes"}, "operations": list(SHAREABLE[kind])}
    names = Names(names.title, 1, names.organizations, {(kind, "plant-notes"): "Plant notes"}, names.projects)

    for language in ("en", "zh"):
        allowed = clauses(plant_terms, names, language)[2]
        assert len(allowed.codes) == len(SHAREABLE[kind])
        assert "does not let it" not in allowed.text
        assert "不允许其" not in allowed.text


def test_a_text_that_is_not_ours_is_not_read():
    with pytest.raises(ValueError, match="not the head of a clause"):
        read("Title\nBetween.\n\nDownload everything", "en")
