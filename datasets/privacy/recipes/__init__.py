"""Taking personal data out of a table, without Django: steps on columns, and what still tells persons apart.

A `Recipe` is a list of steps, one for a column. `carry_out` streams a Parquet file through it; `risk_of` measures
k-anonymity, l-diversity and uniqueness; `search` finds the generalisation that loses least and still reaches a target.
"""

from privacy.recipes.carrying import carry_out
from privacy.recipes.faults import RecipeError
from privacy.recipes.risk import Risk, risk_of
from privacy.recipes.search import Found, Target, search
from privacy.recipes.steps import Recipe, Step

__all__ = ["Found", "Recipe", "RecipeError", "Risk", "Step", "Target", "carry_out", "risk_of", "search"]
