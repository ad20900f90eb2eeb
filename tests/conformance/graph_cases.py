"""Asks Alembic's own RevisionMap about random revision graphs and writes down its answers.

usage: graph_cases.py SEED GRAPHS OUT.jsonl [--hash-order]

Each line is one graph: its revisions in the order in which they are listed, heads, bases and history
as Alembic gives them (or the error that loading ends with), and questions with their answers.

A few of Alembic's choices follow the order of Python sets, which differs from one process to the next.
Unless --hash-order is given, the sets that Alembic makes by calling `set` keep the order of insertion
here, so that each question has one answer; it is one of those that Alembic may give anyway.
"""
import json
import logging
import random
import signal
import sys
import types
import warnings

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)
from alembic.runtime import migration
from alembic.script import revision as revision_module
from alembic.script.base import ScriptDirectory
from alembic.script.revision import Revision, RevisionMap
from alembic.util import CommandError
from sqlalchemy.util import OrderedSet

QUESTIONS = 12
BODY = types.SimpleNamespace()


def upgrade():
    pass


def downgrade():
    pass


BODY.upgrade, BODY.downgrade = upgrade, downgrade


class AnySet(type(OrderedSet)):
    def __instancecheck__(cls, value):
        return isinstance(value, (set, OrderedSet))


class InsertionOrder(OrderedSet, metaclass=AnySet):
    """A set that remembers in which order it was filled, and passes for any set."""


class TooLong(Exception):
    pass


def give_up(*_):
    raise TooLong("no answer in time")


class Rows(migration.HeadMaintainer):
    """Notes what the version table would be told."""

    def __init__(self, heads):
        super().__init__(None, heads)
        self.notes = []

    def _insert_version(self, version):
        assert version not in self.heads
        self.heads.add(version)
        self.notes.append(["insert", version])

    def _delete_version(self, version):
        self.heads.remove(version)
        self.notes.append(["delete", version])

    def _update_version(self, from_, to_):
        assert to_ not in self.heads
        self.heads.remove(from_)
        self.heads.add(to_)
        self.notes.append(["update", from_, to_])


