"""The review desk: Django's admin for the platform's operator, where deeds are services and no row is edited."""
