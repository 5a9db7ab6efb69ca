"""The commands that need no run: check, schema, new, explain, and how they end."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from jsonschema import Draft202012Validator

from socsim import __version__, load
from socsim.scenario.errors import UserError
from socsim.scenario.explain import explain
from socsim.scenario.json_schema import json_schema
from socsim.scenario.keypaths import Place, root
from tests.command import Command, command_line
from tests.scenario.conftest import Write, changed

SCENARIOS = sorted((Path(__file__).parents[2] / "scenarios").glob("*.yaml"))


@pytest.fixture
def socsim(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Return a function that runs a command in this process."""

    return command_line(monkeypatch, capsys)


def test_check_prints_the_organisations_side_by_side(socsim: Command, write: Write) -> None:
    ended = socsim("check", str(write()))
    assert (ended.code, ended.err) == (0, "")
    rows = {
        line.split("  ")[1].strip() or line.strip(): line for line in ended.out.splitlines() if "  " in line
    }
    assert "silos" in ended.out
    assert "whole" in ended.out
    assert "R = 0." in ended.out
    assert "parameters: 0 with a source, 0 stated as assumptions" in ended.out
    assert "1 200 000" in rows["payroll a year, SEK"]
    assert "\x1b" not in ended.out


def test_check_warns_of_a_load_near_one(socsim: Command, write: Write) -> None:
    ended = socsim("check", str(write()), "--set", "population.profiles.0.arrivals=60 per week")
    assert ended.code == 0
    assert "warning: money in silos: expected load" in ended.out


def test_check_speaks_swedish(socsim: Command, write: Write) -> None:
    ended = socsim(
        "check", str(write()), "--lang", "sv", "--set", "population.profiles.0.arrivals=60 per week"
    )
    assert (ended.code, ended.err) == (0, "")
    assert "R = 0," in ended.out
    assert "varning: money i silos: väntad belastning " in ended.out
    assert "lönekostnad per år, SEK" in ended.out


def test_check_of_a_bad_file_ends_with_code_2_and_a_line_each(socsim: Command, write: Write) -> None:
    text = changed("sight: 0.5", "sight: 2").replace("reference: silos", "reference: x")
    ended = socsim("check", str(write(text)))
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.splitlines() == [
        "x.yaml:21: behaviour.sight: 2: is a share: it must be between 0 and 1",
        "x.yaml:33: comparison.reference: x: there is no such organisation; known: silos, whole",
    ]


def test_new_writes_a_file_that_checks_clean_and_never_over_another(socsim: Command, write: Write) -> None:
    write()
    ended = socsim("new", "town.yaml")
    assert (ended.code, ended.err) == (0, "")
    assert socsim("check", "town.yaml").code == 0
    assert "warning" not in socsim("check", "town.yaml").out
    ended = socsim("new", "x.yaml")
    assert (ended.code, ended.err) == (
        2,
        "x.yaml: is there already, and is left as it is: choose another name\n",
    )
    assert Path("x.yaml").read_text(encoding="utf-8").startswith("run:")
    assert (
        socsim("new", "no/town.yaml").err == "no/town.yaml: cannot be written (No such file or directory)\n"
    )


def test_schema_goes_to_the_screen_or_to_a_file(socsim: Command, write: Write) -> None:
    write()
    out = socsim("schema").out
    assert socsim("schema", "--out", "schema.json").code == 0
    assert Path("schema.json").read_text(encoding="utf-8") == out
    assert json.loads(out) == json_schema()


def test_explain_says_what_a_key_is(socsim: Command) -> None:
    ended = socsim("explain", "organisations.*.units.*.caseload")
    assert ended.code == 0
    assert ended.out.splitlines()[0] == "organisations.*.units.*.caseload"
    for words in (
        "cap for each caseworker",
        "cases or hours per month",
        "83 h per month",
        "left out",
        "8, caseload",
    ):
        assert words in ended.out


def test_explain_of_an_unknown_key_names_the_closest(socsim: Command) -> None:
    ended = socsim("explain", "behaviour.sigth")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == "behaviour.sigth: there is no key 'sigth' in behaviour; did you mean 'sight'?\n"
    for path in ("run.seed.x", "population.profiles.x.name", "runs"):
        with pytest.raises(UserError):
            explain(path)


