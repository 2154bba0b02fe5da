"""Finding personal data in a table, without Django: `scan(parquet)`.

Recognisers stand on kept libraries that download nothing: python-stdnum (check digits), phonenumbers, and the lists of
names, countries and cities that Faker and Babel carry. Kinds with a form are looked for in every row; names, addresses
and whatever else stands in prose in rows spread evenly over the table. What was looked at is said.
"""

from privacy.scanning.findings import Finding, Looked, Report
from privacy.scanning.recognise import KINDS, OF_FORM, PERSONAL
from privacy.scanning.tables import look_through, scan

__all__ = ["KINDS", "OF_FORM", "PERSONAL", "Finding", "Looked", "Report", "look_through", "scan"]
