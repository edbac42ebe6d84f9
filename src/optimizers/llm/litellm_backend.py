"""Models by name, through litellm: imported at the first call, quiet, with its own retries and caches off."""

from __future__ import annotations

import importlib
import os
import time
from typing import Any

from optimizers.errors import ModelError
from optimizers.llm.completions import Completion, Refusal, Request, estimate_tokens
from optimizers.llm.deadlines import awithin, within
from optimizers.llm.endpoints import Endpoint
from optimizers.llm.retrying import retry_after
from tracer.model_calls import told_outside
from tracer.privacy import redaction

_MAY_HELP = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})


class LiteLLM:
    """Asks the model of an endpoint; one attempt for each call."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint

    def complete(self, request: Request, seconds: float) -> Completion:
        """Return the answer. Raises Refusal, or ModelError where litellm is not installed."""
        litellm, start = _litellm(), time.monotonic()
        try:
            with told_outside():
                arguments = self._arguments(request, seconds)
                answer = within(seconds, lambda: litellm.completion(**arguments))
        except Refusal:
            raise
        except Exception as error:  # noqa: BLE001  # litellm raises what providers' packages do
            raise self._refusal(error) from None
        return self._completion(litellm, request, answer, start)

    async def acomplete(self, request: Request, seconds: float) -> Completion:
        """The same, without blocking the event loop."""
        litellm, start = _litellm(), time.monotonic()
        try:
            with told_outside():
                arguments = self._arguments(request, seconds)
                answer = await awithin(seconds, litellm.acompletion(**arguments))
        except Refusal:
            raise
        except Exception as error:  # noqa: BLE001  # as above
            raise self._refusal(error) from None
        return self._completion(litellm, request, answer, start)

    def has_schema(self) -> bool:
        """Does litellm know that this model keeps to a JSON schema? Loads litellm; False where it is not installed."""
        try:
            litellm = _litellm()
        except ModelError:
            return False
        return bool(litellm.supports_response_schema(self._endpoint.model))

    def price(self, prompt_tokens: int, reply_tokens: int) -> float | None:
        """Return the dollars of a call; None where litellm does not know them, or is not installed."""
        try:
            parts = _litellm().cost_per_token(
                self._endpoint.model,
                prompt_tokens=prompt_tokens,
                completion_tokens=reply_tokens,
            )
        except Exception:  # noqa: BLE001  # it has no class of its own for a model it does not know
            return None
        return float(sum(parts))

    def reply_limit(self) -> int | None:
        """Return how many tokens a reply of this model may have; None where litellm does not know it, or is not installed."""
        try:
            known = _litellm().get_model_info(self._endpoint.model)
        except Exception:  # noqa: BLE001  # it has no class of its own for a model it does not know
            return None
        limit = known.get("max_output_tokens")
        return limit if isinstance(limit, int) else None

    def _arguments(self, request: Request, timeout: float) -> dict[str, Any]:
        options = {k: v for k, v in request.options.items() if k != "sample"}
        return {
            **options,
            **self._endpoint.arguments(),
            "messages": [dict(m) for m in request.messages],
            "timeout": timeout,
            "max_retries": 0,
        }

    def _refusal(self, error: Exception) -> Refusal:
        """Say what happened, without keys: providers like to repeat them."""
        status = getattr(error, "status_code", None)
        status = status if isinstance(status, int) else None
        headers = getattr(getattr(error, "response", None), "headers", None) or {}
        hides = redaction().knowing([self._endpoint.api_key or ""])
        text = hides.text(f"{type(error).__name__}: {error}")[:1000]
        return Refusal(
            text,
            status=status,
            retry=status in _MAY_HELP,
            wait=retry_after(headers.get("retry-after")),
        )

    def _completion(self, litellm: Any, request: Request, answer: Any, start: float) -> Completion:
        choices = getattr(answer, "choices", None)
        if not choices:
            raise Refusal("the answer has no choices", retry=True)
        text = choices[0].message.content
        usage = getattr(answer, "usage", None)
        prompt, reply = (
            getattr(usage, name, None) or 0 for name in ("prompt_tokens", "completion_tokens")
        )
        return Completion(
            text if isinstance(text, str) else "",
            request.model,
            prompt or estimate_tokens(request.messages),
            reply or estimate_tokens([{"content": text or ""}]),
            _price(litellm, answer),
            time.monotonic() - start,
            cut=choices[0].finish_reason == "length",
        )


def _price(litellm: Any, answer: Any) -> float | None:
    """Return the dollars of a call, None where the model's prices are not known."""
    cost = (getattr(answer, "_hidden_params", None) or {}).get("response_cost")
    if cost is None:
        try:
            cost = litellm.completion_cost(answer)
        except Exception:  # noqa: BLE001  # it has no class of its own for a model it does not know
            return None
    return float(cost) if isinstance(cost, (int, float)) else None


def _litellm() -> Any:
    """Import litellm: its price list comes with the package, so that nothing is fetched."""
    os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")
    os.environ.setdefault("LITELLM_LOG", "ERROR")
    try:
        litellm = importlib.import_module("litellm")
    except ImportError as error:
        raise ModelError(
            "models by name need litellm; install it with: pip install 'spangrad[llm]', or pass a function from "
            "messages to text as llm"
        ) from error
    litellm.suppress_debug_info = True  # type: ignore[attr-defined]  # a switch of the module
    return litellm