def every_key(spot: Place, path: str = "") -> list[str]:
    below = spot.keys() or ({"*": spot.below("*")} if spot.kind in ("names", "list") else {})
    found = [path]
    for name, inner in below.items():
        if inner is not None:
            found += every_key(inner, f"{path}.{name}".lstrip("."))
    return found


def test_every_key_of_the_schema_can_be_explained() -> None:
    keys = every_key(root())
    assert len(keys) > 200
    for path in keys:
        lines = explain(path)
        assert len(lines) > 1
        assert not any("PydanticUndefined" in line or "Ellipsis" in line for line in lines), lines


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    schema = json_schema()
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.name)
def test_the_schema_takes_every_scenario(path: Path, validator: Draft202012Validator) -> None:
    written = json.loads(json.dumps(load(path).as_run))
    assert [error.message for error in validator.iter_errors(written)] == []


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ({"like": "other.yaml", "behaviour": {"sight": None}}, True),
        (
            {"like": "other.yaml", "organisations": {"a": {"like": "b", "units": {"x": {"caseworkers": 3}}}}},
            True,
        ),
        (
            {
                "like": "other.yaml",
                "behaviour": {"sight": {"value": 0.1, "low": 0, "high": 1, "source": "x"}},
            },
            True,
        ),
        ({"like": "other.yaml", "behaviour": {"sight": {"value": 0.1, "sorce": "x"}}}, False),
        ({"like": "other.yaml", "behaviour": {"sight": 1.1}}, False),
        ({"like": "other.yaml", "behaviour": {"sigth": 0.1}}, False),
        ({"like": "other.yaml", "needs": {"a": {"recovers_after": 3}}}, False),
        ({"run": {"measure": "1 year"}}, False),
    ],
)
def test_the_schema_knows_right_from_wrong(
    written: object, right: bool, validator: Draft202012Validator
) -> None:
    assert validator.is_valid(written) is right


def test_help_and_version_import_nothing_slow() -> None:
    code = (
        "import sys; sys.argv = ['socsim', '--help']\n"
        "from socsim.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "slow = {'numpy', 'pandas', 'matplotlib', 'pyarrow', 'scipy', 'pydantic', 'simpy', 'rich'}\n"
        "sys.exit(f'imported: {slow & set(sys.modules)}' if slow & set(sys.modules) else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    for command in ("run", "sweep", "warmup", "check", "schema", "new", "explain"):
        assert f"\n  {command}" in done.stdout


def test_version(socsim: Command) -> None:
    assert socsim("--version").out == f"socsim {__version__}\n"


def test_a_wrong_option_ends_with_code_2(socsim: Command) -> None:
    assert socsim("check", "x.yaml", "--sett", "a=b").code == 2
    assert socsim("nothing").code == 2


def test_run_hands_every_option_to_the_library(socsim: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, object] = {}
    library = SimpleNamespace(run_file=lambda file, **options: asked.update(options, file=file))
    monkeypatch.setitem(sys.modules, "socsim.experiment.run", library)
    words = "run x.yaml --replications 3 --seed 5 --set a.b=1 --set c=2 --organisation one --organisation two"
    words += " --replication 4 --engine simpy --no-referee --cluster tcp://there:1 --budget 90s"
    assert socsim(*words.split(), "--jobs", "2", "--out", "there", "--journal", "--quiet").code == 0
    assert asked == {
        "file": Path("x.yaml"),
        "set": ["a.b=1", "c=2", "run.replications=3", "run.seed=5"],
        "organisations": ("one", "two"),
        "replication": (4,),
        "precision": None,
        "max_replications": 200,
        "jobs": 2,
        "cluster": "tcp://there:1",
        "budget": 90.0,
        "out": Path("there"),
        "journal": True,
        "engine": "simpy",
        "referee": False,
        "language": "en",
        "quiet": True,
    }
    assert socsim("run", "x.yaml").code == 0
    assert asked | {"set": [], "organisations": (), "replication": (), "jobs": None, "out": None} == asked
