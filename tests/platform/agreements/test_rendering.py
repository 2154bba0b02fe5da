"""The readable text says what the terms say, in both languages, and who keeps each clause."""

import pytest

from agreements.rendering import Names, read, render
from agreements.terms import SHAREABLE


@pytest.fixture
def names():
    return Names(
        title="Maintenance notes 2026",
        version=3,
        organizations={"halvard-bearings-ag": "Halvard Bearings AG", "nordhaven-university": "北港大学"},
        assets={("dataset", "plant-notes"): "Plant notes"},
        projects={"shop-floor": "Reading the shop floor"},
    )


def clauses(terms, names, language):
    text = render(terms, names)[("en", "zh").index(language)]
    return {clause.number: clause for clause in read(text, language).clauses}


def test_the_english_text_names_parties_assets_operations_purpose_and_days(plant_terms, names):
    text, _ = render(plant_terms, names)

    assert text.startswith(
        "Maintenance notes 2026, version 3\nAn agreement between Halvard Bearings AG and 北港大学.\n\n1. What is shared"
    )
    assert "With the dataset “Plant notes”, 北港大学 may find it and read its description, train models on it" in text
    assert "This agreement does not let it look at its rows, download a copy of it, pass it on or publish it." in text
    assert "Only within the project “Reading the shop floor”." in text
    assert "In force from 1 January 2026 until 31 December 2099, both days included (UTC)." in text


def test_the_chinese_text_says_the_same(plant_terms, names):
    _, text = render(plant_terms, names)

    assert "Halvard Bearings AG 向北港大学共享数据集“Plant notes”，包括当前版本及以后的所有版本。" in text
    assert "本协议不允许其查看其中的数据行、下载其副本、将其转交他人、将其公开发布。" in text
    assert "本协议自 2026 年 1 月 1 日起生效，至 2099 年 12 月 31 日止" in text


def test_both_texts_have_the_same_clauses_codes_and_keepers(plant_terms, names):
    english, chinese = clauses(plant_terms, names, "en"), clauses(plant_terms, names, "zh")

    assert [(clause.number, clause.codes, clause.keeper) for clause in english.values()] == [
        (clause.number, clause.codes, clause.keeper) for clause in chinese.values()
    ]
    assert [clause.keeper for clause in english.values()] == ["software"] * 5 + ["text", "people"] + ["text"] * 3
    assert english[2].codes == ("entente:discover", "entente:train", "entente:evaluate", "entente:derive")
    assert english[3].codes == ("DUO:0000042",)


def test_codes_that_no_software_checks_are_left_to_people(plant_terms, names):
    plant_terms["purposes"]["codes"] = ["DUO:0000042", "DUO:0000019"]

    english = clauses(plant_terms, names, "en")

    assert (english[3].keeper, english[3].codes) == ("software", ("DUO:0000042",))
    assert (english[4].keeper, english[4].codes) == ("people", ("DUO:0000019",))
    assert english[4].text == "Whoever uses it keeps to: publication required."


def test_terms_that_restrict_nothing_ask_for_no_confirmation(plant_terms, names):
    plant_terms["purposes"] = {"codes": ["DUO:0000004"], "commercial": True, "project": None}

    assert "confirmed" not in clauses(plant_terms, names, "en")[3].text


def test_free_words_stay_in_their_own_clause(plant_terms, names):
    plant_terms["law"]["en"] = "Codes: DUO:0000004"

    law = clauses(plant_terms, names, "en")[8]

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
