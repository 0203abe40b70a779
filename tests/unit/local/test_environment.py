from __future__ import annotations

from local.environment import STAND_IN_KEY, VENDOR_KEYS, functions_environment, stand_ins
from shared import settings

HOSTS = {"firestore": "127.0.0.1:1", "auth": "127.0.0.1:2", "pubsub": "127.0.0.1:3", "tasks": "127.0.0.1:4"}
GATEWAY = "http://127.0.0.1:8787"
REAL = {"GEMINI_API_KEY": "real", "GOOGLE_CLOUD_PROJECT": "production", "GOOGLE_APPLICATION_CREDENTIALS": "k.json", "PATH": "/bin"}


def test_a_key_brings_the_real_vendor() -> None:
    found = functions_environment(REAL, env="local", gateway_url=GATEWAY, hosts=HOSTS, overrides={})
    assert stand_ins(REAL, "local") == set(VENDOR_KEYS) - {"gemini"}
    assert found["GEMINI_API_KEY"] == "real"
    assert "GEMINI_BASE_URL" not in found
    assert found["CLOUDINARY_UPLOAD_URL"].startswith(GATEWAY)


def test_purchases_in_a_sandbox_count_on_a_developers_machine_alone() -> None:
    for env, counts in (("local", True), ("test", False)):
        found = functions_environment(REAL, env=env, gateway_url=GATEWAY, hosts=HOSTS, overrides={})  # type: ignore[arg-type]  # a literal
        assert settings.read(found).REVENUECAT_SANDBOX_COUNTS is counts
        assert found["REVENUECAT_WEBHOOK_SECRET"] == STAND_IN_KEY


def test_tests_see_nothing_of_the_developers_settings() -> None:
    given = REAL | {"AI_DAILY_QUOTA_FREE": "99999"}
    found = functions_environment(given, env="test", gateway_url=GATEWAY, hosts=HOSTS, overrides={"LOG_LEVEL": "DEBUG"})
    assert stand_ins(given, "test") == set(VENDOR_KEYS)
    assert found["GEMINI_API_KEY"] == STAND_IN_KEY
    assert found["PATH"] == "/bin"
    read = settings.read(found)
    assert settings.VARIABLES["AI_DAILY_QUOTA_FREE"].default == read.AI_DAILY_QUOTA_FREE
    assert read.LOG_LEVEL == "DEBUG"


def test_no_real_project_and_no_credentials_are_ever_used() -> None:
    found = functions_environment(REAL, env="local", gateway_url=GATEWAY, hosts=HOSTS, overrides={})
    assert found["GOOGLE_CLOUD_PROJECT"].startswith("demo-")
    assert "GOOGLE_APPLICATION_CREDENTIALS" not in found
    assert f"{GATEWAY}/_local/functions/{{function}}" == settings.read(found).TASK_TARGET_URL


def test_open_food_facts_is_real_where_it_is_told_whom_to_write_to() -> None:
    found = functions_environment(
        {"OPENFOODFACTS_CONTACT": "me@example.com"}, env="local", gateway_url=GATEWAY, hosts=HOSTS, overrides={}
    )
    read = settings.read(found)
    assert read.OPENFOODFACTS_CONTACT == "me@example.com"
    assert settings.VARIABLES["OPENFOODFACTS_BASE_URL"].default == read.OPENFOODFACTS_BASE_URL
    assert read.PINECONE_BASE_URL.startswith(GATEWAY)
