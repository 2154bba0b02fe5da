"""The worker mails notices, so that no deed waits for a mail server: `app.steps["worker"].add(PostStep)`."""

from audit.bootsteps import RepeatedStep


class PostStep(RepeatedStep):
    """Mails what waits to be mailed."""

    name_of_thread = "post"
    setting = "NOTICES_POST_SECONDS"

    def act(self) -> None:
        """Mail what is due."""
        from agreements.noticing.mailing import post_notices

        post_notices()
