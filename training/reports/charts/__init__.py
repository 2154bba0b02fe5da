"""The report's charts: drawn on the server as SVG, in the page's own type and colours, each with its table."""

from reports.charts.calibration import calibration_chart
from reports.charts.chart import Chart
from reports.charts.curves import loss_chart, score_chart
from reports.charts.together import loss_of_all

__all__ = ["Chart", "calibration_chart", "loss_chart", "loss_of_all", "score_chart"]
