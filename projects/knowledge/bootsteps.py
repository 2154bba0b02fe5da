"""The worker reminds of deadlines: `app.steps["worker"].add(RemindStep)`."""

from audit.bootsteps import RepeatedStep


class RemindStep(RepeatedStep):
    """Tells who decides about an invention of what has to be done for it soon."""

    name_of_thread = "remind"
    setting = "DEADLINES_REMIND_SECONDS"

    def act(self) -> None:
        """Tell of deadlines that came near since."""
        from knowledge.services.inventions import remind_of_deadlines

        remind_of_deadlines()
