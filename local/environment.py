"""What the functions find in their environment locally: emulators, stand-ins, and what the developer put into `.env`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from local.ports import ROOT
from shared.settings import VARIABLES

PROJECT = "demo-mealtrack"  # `demo-` projects reach no real resource of Google's, whatever the credentials

# What asks for the real vendor. Open Food Facts has no keys; it wants to know whom to write to.
VENDOR_KEYS = {
    "gemini": "GEMINI_API_KEY",
    "cloudinary": "CLOUDINARY_API_SECRET",
    "revenuecat": "REVENUECAT_API_KEY",
    "pinecone": "PINECONE_API_KEY",
    "fdc": "FDC_API_KEY",
    "openfoodfacts": "OPENFOODFACTS_CONTACT",
}
STAND_IN_KEY = "local-stand-in"

LocalEnv = Literal["local", "test"]

# What `python -m local foods import` makes. In tests the functions have the starter table.
FOOD_TABLE = ROOT / ".local" / "foods" / "table.foods"


def stand_ins(given: Mapping[str, str], env: LocalEnv) -> frozenset[str]:
    """The vendors that a stand-in plays: those whose key is not set, and in tests all of them."""
    return frozenset(vendor for vendor, key in VENDOR_KEYS.items() if env == "test" or not given.get(key))


def functions_environment(
    given: Mapping[str, str],
    *,
    env: LocalEnv,
    gateway_url: str,
    hosts: Mapping[str, str],
    overrides: Mapping[str, str],
) -> dict[str, str]:
    """The environment of the function host.

    `given` is the process environment over `.env`; `hosts` has host:port of firestore, auth, pubsub and tasks. In tests no setting
    of the developer's applies: what a test sees does not depend on whose machine it runs on.
    """
    base: dict[str, str] = dict(given)
    if env == "test":
        base |= dict.fromkeys(VARIABLES, "")  # empty is "not set", and hides what `.env` holds
    base.pop("GOOGLE_APPLICATION_CREDENTIALS", None)
    base |= {
        "MEALTRACK_ENV": env,
        "GOOGLE_CLOUD_PROJECT": PROJECT,
        "NO_GCE_CHECK": "true",  # or Google's libraries look for a metadata server first
        "FIRESTORE_EMULATOR_HOST": hosts["firestore"],
        "FIREBASE_AUTH_EMULATOR_HOST": hosts["auth"],
        "PUBSUB_EMULATOR_HOST": hosts["pubsub"],
        "CLOUD_TASKS_EMULATOR_HOST": hosts["tasks"],
        "STORAGE_EMULATOR_HOST": f"{gateway_url}/_local/vendors/storage",
        "STORAGE_BUCKET": f"{PROJECT}-files",
        "IAM_CREDENTIALS_URL": f"{gateway_url}/_local/vendors/storage",
        "TASK_TARGET_URL": f"{gateway_url}/_local/functions/{{function}}",
        "FOOD_TABLE": str(FOOD_TABLE) if env == "local" and FOOD_TABLE.is_file() else "",
        "TRUSTED_PROXIES": "0",  # the local gateway's own address is not in X-Forwarded-For
        "TASKS_INVOKER_EMAIL": f"tasks-invoker@{PROJECT}.iam.gserviceaccount.com",
    }
    played = stand_ins(given, env)
    if "gemini" in played:
        base |= {"GEMINI_API_KEY": STAND_IN_KEY, "GEMINI_BASE_URL": f"{gateway_url}/_local/vendors/gemini"}
    if "cloudinary" in played:
        base |= {
            "CLOUDINARY_CLOUD_NAME": "local",
            "CLOUDINARY_API_KEY": "100000000000001",
            "CLOUDINARY_API_SECRET": STAND_IN_KEY,
            "CLOUDINARY_UPLOAD_URL": f"{gateway_url}/_local/vendors/cloudinary",
            "CLOUDINARY_DELIVERY_URL": f"{gateway_url}/_local/vendors/cloudinary/delivery",
        }
    if "pinecone" in played:
        base |= {"PINECONE_API_KEY": STAND_IN_KEY, "PINECONE_BASE_URL": f"{gateway_url}/_local/vendors/pinecone"}
    if "fdc" in played:
        base |= {"FDC_API_KEY": STAND_IN_KEY, "FDC_BASE_URL": f"{gateway_url}/_local/vendors/fdc"}
    if "openfoodfacts" in played:
        base |= {
            "OPENFOODFACTS_CONTACT": "nobody@example.com",
            "OPENFOODFACTS_BASE_URL": f"{gateway_url}/_local/vendors/openfoodfacts",
            "OPENFOODFACTS_PER_MINUTE": "6000",
        }
    if "revenuecat" in played:
        base |= {"REVENUECAT_API_KEY": STAND_IN_KEY, "REVENUECAT_BASE_URL": f"{gateway_url}/_local/vendors/revenuecat"}
    # Who calls us with events is whoever has this, whichever RevenueCat we ask.
    base["REVENUECAT_WEBHOOK_SECRET"] = base.get("REVENUECAT_WEBHOOK_SECRET") or STAND_IN_KEY
    if env == "local":
        base.setdefault("REVENUECAT_SANDBOX_COUNTS", "true")  # no other purchase can be made on a developer's phone
    return base | dict(overrides)
