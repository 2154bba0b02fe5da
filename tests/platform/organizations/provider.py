"""A small OpenID Connect provider in the test's own process: it answers requests as if it stood at its address."""

import io
import json
import time
from urllib.parse import parse_qs, urlsplit

import jwt
import requests
from requests.adapters import BaseAdapter

ISSUER = "https://id.nordhaven.example"
SECRET = "what the server gave us"


class Provider(BaseAdapter):
    """Knows one client and vouches for `claims`."""

    def __init__(self) -> None:
        super().__init__()
        self.claims = {"sub": "u-17", "email": "liv@nordhaven.example", "name": "Liv Hansen", "email_verified": True}
        self.asked: list[str] = []

    def send(self, request, **_how):
        parts = urlsplit(request.url)
        self.asked.append(parts.path)
        answers = {
            "/.well-known/openid-configuration": self.described,
            "/token": self.token,
            "/userinfo": lambda _request: self.claims,
        }
        body = answers[parts.path](request) if f"{parts.scheme}://{parts.netloc}" == ISSUER else None
        response = requests.Response()
        response.status_code, response.request, response.url = 200 if body else 401, request, request.url
        response.raw = io.BytesIO(json.dumps(body).encode())
        response.headers["Content-Type"] = "application/json"
        return response

    def close(self) -> None:
        pass

    def described(self, _request):
        return {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/authorize",
            "token_endpoint": f"{ISSUER}/token",
            "userinfo_endpoint": f"{ISSUER}/userinfo",
            "jwks_uri": f"{ISSUER}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def token(self, request):
        given = parse_qs(request.body if isinstance(request.body, str) else request.body.decode())
        if given.get("client_secret") != [SECRET] or "code_verifier" not in given:
            return None
        now = int(time.time())
        claims = self.claims | {"iss": ISSUER, "aud": "entente", "iat": now, "exp": now + 60}
        return {
            "access_token": "a",
            "token_type": "Bearer",
            "id_token": jwt.encode(claims, "x" * 32, algorithm="HS256", headers={"kid": "1"}),
        }
