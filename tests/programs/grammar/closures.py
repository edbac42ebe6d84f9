"""Functions in functions, which share names with what is around them."""

from __future__ import annotations

from ..form import forms

_SHARING = forms(
    "def $FN1($INT2):\n    nonlocal $int1\n    $int1 = $int1 % 99 + t($INT2)\n    $+body\n\n\nt($FN1($int))",
    "def $FN1($INT2):\n    nonlocal $int1, $int2\n    $int1, $int2 = $INT2, $int1\n    return t($int1 - $int2)\n\n\n$FN1($int)\nt($int1)",
    "def $FN1($INT2):\n    nonlocal $int1\n    del $int1\n    $int1 = $+int\n    return $int1\n\n\nt($FN1($int) + $int1)",
    "def $FN1($INT2=$int):\n    return [$INT2 + $int1 for _ in range(2)][0] + $int1\n\n\n$int1 = 8\nt($FN1())",
    needs="function",
    inside="function",
)
_LATE = forms(
    "$INT1 = $int\n$FNS2 = [lambda: $INT1 for _ in range(2)]\n$INT1 += 1\nt([call() for call in $FNS2])",
    "t([call() for call in [lambda k=k: k + $-int for k in (1, 2)]])",
    "t([call() for call in [lambda: k for k in (1, 2)]])",
    "$INT1 = 0\n\n\ndef outer():\n    middle = $-int\n\n    def inner():\n        return middle + $INT1\n\n    return inner\n\n\n$INT1 = outer()()",
)

FORMS = {
    "compound": _SHARING * 3 + _LATE,
    "definition": forms(
        "def make($INT2):\n    def $FN3(step=$+int):\n        nonlocal $INT2\n        $INT2 = $INT2 % 50 + step\n        return t($INT2)\n\n    return $FN3\n\n\n$FN1 = make($int)",
        inside="function",
    )
    * 2,
}
