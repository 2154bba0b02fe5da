"""What the recognisers find in values and in whole tables, and what they leave alone."""

import datetime

import pyarrow as pa
import pyarrow.parquet
import pytest

from privacy.scanning import look_through, scan
from privacy.scanning.masking import masked
from privacy.scanning.recognise import recognise

FOUND = [
    ("Write to Ana.Silva+lab@clinica.example.pt.", "email", "Ana.Silva+lab@clinica.example.pt"),
    ("邮箱：li.wei@example.cn，谢谢", "email", "li.wei@example.cn"),
    ("Ring me on 020 7946 0018 tonight", "phone", "020 7946 0018"),
    ("+33 1 70 18 99 42", "phone", "+33 1 70 18 99 42"),
    ("请拨打13800138000联系", "phone", "13800138000"),
    ("Pay with 4111 1111 1111 1111 please", "card", "4111 1111 1111 1111"),
    ("to DE89 3704 0044 0532 0130 00 today", "iban", "DE89 3704 0044 0532 0130 00"),
    ("from 203.0.113.77 at noon", "ip", "203.0.113.77"),
    ("host 2001:db8:85a3::8a2e:370:7334 is up", "ip", "2001:db8:85a3::8a2e:370:7334"),
    ("身份证号11010519491231002X", "identity", "11010519491231002X"),
    ("SSN 536-90-4399", "identity", "536-90-4399"),
    ("National Insurance AB 12 34 56 C", "identity", "AB 12 34 56 C"),
    ("NHS number 943 476 5919", "identity", "943 476 5919"),
    ("NIR 2 95 10 99 126 111 93", "identity", "2 95 10 99 126 111 93"),
    ("Steuer-ID 36 574 261 809", "identity", "36 574 261 809"),
    ("DNI 54362315K", "identity", "54362315K"),
    ("codice fiscale RCCMNL83S18D969H", "identity", "RCCMNL83S18D969H"),
    ("BSN 1112.22.333", "identity", "1112.22.333"),
    ("CPF 390.533.447-05", "identity", "390.533.447-05"),
    ("My name is Marta Lindqvist.", "person", "Marta Lindqvist"),
    ("Dr. Okonkwo saw the patient", "person", "Okonkwo"),
    ("患者姓名：王小明，入院", "person", "王小明"),
    ("moved from Zürich to New Zealand", "place", "New Zealand"),
    ("现居北京市朝阳区建国路88号", "address", "北京市朝阳区建国路88号"),
    ("lives at 12 Harbour View Road, upstairs", "address", "12 Harbour View Road"),
    ("works for Northwind Partners since May", "organization", "Northwind Partners"),
    ("复旦大学附属医院", "organization", "复旦大学"),
    ("born on 4 March 1961", "birth_date", "4 March 1961"),
    ("出生日期：1961年3月4日", "birth_date", "1961年3月4日"),
    ("MRN 00451277 was closed", "record", "00451277"),
    ("病历号：A2019034", "record", "A2019034"),
]
LEFT_ALONE = [
    ("4111 1111 1111 1112", "card"),
    ("DE88 3704 0044 0532 0130 00", "iban"),
    ("11010519491231002A and 110105194912310021", "identity"),
    ("666-12-3456", "identity"),
    ("NHS number 943 476 5910", "identity"),
    ("DNI 54362315A", "identity"),
    ("on 2018-01-14 03:07:43", "phone"),
    ("from 1998-2004 and 28/10/2004", "phone"),
    ("a total of 1234567 units", "phone"),
    ("version 10.2.0.1", "ip"),
    ("at 23:08:55", "ip"),
    ("a user@ of @things", "email"),
    ("You may hope for Sunny days in April", "person"),
    ("published 4 March 1961", "birth_date"),
]


NAMES = """
Olga Henrik Fatima Giulia Pedro Ingrid Marek Aisha Sven Lucia Bjorn Elena
Pablo Karin Ivan Noor Tomas Agnes Diego Hanna Milan Petra Oscar Clara
"""


@pytest.mark.parametrize(("text", "kind", "value"), FOUND)
def test_what_is_found(text, kind, value):
    assert any(value in text[hit.start : hit.end] for hit in recognise(text) if hit.kind == kind)


