"""An organization's own sign-on by OpenID Connect."""
