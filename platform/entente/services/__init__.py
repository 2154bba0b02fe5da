"""PostgreSQL and Redis of our own, when nobody gave addresses of others.

`ensure()` is the one door: commands, servers and workers call it before they need a connection. A keeper process
(`keeper.py`) runs both servers for as long as one of those who called is alive. Settings only know where they are.
"""

from entente.services.client import ServicesUnavailable, ensure, join, leave

__all__ = ["ServicesUnavailable", "ensure", "join", "leave"]
