"""What the styleguide counts up: colours by role, the sprite's icons, states; and a chart."""

from django.utils.safestring import SafeString

# fmt: off
ROLES = [
    "ground", "sheet", "well", "ink", "ink-soft", "ink-faint", "rule", "edge", "accent", "accent-deep",
    "accent-wash", "focus", "ok", "ok-wash", "wait", "wait-wash", "stop", "stop-wash", "rest", "rest-wash",
    "series-1", "series-2", "series-3", "series-4", "series-5", "series-6",
]
ICONS = [
    "ok", "wait", "stop", "hold", "run", "rest", "warn", "info", "software", "people", "text", "agreement",
    "dataset", "model", "project", "job", "person", "organization", "paper", "standard", "key", "comment", "pen",
    "search", "inbox", "download", "upload", "copy", "plus",
]
STATES = [
    "draft", "proposed", "changes_requested", "agreed", "in_review", "approved", "signing", "active", "suspended",
    "expired", "terminated", "superseded", "rejected", "withdrawn", "queued", "blocked", "trying", "running",
    "preparing", "training", "evaluating", "reporting", "succeeded", "failed", "cancelled", "refused", "held",
]
# fmt: on

CHART = SafeString(
    '<svg viewBox="0 0 400 220"><path class="grid-line" d="M40 101H386"/><path class="grid-line" d="M40 10H386"/>'
    '<text x="33" y="105" text-anchor="end">1</text><text x="33" y="14" text-anchor="end">2</text>'
    '<text x="33" y="196" text-anchor="end">0</text><text x="386" y="208" text-anchor="end">400</text>'
    '<path class="axis" d="M40 192H386"/>'
    '<path class="line line-thin s6" d="M42 32 90 92 138 131 186 152 234 163 282 170 330 176 360 179"/>'
    '<path class="line s1" d="M72 75 104 107 137 130 169 142 201 151 233 158 265 161 298 161"/>'
    '<circle class="dot s1" cx="265" cy="161" r="3.5"/></svg>'
)
