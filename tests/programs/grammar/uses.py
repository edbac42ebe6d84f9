"""What the main function does: use each definition, under a handler or not."""

from __future__ import annotations

from ..form import forms

_PLAIN = forms("t($fn($int))", "$block", inside="block")
_USES = forms(
    "t($multi($int, $int, *$ints, key=$int, **$dict))",
    "t(list(keep($gen($int))))",
    "t($num + $int)\nt($num)",
    "t(~$alg)\nt($alg @ $alg)",
    "t($ord < $ord)\nt(max($ord, $ord))",
    "t($box[$int % 3])\n$box[0] += $int",
    "t($call($int))",
    "t($prop.value)\nt($prop.total())",
    "with $guard as $INT1:\n    $block",
    inside="block",
)
_RUNS = forms("t(asyncio.run(drive($afn($digit))))", needs="top", inside="block")
_DRIVES = forms("$drive", needs="gen", inside="block")

FORMS = {
    "use": _PLAIN + _USES * 2 + _RUNS * 4 + _DRIVES * 2,
    "act": forms(
        "try:\n    $use\nexcept Exception as $ERR1:\n    caught($ERR1)",
        "try:\n    $long\n    $use\nexcept Exception as $ERR1:\n    caught($ERR1)",
        "try:\n    $use\n$handlers\nexcept Exception as $ERR1:\n    caught($ERR1)\nfinally:\n    t('act')",
        "for $INT1 in range(2):\n    try:\n        t($fn($INT1))\n        $+block\n    except Exception as $ERR2:\n        caught($ERR2)",
        inside="block",
    ),
    "run": forms(
        "def run():\n    $+acts\n    return $+any",
        "def run():\n    $+acts\n    $+bares\n    return $+any",
        "def run():\n    $+acts\n    $+bares\n    return $+any",
        "def run():\n    $+acts\n    $+failure",
        inside="main",
    ),
    "global": forms("$GLOB1 = $int", "$GLOB1 = $GLOB2 = $int", "$GLOB1, $GLOB2 = t($int), t($int)"),
    "toplevel": forms("t($int)", "$simple", "$simple\n$simple", "if __name__ != '__main__':\n    $block", inside="block")
    + forms("try:\n    $+use\n    t($+fault)\nexcept Exception as error:\n    caught(error)", inside="try") * 4,
    "bare": forms("$use", "$long\n$use", "t($fn($int))", inside="block"),
}
