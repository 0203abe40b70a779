"""Settings: what is missing or wrong is refused before a function serves, and the text says what and where."""

from __future__ import annotations

import subprocess
import sys

import pytest

from functions import registry
from local.ports import ROOT
from shared.rows import HttpRow, Row
from shared.settings import EMULATORS, VARIABLES, SettingsError, read

SECRET = "s3cr3t-value"


@pytest.mark.parametrize("name", EMULATORS)
@pytest.mark.parametrize("env", ["dev", "prod", ""])
def test_emulator_is_refused_where_people_are(name: str, env: str) -> None:
    with pytest.raises(SettingsError, match=rf"{name} must not be set"):
        read({"MEALTRACK_ENV": env, name: "127.0.0.1:1"})


@pytest.mark.parametrize("env", ["local", "test"])
def test_emulators_are_fine_locally(env: str) -> None:
    found = read({"MEALTRACK_ENV": env, **dict.fromkeys(EMULATORS, "127.0.0.1:1")})
    assert found.is_local
    assert found.FIRESTORE_EMULATOR_HOST == "127.0.0.1:1"


def test_every_wrong_value_is_named_and_none_is_quoted() -> None:
    with pytest.raises(SettingsError) as refused:
        read({"MEALTRACK_ENV": SECRET, "AI_MAX_IN_FLIGHT": "0", "GEMINI_TIMEOUT_S": "soon", "GEMINI_API_KEY": SECRET})
    assert all(name in str(refused.value) for name in ("MEALTRACK_ENV", "AI_MAX_IN_FLIGHT", "GEMINI_TIMEOUT_S"))
    assert SECRET not in str(refused.value)


def test_empty_is_not_set() -> None:
    assert vars(read(dict.fromkeys(VARIABLES, ""))) == vars(read({}))


def test_secrets_do_not_show() -> None:
    found = read({"GEMINI_API_KEY": SECRET, "CLOUDINARY_API_SECRET": SECRET})
    assert SECRET not in f"{found!r} {found} {vars(found)}"
    assert found.GEMINI_API_KEY.get_secret_value() == SECRET


@pytest.mark.parametrize("name", sorted(VARIABLES))
def test_every_setting_is_described(name: str) -> None:
    assert VARIABLES[name].description


@pytest.mark.parametrize("row", registry.ROWS, ids=lambda row: row.name)
def test_rows_need_settings_that_exist(row: Row) -> None:
    assert set(row.needs) <= set(VARIABLES)


@pytest.mark.parametrize("row", [row for row in registry.ROWS if isinstance(row, HttpRow)], ids=lambda row: row.name)
def test_quotas_are_settings(row: HttpRow) -> None:
    if row.ai_quota:
        assert {row.ai_quota.free, row.ai_quota.premium} <= set(VARIABLES)


@pytest.mark.parametrize(
    ("function", "missing"),
    [
        ("run_meal_analysis", "GEMINI_API_KEY"),
        ("analyze_meal_image", "CLOUDINARY_API_SECRET"),
        ("get_meal", "GOOGLE_CLOUD_PROJECT"),
        ("handle_revenuecat_event", "REVENUECAT_WEBHOOK_SECRET"),
        ("reconcile_subscriptions", "REVENUECAT_API_KEY"),
    ],
)
def test_function_without_its_settings_does_not_start(function: str, missing: str) -> None:
    needs = {*registry.FUNCTIONS[function].needs, "GOOGLE_CLOUD_PROJECT"} - {missing}
    # Empty ones hide what a .env file may hold.
    environment = dict.fromkeys(VARIABLES, "") | dict.fromkeys(needs, SECRET) | {"MEALTRACK_ENV": "test"}
    command = [sys.executable, "-c", f"from functions import main; main.{function}"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode != 0
    said = done.stderr.splitlines()[-1]
    assert f"{function} cannot start: {missing} is not set. Put it into .env (locally)" in said
    assert SECRET not in done.stderr