class Shapes:
    """Grows graphs of several characters."""

    def __init__(self, rng):
        self.rng = rng

    def grow(self):
        rng = self.rng
        self.revisions, self.tips, self.labels = [], [], []
        self.style = rng.choice(["mixed", "mixed", "mixed", "braid", "parallel", "line", "bush", "labels", "needs"])
        size = rng.choice([1, 2, 3, 4, 5, 6, 8, 10, 13, 17, 21, 30])
        if rng.random() < 0.01:
            size = 200
        for place in range(size):
            self.add(place)
        if rng.random() < 0.04:
            rng.choice(self.revisions)["down_revision"] = "missing00000"
        if rng.random() < 0.02:
            rng.choice(self.revisions)["depends_on"] = ["missing00000"]
        if rng.random() < 0.02 and size > 2:
            self.revisions[0]["down_revision"] = self.revisions[-1]["revision"]
        if rng.random() < 0.02 and size > 2:
            self.revisions[0]["depends_on"] = [self.revisions[-1]["revision"]]
        if rng.random() < 0.01 and len(self.labels) > 1:
            self.revisions[-1]["branch_labels"] = [self.labels[0]]
        if rng.random() < 0.8:
            rng.shuffle(self.revisions)
        return self.revisions

    def name(self, place):
        rng = self.rng
        kind = rng.random()
        if kind < 0.75:
            return "".join(rng.choice("0123456789abcdef") for _ in range(12))
        if kind < 0.85:
            return f"{1000 + place}"
        if kind < 0.92:
            return f"abcd{place:03}"
        return f"rev{place}"

    def add(self, place):
        rng = self.rng
        own = self.name(place)
        down = self.parents()
        depends, labels = None, None
        chance = {"needs": 0.45, "parallel": 0.25, "line": 0.05}.get(self.style, 0.12)
        if self.revisions and rng.random() < chance:
            known = [r["revision"] for r in self.revisions] + self.labels
            depends = rng.sample(known, min(len(known), rng.choice([1, 1, 1, 2, 3])))
        if rng.random() < (0.35 if self.style == "labels" else 0.12):
            labels = [f"label{place}{c}" for c in "abc"[: rng.choice([1, 1, 1, 2, 3])]]
            self.labels += labels
        self.revisions.append({"revision": own, "down_revision": down, "branch_labels": labels, "depends_on": depends})
        parents = () if down is None else (down,) if isinstance(down, str) else down
        self.tips = [t for t in self.tips if t not in parents] + [own]

    def parents(self):
        rng, tips, chance = self.rng, self.tips, self.rng.random()
        if not tips:
            return None
        if self.style == "line":
            return tips[-1] if chance < 0.97 else rng.choice(self.revisions)["revision"]
        if self.style == "parallel":
            if len(tips) < 3 and chance < 0.3:
                return None
            return rng.choice(tips) if chance < 0.95 else tuple(rng.sample(tips, min(2, len(tips))))
        if self.style == "bush":
            return rng.choice(self.revisions)["revision"] if chance < 0.9 else None
        if self.style == "braid":
            if len(tips) > 1 and chance < 0.35:
                return tuple(rng.sample(tips, rng.randint(2, min(4, len(tips)))))
            return rng.choice(self.revisions)["revision"] if chance < 0.7 else rng.choice(tips)
        if chance < 0.08:
            return None
        if chance < 0.22 and len(tips) > 1:
            return tuple(rng.sample(tips, rng.randint(2, min(3, len(tips)))))
        if chance < 0.24 and len(self.revisions) > 3:
            return tuple(r["revision"] for r in rng.sample(self.revisions, 2))
        return rng.choice(self.revisions)["revision"] if chance < 0.42 else rng.choice(tips)


def load(revisions):
    made = []
    for r in revisions:
        made.append(Revision(r["revision"], r["down_revision"], dependencies=r["depends_on"], branch_labels=r["branch_labels"]))
        made[-1].module, made[-1].doc = BODY, ""
    return RevisionMap(lambda: made)


