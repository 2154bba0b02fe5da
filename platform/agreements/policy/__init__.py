"""The only place where access is decided. Deny is the default; what can't be decided is refused."""

from agreements.errors import NotAllowed
from agreements.policy.answers import Decision, Obligation, Reason
from agreements.policy.asking import decide
from agreements.policy.budgeting import Budget, Loss, Sums, as_reserved, budgets_of, within_budgets
from agreements.policy.deciding import kept_back
from agreements.policy.excerpts import Excerpt, Order
from agreements.policy.explaining import Explanation
from agreements.policy.masking import Mask, barred, masks_of
from agreements.policy.overseeing import overseen
from agreements.policy.permitting import permitted, require
from agreements.policy.placing import apart, placed, sites_of
from agreements.policy.publicity import public
from agreements.policy.publishing import Reader, decide_publication, readers_by, terms_on
from agreements.policy.supposing import would_allow
from agreements.policy.tables import OPERATIONS, VERBS
from agreements.policy.visibility import visible

__all__ = [
    "OPERATIONS",
    "VERBS",
    "Budget",
    "Decision",
    "Excerpt",
    "Explanation",
    "Loss",
    "Mask",
    "NotAllowed",
    "Obligation",
    "Order",
    "Reader",
    "Reason",
    "Sums",
    "apart",
    "as_reserved",
    "barred",
    "budgets_of",
    "decide",
    "decide_publication",
    "kept_back",
    "masks_of",
    "overseen",
    "permitted",
    "placed",
    "public",
    "readers_by",
    "require",
    "sites_of",
    "terms_on",
    "visible",
    "within_budgets",
    "would_allow",
]
