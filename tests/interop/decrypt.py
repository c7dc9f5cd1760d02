"""Decrypts with Kozmoai's own function, for the tests.

  decrypt.py < a JSON list of [key, tokens]

prints for each the list of what decrypt_api_key makes of them, null for what it can't open.
"""
import json, sys
from types import SimpleNamespace

from pydantic import SecretStr

from kozmoai.services.auth.utils import decrypt_api_key


def decrypt(key, tokens):
    settings = SimpleNamespace(auth_settings=SimpleNamespace(SECRET_KEY=SecretStr(key)))
    for token in tokens:
        try: yield decrypt_api_key(token, settings)
        except Exception: yield None


print(json.dumps([list(decrypt(key, tokens)) for key, tokens in json.load(sys.stdin)]))
