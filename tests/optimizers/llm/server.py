"""A server on this machine that speaks the OpenAI protocol, and misbehaves as the model's name says."""

import contextlib
import json
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

USAGE = {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10}


def completion(text, finish="stop", **changes):
    """Return the body of an answer."""
    choice = {
        "index": 0,
        "finish_reason": finish,
        "message": {"role": "assistant", "content": text},
    }
    body = {"id": "1", "object": "chat.completion", "created": 1, "model": "x"}
    return {**body, "choices": [choice], "usage": USAGE, **changes}


def response(text):
    """Return the body of an answer in the form of Responses."""
    part = {"type": "output_text", "text": text, "annotations": []}
    said = {"type": "message", "id": "m", "role": "assistant", "status": "completed"}
    usage = {"input_tokens": 7, "output_tokens": 3, "total_tokens": 10}
    details = {
        "input_tokens_details": {"cached_tokens": 0},
        "output_tokens_details": {"reasoning_tokens": 0},
    }
    body = {"id": "r", "object": "response", "created_at": 1, "model": "x", "status": "completed"}
    tools = {"tools": [], "tool_choice": "auto", "parallel_tool_calls": True}
    return {**body, **tools, "output": [{**said, "content": [part]}], "usage": {**usage, **details}}


class Handler(BaseHTTPRequestHandler):
    """Answers by the model's name."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        """Say nothing."""

    def do_POST(self):  # the base class's name
        """Answer one request."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        model = body["model"]
        body["path"] = self.path
        with self.server.lock:
            self.server.asked.append(body)
            nth = sum(b["model"] == model for b in self.server.asked)
        getattr(self, f"answer_{model.replace('-', '_')}", self.answer_echo)(body, nth)

    def send(self, status, body, kind="application/json", **headers):
        """Send one answer."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(data)

    def fail(self, status, text="no", **headers):
        """Send an error as OpenAI does."""
        self.send(status, {"error": {"message": text, "type": "x", "code": None}}, **headers)

    def answer_echo(self, body, _nth):  # noqa: D102
        self.send(200, completion(f"echo {body['messages'][-1]['content']}"))

    def answer_scripted(self, body, _nth):  # noqa: D102
        answer = self.server.scripted(body)
        if answer is None:
            self.answer_reset(body, _nth)
        else:
            self.send(200, answer)

    def answer_streamed(self, body, _nth):  # noqa: D102
        self.stream(["Hel", "lo ", body["messages"][-1]["content"]], whole=True)

    def answer_broken_off(self, _body, _nth):  # noqa: D102
        self.stream(["Hel", "lo"], whole=False)

    def stream(self, pieces, *, whole):
        """Send a reply in chunks, with its usage at the end; if it is not whole, hang up instead of ending it."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        for text in pieces:
            self.chunk([{"index": 0, "delta": {"content": text}, "finish_reason": None}])
        if whole:
            self.chunk([{"index": 0, "delta": {}, "finish_reason": "stop"}])
            self.chunk([], usage=USAGE)
            self.wfile.write(b"data: [DONE]\n\n")
        self.close_connection = True

    def answer_responding(self, body, _nth):  # noqa: D102
        answer = response(json.dumps({"said": body["input"]}))
        if not body.get("stream"):
            self.send(200, answer)
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        place = {"item_id": "m", "output_index": 0, "content_index": 0, "logprobs": []}
        deltas = [
            {"type": "response.output_text.delta", "delta": text, **place}
            for text in ("Hel", "lo ", body["input"])
        ]
        for number, event in enumerate(
            [*deltas, {"type": "response.completed", "response": answer}]
        ):
            data = json.dumps({**event, "sequence_number": number})
            self.wfile.write(f"event: {event['type']}\ndata: {data}\n\n".encode())
        self.close_connection = True

    def chunk(self, choices, **more):
        """Send one chunk of a stream."""
        body = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "x"}
        data = json.dumps({**body, "choices": choices, **more})
        self.wfile.write(f"data: {data}\n\n".encode())
        self.wfile.flush()

    def answer_busy_then_ok(self, _body, nth):  # noqa: D102
        if nth == 1:
            self.fail(429, "slow down", Retry_After="0.05")
        else:
            self.send(200, completion("ok"))

    def answer_broken_then_ok(self, _body, nth):  # noqa: D102
        if nth <= 2:
            self.fail(500, "broken")
        else:
            self.send(200, completion("ok"))

    def answer_always_broken(self, _body, _nth):  # noqa: D102
        self.fail(500, "broken")

    def answer_unauthorized(self, _body, _nth):  # noqa: D102
        key = self.headers.get("Authorization", "")
        self.fail(401, f"wrong key {key.removeprefix('Bearer ')}")

    def answer_reset(self, _body, _nth):  # noqa: D102
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def answer_slow(self, _body, _nth):  # noqa: D102
        time.sleep(2)
        with contextlib.suppress(OSError):
            self.send(200, completion("late"))

    def answer_dribbling(self, _body, _nth):  # noqa: D102
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", "1000")
        self.end_headers()
        with contextlib.suppress(OSError):
            for _ in range(100):
                self.wfile.write(b" ")
                self.wfile.flush()
                time.sleep(0.1)
        self.close_connection = True

    def answer_half(self, _body, _nth):  # noqa: D102
        self.send(200, b'{"id": "x", "choices": [')

    def answer_page(self, _body, _nth):  # noqa: D102
        self.send(200, b"<html>log in</html>", kind="text/html")

    def answer_no_choices(self, _body, _nth):  # noqa: D102
        self.send(200, completion("", choices=[]))

    def answer_nothing(self, _body, _nth):  # noqa: D102
        self.send(200, completion(None))

    def answer_cut(self, _body, _nth):  # noqa: D102
        self.send(200, completion("<reasoning>and th", "length"))

    def answer_priced(self, _body, _nth):  # noqa: D102
        self.send(200, completion("ok", model="gpt-4o-mini"))


@contextlib.contextmanager
def serving():
    """Serve on a free port; `asked` holds the requests, `address` is the base of the API.

    `scripted` may be set: from the request to the answer of the model of that name; None hangs up.
    """
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.asked, server.lock = [], threading.Lock()
    server.address = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
