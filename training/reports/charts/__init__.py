"""The report's charts: drawn on the server as SVG, in the page's own type and colours, each with its table."""

from reports.charts.calibration import calibration_chart
from reports.charts.chart import Chart
from reports.charts.curves import accuracy_chart, loss_chart
from reports.charts.together import loss_of_all

__all__ = ["Chart", "accuracy_chart", "calibration_chart", "loss_chart", "loss_of_all"]
