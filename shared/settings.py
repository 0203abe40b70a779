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
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError

DOTENV = Path(__file__).resolve().parent.parent / ".env"


# Of a vendor that we can do without: deployed, a secret has to have some value.
NO_KEY = frozenset({"", "off"})


class SettingsError(RuntimeError):
    """A setting is missing or wrong; the text says which one and where to put it."""


def _split(value: Any) -> Any:
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


CommaSeparated = Annotated[list[str], BeforeValidator(_split)]


class Settings(BaseModel):
    """Field name = environment variable. Empty means not set."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    MEALTRACK_ENV: Literal["local", "test", "dev", "prod"] = Field(
        "prod", description="Where this process runs. `local` and `test` may use emulators; the others refuse them."
    )
    MEALTRACK_VERSION: str = Field("dev", description="Release that /health reports; the deploy sets the commit.")
    LOG_LEVEL: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="Lowest severity that is logged.")
    CORS_ORIGINS: CommaSeparated = Field(
        [], description="Comma-separated web origins that may call the API from a browser, https://app.example.com. Empty: none."
    )

    # Google Cloud
    GOOGLE_CLOUD_PROJECT: str = Field("", description="The Google Cloud project id.")
    GOOGLE_CLOUD_REGION: str = Field("europe-west1", description="Region of the functions and of the task queues.")
    FIRESTORE_EMULATOR_HOST: str = Field("", description="host:port of the Firestore emulator (local and test only).")
    PUBSUB_EMULATOR_HOST: str = Field("", description="host:port of the Pub/Sub emulator (local and test only).")
    FIREBASE_AUTH_EMULATOR_HOST: str = Field(
        "", description="host:port of the Firebase Auth emulator. Makes unsigned tokens valid, hence local and test only."
    )
    CLOUD_TASKS_EMULATOR_HOST: str = Field("", description="host:port of a local Cloud Tasks gRPC server (local and test only).")
    TASK_TARGET_URL: str = Field(
        "https://{region}-{project}.cloudfunctions.net/{function}",
        description="URL of a task function; {region}, {project} and {function} (deployed name) are filled in.",
    )
    TASKS_INVOKER_EMAIL: str = Field("", description="Service account whose OIDC token Cloud Tasks presents to task functions.")
    STORAGE_BUCKET: str = Field("", description="Cloud Storage bucket of exports, of files to import, and of the food table.")
    STORAGE_EMULATOR_HOST: str = Field("", description="Address of a Cloud Storage stand-in (local and test only).")
    IAM_CREDENTIALS_URL: str = Field(
        "https://iamcredentials.googleapis.com", description="Address of the IAM API that signs download links."
    )

    # Gemini
    GEMINI_API_KEY: SecretStr = Field(SecretStr(""), description="Secret. Key of the Gemini API (Google AI Studio).")
    GEMINI_BASE_URL: str = Field("", description="Another address of the Gemini API, e.g. a stand-in. Empty: Google's.")
    GEMINI_MODEL_GENERAL: str = Field("gemini-2.5-flash", description="Model for photos and other general work.")
    GEMINI_TIMEOUT_S: float = Field(60, gt=0, description="Longest wait for one answer of the model, in seconds.")

    # Cloudinary
    CLOUDINARY_CLOUD_NAME: str = Field("", description="Name of the Cloudinary cloud that keeps the photos.")
    CLOUDINARY_API_KEY: str = Field("", description="Key id of the Cloudinary account (sent to phones for signed uploads).")
    CLOUDINARY_API_SECRET: SecretStr = Field(SecretStr(""), description="Secret. Signs uploads to Cloudinary.")
    CLOUDINARY_FOLDER: str = Field("mealtrack", pattern=r"^[a-z0-9_-]+$", description="Folder of the photos in that cloud.")
    CLOUDINARY_UPLOAD_URL: str = Field("https://api.cloudinary.com", description="Address of Cloudinary's upload API.")
    CLOUDINARY_DELIVERY_URL: str = Field("https://res.cloudinary.com", description="Address that photos are delivered from.")
    CLOUDINARY_TIMEOUT_S: float = Field(20, gt=0, description="Longest wait for Cloudinary, in seconds.")

    # Pinecone, FoodData Central, Open Food Facts: where foods are found that the food table lacks
    PINECONE_API_KEY: SecretStr = Field(SecretStr(""), description="Secret. Key of Pinecone. Empty or `off`: no search by meaning.")
    PINECONE_BASE_URL: str = Field("", description="Another address of Pinecone's API, e.g. a stand-in. Empty: Pinecone's.")
    PINECONE_TIMEOUT_S: float = Field(2.5, gt=0, description="Longest wait for one answer of Pinecone, in seconds.")
    PINECONE_INDEX_INGREDIENTS: str = Field("ingredients", description="Pinecone index of the generic whole foods.")
    PINECONE_INDEX_USDA: str = Field("usda", description="Pinecone index of every food of the USDA tables.")
    FDC_API_KEY: SecretStr = Field(
        SecretStr(""), description="Secret. Key of FoodData Central (api.data.gov). Empty or `off`: it is not asked."
    )
    FDC_BASE_URL: str = Field("https://api.nal.usda.gov/fdc", description="Address of the FoodData Central API.")
    FDC_TIMEOUT_S: float = Field(3, gt=0, description="Longest wait for one answer of FoodData Central, in seconds.")
    OPENFOODFACTS_CONTACT: str = Field(
        "",
        pattern=r"^[\x21-\x7e]{0,200}$",
        description="Address or page where Open Food Facts, which needs no key, reaches the operator. Empty: it is not asked.",
    )
    OPENFOODFACTS_BASE_URL: str = Field("https://world.openfoodfacts.org", description="Address of Open Food Facts.")
    OPENFOODFACTS_PER_MINUTE: float = Field(
        15, gt=0, description="Product reads a minute and instance; they ask for 15 an address."
    )
    OPENFOODFACTS_TIMEOUT_S: float = Field(4, gt=0, description="Longest wait for one answer of Open Food Facts, in seconds.")
    FOOD_SOURCE_PAUSE_S: float = Field(
        10, gt=0, description="How long a source that failed is left alone at first; twice as long after each further failure."
    )
    FOOD_SEARCH_DEADLINE_S: float = Field(
        3.5, gt=0, description="How long a search waits for outside sources, all of them together."
    )

    # Foods
    FOOD_TABLE: str = Field(
        "",
        description="The food table to search: gs://STORAGE_BUCKET/foods/…, or a file. Empty: the starter table that ships.",
    )
    FOOD_TABLE_TIMEOUT_S: float = Field(
        5,
        gt=0,
        description="Longest wait for that table, in seconds; after it the starter table is searched.",
    )

    # RevenueCat
    REVENUECAT_WEBHOOK_SECRET: SecretStr = Field(
        SecretStr(""), description="Secret. What RevenueCat sends as `Authorization` with its events; choose a long random one."
    )
    REVENUECAT_API_KEY: SecretStr = Field(SecretStr(""), description="Secret. Secret key of RevenueCat's API, version 1.")
    REVENUECAT_BASE_URL: str = Field("https://api.revenuecat.com", description="Address of RevenueCat's API.")
    REVENUECAT_TIMEOUT_S: float = Field(5, gt=0, description="Longest wait for RevenueCat, in seconds.")
    REVENUECAT_ENTITLEMENT: str = Field(
        "premium", min_length=1, description="RevenueCat's identifier of the entitlement to premium."
    )
    REVENUECAT_SANDBOX_COUNTS: bool = Field(
        False,
        description="Whether purchases in a store's sandbox give premium: for test projects, and while a store reviews the app.",
    )

    # Rules with numbers
    AI_DAILY_QUOTA_FREE: int = Field(10, ge=0, description="Model analyses a day for a free account.")
    AI_DAILY_QUOTA_PREMIUM: int = Field(100, ge=0, description="Model analyses a day for a premium account.")
    AI_MAX_IN_FLIGHT: int = Field(3, ge=1, description="Analyses that one person may have waiting or running at once.")
    ANALYSIS_LEASE_S: float = Field(150, gt=0, description="How long a worker owns an analysis; longer than the worker's time-out.")
    ANALYSIS_STUCK_AFTER_S: float = Field(600, gt=0, description="When the sweeper checks that a waiting meal still has its task.")
    KCAL_ERROR_PHOTO: float = Field(
        0.35, ge=0, le=1, description="± of an item's energy where a model judged the amount by a photo."
    )
    KCAL_ERROR_TYPED: float = Field(0.1, ge=0, le=1, description="± of an item's energy where the person named the amount.")
    KCAL_ERROR_MEASURED: float = Field(
        0.1, ge=0, le=1, description="± of an item's energy where it was weighed, or is on a package."
    )
    DELETION_SETTLES_S: float = Field(
        900, ge=0, description="How long calls that were under way may last when an account is closed, in seconds."
    )
    RATE_LIMIT_FACTOR: float = Field(
        1, gt=0, description="Multiplies every function's limit of calls; tests and measurements need large ones."
    )
    TRUSTED_PROXIES: int = Field(
        1,
        ge=0,
        description="How many addresses at the right end of X-Forwarded-For are our own proxies'; the caller's stands before them.",
    )
    CUSTOM_FOODS_MAX: int = Field(500, ge=1, description="Foods of their own that one person may keep.")
    SLOW_REQUEST_S: float = Field(1.0, gt=0, description="Requests slower than this are logged as warnings.")

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


def read(environment: Mapping[str, str]) -> Settings:
    """The settings in `environment`. Raises SettingsError with one line for each wrong value."""
    given = {name: environment[name] for name in Settings.model_fields if environment.get(name)}
    try:
        found = Settings.model_validate(given)
    except ValidationError as error:
        lines = [f"{issue['loc'][0]}: {issue['msg']}" for issue in error.errors(include_input=False, include_url=False)]
        raise SettingsError("These settings are wrong: " + "; ".join(lines)) from None
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


def require(needs: Iterable[str], function: str) -> None:
    """Refuses to start `function` while one of the settings that it needs is empty."""
    current = settings()
    missing = [name for name in (*needs, "GOOGLE_CLOUD_PROJECT") if not _text(getattr(current, name))]
    if missing:
        raise SettingsError(
            f"{function} cannot start: {', '.join(missing)} is not set. Put it into .env (locally) "
            "or into Secret Manager or the function's environment (deployed); shared/settings.py describes each."
        )


def _text(value: str | SecretStr) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else value
