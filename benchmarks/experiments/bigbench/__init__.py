"""Big-Bench's form: a prompt and the code around it, learned together on questions with one right answer."""

from __future__ import annotations

from arms import OPTIONS, taught, untaught
from harness import Arm, Experiment

from bigbench.peers import late
from bigbench.program import OBJECTIVE
from bigbench.tasks import lesson, problems
from optimizers import OPRO, Budget, OptoPrime, TextGrad

TEMPLATE = ("template",)
ALL = ("template", "create_prompt", "extract_answer")

EXPERIMENT = Experiment(
    name="bigbench",
    title="Questions in the form of Big-Bench Hard",
    about=(
        "A program in the form of DSPy's Predict, or ChainOfThought: a template becomes a prompt, a model replies, code "
        "takes the answer out. Six kinds of questions, generated; 15 to learn from, 5 to choose by, 50 to test with."
    ),
    score="share of right answers (validation while learning; at the end, questions not seen)",
    arms={
        "unoptimized": Arm(untaught(lesson), llm=True, about="the program as it is", optimizer=""),
        "OptoPrime": Arm(
            taught(lesson, OptoPrime, ALL, OBJECTIVE, memory=3, isolation="none"),
            llm=True,
            about="template and both functions",
        ),
        "OptoPrime (prompt only)": Arm(
            taught(lesson, OptoPrime, TEMPLATE, OBJECTIVE, memory=3),
            llm=True,
            about="the template",
        ),
        "OPRO": Arm(
            taught(lesson, OPRO, TEMPLATE, OBJECTIVE), llm=True, about="the template, by scores"
        ),
        "TextGrad": Arm(
            taught(lesson, TextGrad, TEMPLATE, OBJECTIVE, batch=3, revert=True),
            llm=True,
            about="the template, in minibatches of 3; what is worse is taken back",
        ),
        "DSPy COPRO": Arm(
            late("copro"), llm=True, needs=("dspy",), about="DSPy's instruction", optimizer="dspy"
        ),
        "TextGrad's package": Arm(
            late("textgrad_package"),
            llm=True,
            needs=("textgrad",),
            about="a system prompt, minibatches of 3",
            optimizer="textgrad",
        ),
        "trace-opt's OptoPrime": Arm(
            late("trace_opt"),
            llm=True,
            needs=("opto",),
            about="template and both functions",
            optimizer="trace-opt",
        ),
        "GEPA": Arm(
            late("gepa_search"), llm=True, needs=("gepa",), about="the template", optimizer="gepa"
        ),
    },
    budget=Budget(calls=120),
    smoke=Budget(calls=12),
    curve="last",
    problems=problems,
    smoke_problems=("object_counting",),
    options={
        "tasks": "absolute path of a folder of task files (NAME.json, in the form of Big-Bench Hard), instead of generated ones",
        **OPTIONS,
    },
    time_limit=5400.0,
    notes=(
        (
            "Calls that test what was learned are the same for all and are not in the budget. All arms of ours choose by "
            "validation score, as Trace's experiment does; peers choose as they do by themselves. Questions are ours, so "
            "scores are not those of Big-Bench Hard; `--tasks DIR` takes real task files."
        ),
    ),
)
