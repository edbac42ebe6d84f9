"""In place of a model: a server that answers from rules, for recording the smoke runs where there is no model.

`python benchmarks/experiments/stand_in.py` prints its address. It counts and sorts as a poor model does, and asks of every
instruction that the answer comes alone. Its replies show that arms run, and nothing of how well they do.
"""

from __future__ import annotations

import json
import re
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

WISH = " Give the answer alone."
_VARIABLE = re.compile(r"name: (\S+)\ntype: str\n(?:.*\n)*?value:\n((?:.+\n)+)")


def reply(messages: list[dict[str, Any]]) -> str:
    """Return what the stand-in says."""
    system = messages[0]["content"] if messages[0]["role"] == "system" else ""
    asked = f"{messages[-1]['content']}\n"
    if "Write one <variable>" in system:
        return _suggestion(asked)
    if "improves a program by criticism" in system or "several criticisms" in system:
        return "The request should say that the answer is wanted alone."
    answer = _answer(asked)
    return answer if WISH.strip() in system + asked else f"Let me see. It is {answer}, I think."


def _suggestion(asked: str) -> str:
    """Add the wish to the first text that lacks it."""
    for name, value in _VARIABLE.findall(asked):
        first, bar, rest = value.rstrip("\n").partition("\n")
        if WISH not in value:
            return (
                f"<reasoning>The answer should come alone.</reasoning>\n<variable>\n<name>{name}</name>\n"
                f"<value>\n{first}{WISH}{bar}{rest}\n</value>\n</variable>"
            )
    return "<reasoning>I see nothing that could be better.</reasoning>"


def _answer(asked: str) -> str:
    """Count or sort what there is, or say the last name."""
    if found := re.search(r"List: ([a-z ]+)", asked):
        return " ".join(sorted(found[1].split()))
    if "How many" in asked:
        return str(len(re.findall(r",", asked)) + 1)
    return re.findall(r"\w+", asked)[-1]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Answer a request of the OpenAI protocol."""
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        message = {"role": "assistant", "content": reply(request["messages"])}
        usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
        choice = {"index": 0, "finish_reason": "stop", "message": message}
        data = json.dumps({"choices": [choice], "model": "stand-in", "usage": usage}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *words: Any) -> None:
        """Write nothing."""


def main() -> None:
    """Serve until it is ended."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    print(f"http://127.0.0.1:{server.server_address[1]}/v1", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
