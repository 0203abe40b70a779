"""Every setting of MealTrack, typed and documented, in one place.

A setting is an environment variable of the same name. Locally they may stand in a `.env` file at the top of the repository (the
environment wins); deployed, Terraform sets them and Secret Manager supplies the secrets. `settings()` reads them once per
process. A function that lacks what its registry row needs refuses to start, with a sentence that says what and where.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from shared.variables import Secret, Variable, flag, number, secret, text, values, variables, whole, words

DOTENV = Path(__file__).resolve().parent.parent / ".env"


class SettingsError(RuntimeError):
    """A setting is missing or wrong; the text says which one and where to put it."""


class Settings:
    """Name = environment variable. Empty means not set."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        """Raises SettingsError with one line for each wrong value."""
        found, wrong = values(Settings, environment)
        if wrong:
            raise SettingsError(
                f"These settings are wrong: {'; '.join(wrong)}. Correct them in .env (locally) or in the function's environment "
                "(deployed); shared/settings.py describes each."
            )
        vars(self).update(found)

    MEALTRACK_ENV: str = text(
        "prod",
        "Where this process runs. `local` and `test` may use emulators; the others refuse them.",
        one_of=("local", "test", "dev", "prod"),
    )
    MEALTRACK_VERSION: str = text("dev", "Release that /health reports; the deploy sets the commit.")
    LOG_LEVEL: str = text("INFO", "Lowest severity that is logged.", one_of=("DEBUG", "INFO", "WARNING", "ERROR"))
    CORS_ORIGINS: tuple[str, ...] = words(
        "Comma-separated web origins that may call the API from a browser, https://app.example.com. Empty: none.",
        pattern=r"[a-z][a-z+.-]*://[^/*\s]+",
    )

    # Google Cloud
    GOOGLE_CLOUD_PROJECT: str = text("", "The Google Cloud project id.")
    GOOGLE_CLOUD_REGION: str = text("europe-west1", "Region of the functions and of the task queues.")
    FIRESTORE_EMULATOR_HOST: str = text("", "host:port of the Firestore emulator (local and test only).")
    PUBSUB_EMULATOR_HOST: str = text("", "host:port of the Pub/Sub emulator (local and test only).")
    FIREBASE_AUTH_EMULATOR_HOST: str = text(
        "", "host:port of the Firebase Auth emulator. Makes unsigned tokens valid, hence local and test only."
    )
    CLOUD_TASKS_EMULATOR_HOST: str = text("", "host:port of a local Cloud Tasks gRPC server (local and test only).")
    TASK_TARGET_URL: str = text(
        "https://{region}-{project}.cloudfunctions.net/{function}",
        "URL of a task function; {region}, {project} and {function} (deployed name) are filled in.",
    )
    TASKS_INVOKER_EMAIL: str = text("", "Service account whose OIDC token Cloud Tasks presents to task functions.")
    STORAGE_BUCKET: str = text("", "Cloud Storage bucket of exports, of files to import, and of the food table.")
    STORAGE_EMULATOR_HOST: str = text("", "Address of a Cloud Storage stand-in (local and test only).")
    IAM_CREDENTIALS_URL: str = text("https://iamcredentials.googleapis.com", "Address of the IAM API that signs download links.")

    # Gemini
    GEMINI_API_KEY: Secret = secret("Key of the Gemini API (Google AI Studio).")
    GEMINI_BASE_URL: str = text("", "Another address of the Gemini API, e.g. a stand-in. Empty: Google's.")
    GEMINI_MODEL_GENERAL: str = text("gemini-2.5-flash", "Model for photos and other general work.")
    GEMINI_TIMEOUT_S: float = number(60, "Longest wait for one answer of the model, in seconds.", above=0)

    # Cloudinary
    CLOUDINARY_CLOUD_NAME: str = text("", "Name of the Cloudinary cloud that keeps the photos.")
    CLOUDINARY_API_KEY: str = text("", "Key id of the Cloudinary account (sent to phones for signed uploads).")
    CLOUDINARY_API_SECRET: Secret = secret("Signs uploads to Cloudinary.")
    CLOUDINARY_FOLDER: str = text("mealtrack", "Folder of the photos in that cloud.", pattern=r"[a-z0-9_-]+")
    CLOUDINARY_UPLOAD_URL: str = text("https://api.cloudinary.com", "Address of Cloudinary's upload API.")
    CLOUDINARY_DELIVERY_URL: str = text("https://res.cloudinary.com", "Address that photos are delivered from.")
    CLOUDINARY_TIMEOUT_S: float = number(20, "Longest wait for Cloudinary, in seconds.", above=0)

    # Pinecone, FoodData Central, Open Food Facts: where foods are found that the food table lacks
    PINECONE_API_KEY: Secret = secret("Key of Pinecone.", off="no search by meaning")
    PINECONE_BASE_URL: str = text("", "Another address of Pinecone's API, e.g. a stand-in. Empty: Pinecone's.")
    PINECONE_TIMEOUT_S: float = number(2.5, "Longest wait for one answer of Pinecone, in seconds.", above=0)
    PINECONE_INDEX_INGREDIENTS: str = text("ingredients", "Pinecone index of the generic whole foods.")
    PINECONE_INDEX_USDA: str = text("usda", "Pinecone index of every food of the USDA tables.")
    FDC_API_KEY: Secret = secret("Key of FoodData Central (api.data.gov).", off="it is not asked")
    FDC_BASE_URL: str = text("https://api.nal.usda.gov/fdc", "Address of the FoodData Central API.")
    FDC_TIMEOUT_S: float = number(3, "Longest wait for one answer of FoodData Central, in seconds.", above=0)
    OPENFOODFACTS_CONTACT: str = text(
        "",
        "Address or page where Open Food Facts, which needs no key, reaches the operator. Empty: it is not asked.",
        pattern=r"[\x21-\x7e]{0,200}",
    )
    OPENFOODFACTS_BASE_URL: str = text("https://world.openfoodfacts.org", "Address of Open Food Facts.")
    OPENFOODFACTS_PER_MINUTE: float = number(15, "Product reads a minute and instance; they ask for 15 an address.", above=0)
    OPENFOODFACTS_TIMEOUT_S: float = number(4, "Longest wait for one answer of Open Food Facts, in seconds.", above=0)
    FOOD_SOURCE_PAUSE_S: float = number(
        10, "How long a source that failed is left alone at first; twice as long after each further failure.", above=0
    )
    FOOD_SEARCH_DEADLINE_S: float = number(3.5, "How long a search waits for outside sources, all of them together.", above=0)

    # Foods
    FOOD_TABLE: str = text(
        "", "The food table to search: gs://STORAGE_BUCKET/foods/…, or a file. Empty: the starter table that ships."
    )
    FOOD_TABLE_TIMEOUT_S: float = number(
        5, "Longest wait for that table, in seconds; after it the starter table is searched.", above=0
    )

    # RevenueCat
    REVENUECAT_WEBHOOK_SECRET: Secret = secret(
        "What RevenueCat sends as `Authorization` with its events; choose a long random one.", off="its events are refused"
    )
    REVENUECAT_API_KEY: Secret = secret("Secret key of RevenueCat's API, version 1.", off="it is not asked")
    REVENUECAT_BASE_URL: str = text("https://api.revenuecat.com", "Address of RevenueCat's API.")
    REVENUECAT_TIMEOUT_S: float = number(5, "Longest wait for RevenueCat, in seconds.", above=0)
    REVENUECAT_ENTITLEMENT: str = text("premium", "RevenueCat's identifier of the entitlement to premium.")
    REVENUECAT_SANDBOX_COUNTS: bool = flag(
        False, "Whether purchases in a store's sandbox give premium: for test projects, and while a store reviews the app."
    )

    # Rules with numbers
    AI_DAILY_QUOTA_FREE: int = whole(10, "Model analyses a day for a free account.", least=0)
    AI_DAILY_QUOTA_PREMIUM: int = whole(100, "Model analyses a day for a premium account.", least=0)
    AI_MAX_IN_FLIGHT: int = whole(3, "Analyses that one person may have waiting or running at once.", least=1)
    ANALYSIS_LEASE_S: float = number(150, "How long a worker owns an analysis; longer than the worker's time-out.", above=0)
    ANALYSIS_STUCK_AFTER_S: float = number(600, "When the sweeper checks that a waiting meal still has its task.", above=0)
    KCAL_ERROR_PHOTO: float = number(0.35, "± of an item's energy where a model judged the amount by a photo.", least=0, most=1)
    KCAL_ERROR_TYPED: float = number(0.1, "± of an item's energy where the person named the amount.", least=0, most=1)
    KCAL_ERROR_MEASURED: float = number(0.1, "± of an item's energy where it was weighed, or is on a package.", least=0, most=1)
    DELETION_SETTLES_S: float = number(
        900, "How long calls that were under way may last when an account is closed, in seconds.", least=0
    )
    RATE_LIMIT_FACTOR: float = number(
        1, "Multiplies every function's limit of calls; tests and measurements need large ones.", above=0
    )
    RATE_LIMIT_SHARED: bool = flag(
        True, "Whether all instances count calls together. Else each counts by itself: free, but N of them let N times as many in."
    )
    TRUSTED_PROXIES: int = whole(
        1, "How many addresses at the right end of X-Forwarded-For are our own proxies'; the caller's stands before them.", least=0
    )
    CUSTOM_FOODS_MAX: int = whole(500, "Foods of their own that one person may keep.", least=1)
    SLOW_REQUEST_S: float = number(1.0, "Requests slower than this are logged as warnings.", above=0)

    @property
    def is_local(self) -> bool:
        return self.MEALTRACK_ENV in {"local", "test"}


EMULATORS = (
    "FIRESTORE_EMULATOR_HOST",
    "PUBSUB_EMULATOR_HOST",
    "FIREBASE_AUTH_EMULATOR_HOST",
    "CLOUD_TASKS_EMULATOR_HOST",
    "STORAGE_EMULATOR_HOST",
)


VARIABLES: dict[str, Variable] = variables(Settings)


def read(environment: Mapping[str, str]) -> Settings:
    """The settings in `environment`. Raises SettingsError for wrong values, and for emulators where people are."""
    found = Settings(environment)
    if not found.is_local and (used := [name for name in EMULATORS if getattr(found, name)]):
        raise SettingsError(
            f"{', '.join(used)} must not be set when MEALTRACK_ENV is {found.MEALTRACK_ENV}: emulators are for local and test. "
            "Remove it from the function's environment."
        )
    _check_food_table(found)
    return found


def _check_food_table(found: Settings) -> None:
    """The functions may read one folder of one bucket: another table could never be loaded. Raises SettingsError."""
    allowed = f"gs://{found.STORAGE_BUCKET}/foods/"
    name = found.FOOD_TABLE
    if name.startswith("gs://") and not (found.STORAGE_BUCKET and name.startswith(allowed) and name != allowed):
        raise SettingsError(f"FOOD_TABLE has to be gs://STORAGE_BUCKET/foods/… ({allowed}…): it is {name}.")


def environment(dotenv: Path = DOTENV) -> dict[str, str]:
    """The process environment over what `.env` holds (deployed there is no such file)."""
    if not dotenv.exists():
        return dict(os.environ)
    from dotenv import dotenv_values  # only where a .env exists, so that deployed functions do not import it

    return {name: value for name, value in dotenv_values(dotenv).items() if value} | dict(os.environ)


@cache
def settings() -> Settings:
    """The settings of this process, read once."""
    return read(environment())


def require(needs: Iterable[str], function: str, given: Settings | None = None) -> None:
    """Refuses to start `function` while one of the settings that it needs is empty; `off` will do for what can be done without.

    Looks at those of this process, or at `given`.
    """
    current = given or settings()
    missing = [name for name in (*needs, "GOOGLE_CLOUD_PROJECT") if not _is_set(name, getattr(current, name))]
    if missing:
        optional = ", ".join(name for name in missing if VARIABLES[name].may_be_off)
        raise SettingsError(
            f"{function} cannot start: {', '.join(missing)} is not set. Put it into .env (locally) "
            "or into Secret Manager or the function's environment (deployed); shared/settings.py describes each."
            + (f" To do without {optional}, set the value `off`." if optional else "")
        )


def _is_set(name: str, value: str | Secret) -> bool:
    if not isinstance(value, Secret):
        return bool(value)
    return value.is_given or (VARIABLES[name].may_be_off and bool(value.get_secret_value()))
