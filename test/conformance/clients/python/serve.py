"""Does with the official client what each line on standard input asks for, and answers with a line of JSON.

A line is {"script": "text.create", "given": {...}}: the function of that module here, with those arguments.
"""

import importlib
import json
import os
import sys

from openai import OpenAI


def outcome_of(client: OpenAI, script: str, given: dict) -> dict:
    module, function = script.split(".")
    try:
        return {"returned": getattr(importlib.import_module(module), function)(client, **given)}
    except Exception as error:
        body = getattr(error, "body", None)
        facts = {name: getattr(error, name, None) for name in ("code", "param", "type", "status_code")}
        return {"raised": type(error).__name__, "message": str(error), "body": body, **facts}


def main() -> None:
    client = OpenAI(api_key=os.environ["HAWTHORN_KEY"], base_url=os.environ["HAWTHORN_URL"], max_retries=0)
    for line in sys.stdin:
        asked = json.loads(line)
        print(json.dumps(outcome_of(client, asked["script"], asked["given"])), flush=True)


main()
