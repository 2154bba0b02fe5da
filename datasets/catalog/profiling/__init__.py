"""What stands in a normalised table, its pictures and its series. Knows no Django.

By DuckDB over the Parquet file, within a memory that is set; it reaches no other file and no network.
"""

from catalog.profiling.columns import ColumnProfile, Profile, profile
from catalog.profiling.opening import Opened, opened, quoted
from catalog.profiling.reporting import report_on

__all__ = ["ColumnProfile", "Opened", "Profile", "opened", "profile", "quoted", "report_on"]
