"""Speaks to a running Kozmoai, and to its own functions, for the tests.

  client.py call < {"port", "method", "path", "login": [name, password] or null, "api_key" or null, "body" or null}
      prints {"status", "body"}; with a login it signs in first, and a refused sign-in is the answer
  client.py decrypt < a JSON list of [key, tokens]
      prints for each the list of what Kozmoai's own decrypt_api_key makes of them, null for what it can't open
"""
import json, sys, urllib.error, urllib.parse, urllib.request


def send(port, method, path, headers, data):
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data=data, headers=headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            status, text = answer.status, answer.read()
    except urllib.error.HTTPError as error:
        status, text = error.code, error.read()
    try: body = json.loads(text or b"null")
    except ValueError: body = text.decode(errors="replace")
    return {"status": status, "body": body}


def call(ask):
    headers = {"Content-Type": "application/json"}
    if ask["login"]:
        name, password = ask["login"]
        form = urllib.parse.urlencode({"username": name, "password": password}).encode()
        answer = send(ask["port"], "POST", "/api/v1/login", {"Content-Type": "application/x-www-form-urlencoded"}, form)
        if answer["status"] != 200 or ask["path"] == "/api/v1/login":
            return answer
        headers["Authorization"] = "Bearer " + answer["body"]["access_token"]
    if ask["api_key"]:
        headers["x-api-key"] = ask["api_key"]
    body = None if ask["body"] is None else json.dumps(ask["body"]).encode()
    return send(ask["port"], ask["method"], ask["path"], headers, body)


def decrypt(key, tokens):
    from types import SimpleNamespace
    from pydantic import SecretStr
    from kozmoai.services.auth.utils import decrypt_api_key
    settings = SimpleNamespace(auth_settings=SimpleNamespace(SECRET_KEY=SecretStr(key)))
    for token in tokens:
        try: yield decrypt_api_key(token, settings)
        except Exception: yield None


if sys.argv[1] == "call":
    print(json.dumps(call(json.load(sys.stdin))))
else:
    print(json.dumps([list(decrypt(key, tokens)) for key, tokens in json.load(sys.stdin)]))