class Questions:
    def __init__(self, rng, revisions, graph):
        self.rng, self.graph = rng, graph
        self.ids = [r["revision"] for r in revisions]
        self.labels = [label for r in revisions for label in (r["branch_labels"] or [])]
        self.script = ScriptDirectory.__new__(ScriptDirectory)
        self.script.revision_map = graph

    def ask(self):
        kind = self.rng.choice(["upgrade", "upgrade", "downgrade", "downgrade", "stamp", "show", "range", "current"])
        question = {"kind": kind}
        question.update(getattr(self, kind)())
        try:
            signal.alarm(2)
            self.answer(question)
        except Exception as e:
            question["error"] = [type(e).__name__, str(e)[:300]]
        finally:
            signal.alarm(0)
        return question

    def held(self):
        chance = self.rng.random()
        if chance < 0.45:
            return [self.rng.choice(self.ids)]
        if chance < 0.75:
            return list(self.graph._real_heads)
        if chance < 0.85:
            return list(self.graph.heads)
        return self.rng.sample(self.ids, min(2, len(self.ids)))

    def upgrade(self):
        return {"from": [] if self.rng.random() < 0.5 else self.held(), "to": [self.target("+")]}

    def downgrade(self):
        return {"from": self.held(), "to": [self.target("-")]}

    def stamp(self):
        several = self.rng.choice([1, 1, 1, 2])
        return {"from": [] if self.rng.random() < 0.3 else self.held(), "to": [self.target("") for _ in range(several)]}

    def show(self):
        return {"to": [self.target(self.rng.choice("+-"))]}

    def range(self):
        lower = self.rng.choice(["base", self.rng.choice(self.ids), self.target("-")])
        return {"from": [lower], "to": [self.rng.choice(["heads", "head", self.target("+")])]}

    def current(self):
        return {"from": self.held(), "to": []}

    def target(self, sign):
        rng = self.rng
        pick = rng.choice(self.ids)
        words = ["head", "heads", "base", "nosuchrev", pick, pick, pick[: rng.randint(2, 6)], f"{pick}@head"]
        words += [f"{pick}+{rng.randint(1, 3)}", f"{pick}-{rng.randint(1, 3)}", f"head-{rng.randint(1, 3)}"]
        if sign:
            words += [f"{sign}{rng.randint(1, 4)}", f"{sign}{rng.randint(1, 2)}", f"{rng.choice('+-')}{rng.randint(0, 2)}"]
        if self.labels:
            label = rng.choice(self.labels)
            step = f"{sign or '+'}{rng.randint(1, 3)}"
            words += [label, f"{label}@head", f"{label}@heads", f"{label}@base", f"{label}@{step}", f"{label}@{step}"]
            words += [f"{label}@{pick}", f"{label}@{pick}{step}", f"{label}@{pick[:4]}", f"{label}{step}", f"{label[:5]}@head"]
        return rng.choice(words)

    def answer(self, q):
        graph, kind = self.graph, q["kind"]
        if kind == "show":
            q["ids"] = [r.revision for r in graph.get_revisions(q["to"][0])]
        elif kind == "current":
            q["ids"] = sorted(r.revision for r in graph._get_all_current(tuple(q["from"])))
        elif kind == "range":
            q["ids"] = [
                r.revision
                for r in graph.iterate_revisions(q["to"][0], q["from"][0], inclusive=True, assert_relative_length=False)
            ]
        else:
            self.steps(q)

    def steps(self, q):
        graph, held = self.graph, tuple(q["from"])
        if q["kind"] == "upgrade":
            order = list(graph.iterate_revisions(q["to"][0], held, implicit_base=True))
            steps = [migration.MigrationStep.upgrade_from_script(graph, r) for r in reversed(order)]
        elif q["kind"] == "downgrade":
            order = graph.iterate_revisions(held, q["to"][0], select_for_downgrade=True)
            steps = [migration.MigrationStep.downgrade_from_script(graph, r) for r in order]
        else:
            try:
                steps = self.script._stamp_revs(tuple(q["to"]), held)
            except CommandError as e:
                raise e.__cause__ or e
        q["steps"] = [s.short_log for s in steps]
        rows = Rows(held)
        try:
            for step in steps:
                rows.update_to_step(step)
            q["changes"] = rows.notes
        except Exception as e:
            q["changes_error"] = [type(e).__name__, str(e)[:300]]


def main():
    arguments = [a for a in sys.argv[1:] if not a.startswith("--")]
    seed, count, path = int(arguments[0]), int(arguments[1]), arguments[2]
    if "--hash-order" not in sys.argv:
        revision_module.set = InsertionOrder
        migration.set = InsertionOrder
    rng = random.Random(seed)
    signal.signal(signal.SIGALRM, give_up)
    shapes = Shapes(rng)
    with open(path, "w") as out:
        for _ in range(count):
            revisions = shapes.grow()
            case = {"revisions": revisions, "questions": []}
            try:
                signal.alarm(3)
                graph = load(revisions)
                case["heads"], case["bases"] = list(graph.heads), list(graph.bases)
                case["real_heads"] = list(graph._real_heads)
                walk = graph.iterate_revisions("heads", "base", inclusive=True, assert_relative_length=False)
                case["history"] = [r.revision for r in walk]
                case["labels"] = {r: sorted(graph.get_revision(r).branch_labels) for r in case["history"]}
                signal.alarm(0)
                questions = Questions(rng, revisions, graph)
                case["questions"] = [questions.ask() for _ in range(QUESTIONS)]
            except Exception as e:
                signal.alarm(0)
                case["error"] = [type(e).__name__, str(e)[:300]]
            out.write(json.dumps(case) + "\n")


main()