@pytest.mark.parametrize(("text", "kind"), LEFT_ALONE)
def test_what_only_looks_like_it_is_left_alone(text, kind):
    assert kind not in {hit.kind for hit in recognise(text)}


def write(folder, **columns):
    path = folder / "rows.parquet"
    pyarrow.parquet.write_table(pa.table(columns), path)
    return path


def found_in(path):
    return {(finding.column, finding.kind): finding for finding in scan(path)}


def test_a_table_is_told_by_column_with_counts_and_masked_samples(tmp_path):
    path = write(
        tmp_path,
        note=["Call +44 20 7946 0018", "nothing here", "mail ana@example.org", None],
        patient_name=["Ana Silva", "Qxr Zzyv", "Lu", None],
        born=[datetime.date(1961, 3, 4)] * 4,
        date_of_birth=[datetime.date(1961, 3, 4)] * 4,
        score=[0.1, 0.2, 0.3, 0.4],
    )

    findings = found_in(path)

    assert findings["note", "phone"].rows == findings["note", "email"].rows == 1
    assert findings["note", "email"].samples == ("a**@e***.o**",)
    assert findings["patient_name", "person"].rows == 3
    assert findings["date_of_birth", "birth_date"].rows == 4
    assert not {column for column, _ in findings} & {"born", "score"}


def test_lists_and_chats_are_read_within(tmp_path):
    turns = [[{"role": "user", "content": "I am at 203.0.113.77"}], [{"role": "user", "content": "hello"}]]
    path = write(tmp_path, tokens=[["Mail", "ana@example.org"], ["no"]], messages=turns)

    assert {key: each.rows for key, each in found_in(path).items()} == {("tokens", "email"): 1, ("messages", "ip"): 1}


def test_check_digits_are_weighed_over_a_column(tmp_path):
    cards = [f"411111111111{n:04}" for n in range(400)]
    valid = [number for number in cards if luhn(number)]
    citizens = [number for number in range(111222000, 111222999) if bsn(number)][:40]
    path = write(tmp_path, order=cards[:40], number=valid[:40], code=citizens)

    findings = found_in(path)

    assert ("order", "card") not in findings, "one in ten passes by chance: these are numbers, not cards"
    assert findings["number", "card"].rows == 40
    assert findings["code", "identity"].rows == 40, "a form that is common, but all pass"


def test_given_names_are_told_from_categories(tmp_path):
    names = NAMES.split()
    path = write(tmp_path, word=names, ward=["Charlotte", "Florence", "Charlotte"] * 8)

    assert set(found_in(path)) == {("word", "person")}


def test_it_says_how_much_it_looked_at(tmp_path):
    path = write(tmp_path, text=["nothing"] * 24_999 + ["+44 20 7946 0018"], picture=[b"x"] * 25_000)

    report = look_through(path)

    (text,) = report.looked
    assert (text.rows, text.form, text.prose) == (25_000, 25_000, 12_500)
    assert report.unread == ("picture",)
    assert not report.stopped
    assert [each.rows for each in report.findings] == [1]


def test_a_scan_stops_at_its_time_and_says_so(tmp_path):
    path = write(tmp_path, text=["Call +44 20 7946 0018"] * 10_000)

    report = look_through(path, seconds=0)

    assert report.stopped
    assert 0 < report.looked[0].form < 10_000


def test_long_texts_fill_no_memory_and_stop_in_time(tmp_path):
    long = "Anna and Bert went to 12 Main Street, " * 1_000
    path = write(tmp_path, text=[f"{number} {long}" for number in range(40)])

    report = look_through(path, seconds=0.1)

    assert report.stopped
    assert 0 < report.looked[0].form < 40


def test_a_mask_keeps_the_form_and_hides_the_rest():
    assert masked("Ana Silva") == "A** S***"
    assert masked("4111 1111 1111 1234") == "*** *** *** **34"
    assert masked("王小明") == "王**"
    assert masked("1961") == "***"


def luhn(number):
    digits = [int(each) for each in reversed(number)]
    return sum(sum(divmod(each * (1 + at % 2), 10)) for at, each in enumerate(digits)) % 10 == 0


def bsn(number):
    digits = [int(each) for each in str(number)]
    return sum(each * weight for each, weight in zip(digits, (9, 8, 7, 6, 5, 4, 3, 2, -1), strict=True)) % 11 == 0
