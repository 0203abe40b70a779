"""THE list: every row is one deployed Cloud Function, and its name is its file.

Adding a function is adding a row here and a file `functions/<area>/<name>.py`; the runtime, the local cloud, the OpenAPI
document and Terraform follow. This module is plain data: it imports no function and no vendor package, and it is checked when it
is imported.
"""

from __future__ import annotations

from collections.abc import Iterable

from shared.rows import (
    AI,
    BATCH,
    STANDARD,
    UPLOAD,
    WORKER,
    AiQuota,
    Auth,
    DocumentRow,
    HttpRow,
    Limit,
    MessageRow,
    Profile,
    Queue,
    Route,
    Row,
    ScheduleRow,
    TaskRow,
)

PUBLIC, USER, ADMIN, SYSTEM = Auth.PUBLIC, Auth.USER, Auth.ADMIN, Auth.SYSTEM

# Service accounts by trust class, not by function.
IDENTITIES = frozenset({"api", "uploads", "ai", "notify", "billing", "events", "accounts", "exports"})

# One queue a model budget, and one for accounts.
# `gemini-general` follows the requests per minute that gemini-2.5-flash grants to a small project.
QUEUES = {
    queue.name: queue
    for queue in (
        Queue(
            "gemini-general",
            per_minute=10,
            burst=1,
            max_concurrent=8,
            max_attempts=5,
            min_backoff_s=5,
            max_backoff_s=120,
            max_doublings=4,
        ),
        # No model's budget: people who leave, or take their data with them. What a day of outage needs, the sweeper gives.
        Queue(
            "accounts",
            per_minute=60,
            burst=5,
            max_concurrent=5,
            max_attempts=5,
            min_backoff_s=5,
            max_backoff_s=300,
            max_doublings=6,
        ),
    )
}

# Pub/Sub topics. `domain-events` carries what happened (behaviour: domain events), one message an event, attribute `type`.
TOPICS = frozenset({"domain-events"})


CLOUDINARY = ("CLOUDINARY_CLOUD_NAME", "CLOUDINARY_API_KEY", "CLOUDINARY_API_SECRET")
GEMINI = ("GEMINI_API_KEY",)
FOOD_SOURCES = ("PINECONE_API_KEY", "FDC_API_KEY")  # `off` is a value
STORAGE = ("STORAGE_BUCKET",)
REVENUECAT = ("REVENUECAT_API_KEY",)

# What calls that ask a model take from. All share one budget of the day.
DAILY = AiQuota(free="AI_DAILY_QUOTA_FREE", premium="AI_DAILY_QUOTA_PREMIUM")

# How often one person (or, where nobody signs in, one address) may call, unless the row says otherwise.
READING = Limit(per_minute=60, minutes=10)
WRITING = Limit(per_minute=60)
WITHOUT_SIGN_IN = Limit(per_minute=10)
BY_ANYBODY = Limit(per_minute=120, in_instance=True)  # cheap, and asked by every app behind one address
BY_MACHINES = Limit(per_minute=1200, in_instance=True)  # asked every few seconds; reads nothing, so counting must not either


class RegistryError(ValueError):
    """The registry contradicts itself; the text says which row and how."""


def http(
    module: str,
    route: str,
    *,
    auth: Auth,
    aliases: tuple[str, ...] = (),
    profile: Profile = STANDARD,
    identity: str = "api",
    needs: tuple[str, ...] = (),
    min_instances: int = 0,
    limit: Limit | None = None,
    proof: str | None = None,
    premium: bool = False,
    ai_quota: AiQuota | None = None,
) -> HttpRow:
    parsed = Route.parse(route)
    usual = BY_MACHINES if auth is SYSTEM else WITHOUT_SIGN_IN if auth is PUBLIC else READING if parsed.method == "GET" else WRITING
    # Whoever is refused for want of premium may have bought it a moment ago: RevenueCat is asked before the answer is no.
    asks = REVENUECAT if premium or ai_quota else ()
    return HttpRow(
        module=module,
        route=parsed,
        aliases=tuple(Route.parse(alias) for alias in aliases),
        auth=auth,
        limit=limit or usual,
        profile=profile,
        identity=identity,
        needs=tuple(dict.fromkeys((*needs, *asks, *filter(None, [proof])))),
        min_instances=min_instances,
        proof=proof,
        premium=premium,
        ai_quota=ai_quota,
    )


def document(module: str, path: str, *, identity: str, profile: Profile = WORKER, needs: tuple[str, ...] = ()) -> DocumentRow:
    return DocumentRow(module=module, document=path, profile=profile, identity=identity, needs=needs)


def task(module: str, *, queue: str, identity: str, profile: Profile = WORKER, needs: tuple[str, ...] = ()) -> TaskRow:
    if queue not in QUEUES:
        raise RegistryError(f"{module}: unknown queue {queue!r}; the queues are {sorted(QUEUES)}")
    return TaskRow(module=module, queue=QUEUES[queue], profile=profile, identity=identity, needs=needs)


def message(
    module: str, *, topic: str, identity: str, filter: str = "", profile: Profile = WORKER, needs: tuple[str, ...] = ()
) -> MessageRow:
    return MessageRow(module=module, topic=topic, filter=filter, profile=profile, identity=identity, needs=needs)


def schedule(module: str, *, cron: str, identity: str, profile: Profile = WORKER, needs: tuple[str, ...] = ()) -> ScheduleRow:
    return ScheduleRow(module=module, cron=cron, profile=profile, identity=identity, needs=needs)


ROWS: tuple[Row, ...] = (
    # The app's meals. A literal path stands before the parameter that would swallow it.
    http(
        "meals.analyze_meal_image",
        "POST /v1/meals/image/analyze",
        auth=USER,
        profile=UPLOAD,
        identity="uploads",
        needs=CLOUDINARY,
        min_instances=1,
        ai_quota=DAILY,
    ),
    http("meals.get_upload_token", "GET /v1/meals/upload-token", auth=USER, identity="uploads", needs=CLOUDINARY),
    http(
        "meals.analyze_meal_image_url",
        "POST /v1/meals/scan-by-url",
        auth=USER,
        profile=UPLOAD,
        identity="uploads",
        needs=CLOUDINARY,
        ai_quota=DAILY,
    ),
    http(
        "meals.scan_food_label",
        "POST /v1/meals/food-label/analyze",
        auth=USER,
        profile=UPLOAD,
        identity="uploads",
        needs=CLOUDINARY,
        ai_quota=DAILY,
    ),
    http(
        "meals.scan_food_label_url",
        "POST /v1/meals/food-label/scan-by-url",
        auth=USER,
        profile=UPLOAD,
        identity="uploads",
        needs=CLOUDINARY,
        ai_quota=DAILY,
    ),
    # Meals in words: understood at once by the tables; a model is asked about what they do not know.
    http(
        "meals.parse_meal_text",
        "POST /v1/meals/parse-text",
        auth=USER,
        needs=FOOD_SOURCES,
        limit=Limit(per_minute=20),
        ai_quota=DAILY,
    ),
    http("meals.get_text_parse", "GET /v1/meals/parse-text/{parse_id}", auth=USER),
    document("meals.on_text_parse_written", "users/{uid}/text_parses/{parse_id}", identity="events"),
    task("meals.run_text_parse", queue="gemini-general", profile=AI, identity="ai", needs=GEMINI),
    # Ingredients by their photo.
    http(
        "foods.recognize_ingredient",
        "POST /v1/ingredients/recognize",
        auth=USER,
        profile=UPLOAD,
        identity="uploads",
        needs=CLOUDINARY,
        limit=Limit(per_minute=20),
        ai_quota=DAILY,
    ),
    http("foods.get_ingredient_recognition", "GET /v1/ingredients/recognitions/{recognition_id}", auth=USER),
    document(
        "foods.on_ingredient_recognition_written",
        "users/{uid}/ingredient_recognitions/{recognition_id}",
        identity="events",
        needs=CLOUDINARY,
    ),
    task(
        "foods.run_ingredient_recognition",
        queue="gemini-general",
        profile=AI,
        identity="ai",
        needs=(*GEMINI, "CLOUDINARY_CLOUD_NAME"),
    ),
    schedule("ai.sweep_stuck_questions", cron="*/5 * * * *", identity="events"),
    http("meals.get_daily_macros", "GET /v1/meals/daily/macros", auth=USER),
    http("meals.set_day_tracking", "PUT /v1/days/{date}/tracking", auth=USER),
    http("meals.list_meals", "GET /v1/meals", auth=USER),
    http("meals.get_meal", "GET /v1/meals/{meal_id}", auth=USER),
    http("meals.delete_meal", "DELETE /v1/meals/{meal_id}", auth=USER),
    http("meals.create_manual_meal", "POST /v1/meals/manual", auth=USER, needs=("FDC_API_KEY",)),
    http("meals.edit_meal_ingredients", "PUT /v1/meals/{meal_id}/ingredients", auth=USER, needs=FOOD_SOURCES),
    http("meals.update_meal", "PATCH /v1/meals/{meal_id}", auth=USER),
    http("meals.copy_meal", "POST /v1/meals/{meal_id}/copy", auth=USER),
    http(
        "meals.set_meal_photo",
        "PUT /v1/meals/{meal_id}/photo",
        auth=USER,
        profile=UPLOAD,
        identity="uploads",
        needs=CLOUDINARY,
    ),
    http("meals.delete_meal_photo", "DELETE /v1/meals/{meal_id}/photo", auth=USER),
    http("meals.restore_meal", "POST /v1/meals/{meal_id}/restore", auth=USER, ai_quota=DAILY),
    http("meals.answer_portion_question", "POST /v1/meals/{meal_id}/portion", auth=USER),
    http("meals.retry_meal_analysis", "POST /v1/meals/{meal_id}/retry", auth=USER, ai_quota=DAILY),
    # The way of a photo, behind the app's back.
    document("meals.on_meal_written", "users/{uid}/meals/{meal_id}", identity="events", needs=CLOUDINARY),
    task(
        "meals.run_meal_analysis",
        queue="gemini-general",
        profile=AI,
        identity="ai",
        needs=(*GEMINI, "CLOUDINARY_CLOUD_NAME", *FOOD_SOURCES),
    ),
    schedule("meals.sweep_stuck_meals", cron="*/5 * * * *", identity="events"),
    # The person's account. `{uid}` in a path is the caller's own: the edge refuses every other.
    http("users.sync_user", "POST /v1/users/sync", auth=USER),
    http("users.get_me", "GET /v1/users/me", auth=USER, aliases=("GET /v1/users/firebase/{uid}",)),
    http("users.get_my_status", "GET /v1/users/me/status", auth=USER, aliases=("GET /v1/users/firebase/{uid}/status",)),
    http(
        "users.touch_last_accessed",
        "PUT /v1/users/me/last-accessed",
        auth=USER,
        aliases=("PUT /v1/users/firebase/{uid}/last-accessed",),
    ),
    http(
        "users.complete_onboarding",
        "PUT /v1/users/me/onboarding/complete",
        auth=USER,
        aliases=("PUT /v1/users/firebase/{uid}/onboarding/complete",),
    ),
    http("users.update_timezone", "PUT /v1/users/timezone", auth=USER),
    http("users.update_language", "PATCH /v1/users/language", auth=USER),
    # Leaving. The account is closed at once; the rest is done behind the app's back, and the receipt outlives the account.
    http("users.delete_me", "DELETE /v1/users/me", auth=USER, aliases=("DELETE /v1/users/firebase/{uid}",)),
    http("users.get_deletion_receipt", "GET /v1/account-deletions/{receipt_id}", auth=PUBLIC),
    document("users.on_account_deletion_written", "account_deletions/{receipt_id}", identity="events"),
    task("users.run_account_deletion", queue="accounts", identity="accounts", needs=(*CLOUDINARY, *STORAGE)),
    schedule("users.sweep_account_deletions", cron="*/5 * * * *", identity="events"),
    # Taking one's data along.
    http("users.export_me", "POST /v1/users/me/export", auth=USER, limit=Limit(per_minute=1, minutes=5)),
    http("users.get_my_export", "GET /v1/users/me/exports/{export_id}", auth=USER, identity="exports", needs=STORAGE),
    http(
        "users.import_me",
        "POST /v1/users/me/import",
        auth=USER,
        profile=UPLOAD,
        identity="exports",
        needs=STORAGE,
        limit=Limit(per_minute=1, minutes=5),
    ),
    http("users.get_my_import", "GET /v1/users/me/imports/{import_id}", auth=USER),
    document("users.on_account_export_written", "users/{uid}/exports/{export_id}", identity="events"),
    document("users.on_account_import_written", "users/{uid}/imports/{import_id}", identity="events"),
    task("users.run_account_export", queue="accounts", profile=BATCH, identity="exports", needs=STORAGE),
    task("users.run_account_import", queue="accounts", profile=BATCH, identity="exports", needs=STORAGE),
    # Who the person is and what they want.
    http("profiles.save_onboarding", "POST /v1/user-profiles", auth=USER),
    http("profiles.get_metrics", "GET /v1/user-profiles/metrics", auth=USER),
    http("profiles.update_metrics", "POST /v1/user-profiles/metrics", auth=USER),
    http("profiles.get_tdee", "GET /v1/user-profiles/tdee", auth=USER),
    http("profiles.set_custom_macros", "PUT /v1/user-profiles/custom-macros", auth=USER),
    http("profiles.preview_tdee", "POST /v1/tdee/preview", auth=PUBLIC, limit=Limit(per_minute=10)),
    # Foods: the tables, the packages, the person's own.
    http("foods.search_foods", "GET /v1/foods/search", auth=USER, needs=FOOD_SOURCES, limit=Limit(per_minute=30)),
    http("foods.autocomplete_foods", "GET /v1/foods/autocomplete", auth=USER, limit=Limit(per_minute=60)),
    http(
        "foods.get_food_by_barcode", "GET /v1/foods/barcode/{code}", auth=USER, needs=("FDC_API_KEY",), limit=Limit(per_minute=20)
    ),
    http("foods.get_food", "GET /v1/foods/{fdc_id}/details", auth=USER, needs=("FDC_API_KEY",), limit=Limit(per_minute=30)),
    http("foods.create_custom_food", "POST /v1/foods/custom", auth=USER),
    http("foods.list_custom_foods", "GET /v1/foods/custom", auth=USER),
    http("foods.update_custom_food", "PUT /v1/foods/custom/{food_id}", auth=USER),
    http("foods.delete_custom_food", "DELETE /v1/foods/custom/{food_id}", auth=USER),
    # How the person's weight goes.
    http("weight.list_weight_entries", "GET /v1/weight-entries", auth=USER),
    http("weight.add_weight_entry", "POST /v1/weight-entries", auth=USER),
    http("weight.sync_weight_entries", "POST /v1/weight-entries/sync", auth=USER),
    http("weight.delete_weight_entry", "DELETE /v1/weight-entries/{entry_id}", auth=USER),
    # What the person did, day by day.
    http("activities.get_daily_activities", "GET /v1/activities/daily", auth=USER),
    http("activities.get_bulk_activities", "GET /v1/activities/bulk", auth=USER),
    # What the person has bought.
    http(
        "billing.handle_revenuecat_event",
        "POST /v1/webhooks/revenuecat",
        auth=SYSTEM,
        proof="REVENUECAT_WEBHOOK_SECRET",
        identity="billing",
    ),
    http("billing.get_subscription", "GET /v1/users/me/subscription", auth=USER, identity="billing", needs=REVENUECAT),
    schedule("billing.reconcile_subscriptions", cron="20 4 * * *", identity="billing", needs=REVENUECAT),
    # What is switched on, and for whom.
    http("flags.list_feature_flags", "GET /v1/feature-flags", auth=PUBLIC, limit=BY_ANYBODY),
    http("flags.list_my_feature_flags", "GET /v1/users/me/feature-flags", auth=USER),
    http("flags.get_feature_flag", "GET /v1/feature-flags/{flag_name}", auth=PUBLIC, limit=BY_ANYBODY),
    http("flags.create_feature_flag", "POST /v1/feature-flags", auth=ADMIN),
    http("flags.update_feature_flag", "PUT /v1/feature-flags/{flag_name}", auth=ADMIN),
    # The system itself.
    http("system.get_health", "GET /health", auth=PUBLIC, aliases=("GET /", "GET /v1/health"), limit=BY_MACHINES),
    http("system.get_health_firestore", "GET /health/firestore", auth=ADMIN),
    http("system.get_health_queues", "GET /health/queues", auth=ADMIN),
)


def check(rows: Iterable[Row]) -> dict[str, Row]:
    """The rows by name. Raises RegistryError where two rows collide or a row names what does not exist."""
    by_name: dict[str, Row] = {}
    routes: list[tuple[str, Route]] = []
    for row in rows:
        if row.name in by_name:
            raise RegistryError(f"{row.module}: a function named {row.name!r} exists already ({by_name[row.name].module})")
        if row.identity not in IDENTITIES:
            raise RegistryError(f"{row.module}: unknown identity {row.identity!r}; the identities are {sorted(IDENTITIES)}")
        if isinstance(row, TaskRow) and row.queue.name not in QUEUES:
            raise RegistryError(f"{row.module}: unknown queue {row.queue.name!r}; the queues are {sorted(QUEUES)}")
        if isinstance(row, MessageRow) and row.topic not in TOPICS:
            raise RegistryError(f"{row.module}: unknown topic {row.topic!r}; the topics are {sorted(TOPICS)}")
        if isinstance(row, HttpRow):
            _check_caller(row)
            for route in row.routes:
                _check_route(row, route, routes)
                routes.append((row.module, route))
        by_name[row.name] = row
    return by_name


def _check_caller(row: HttpRow) -> None:
    has_person = row.auth in {USER, ADMIN}
    if not has_person and any("{uid}" in route.segments for route in row.routes):
        raise RegistryError(f"{row.module}: {{uid}} in a path is the caller's own, so the row cannot be {row.auth}")
    if not has_person and (row.premium or row.ai_quota):
        raise RegistryError(f"{row.module}: premium and quotas are a person's, so the row cannot be {row.auth}")
    if (row.auth is SYSTEM) != (row.proof is not None):
        raise RegistryError(f"{row.module}: a row names its caller's proof if, and only if, its auth is SYSTEM")


def _check_route(row: HttpRow, route: Route, earlier: list[tuple[str, Route]]) -> None:
    if route.method not in {"GET", "POST", "PUT", "PATCH", "DELETE"} or not route.path.startswith("/"):
        raise RegistryError(f"{row.module}: a route looks like 'GET /v1/things/{{id}}', not {route.method!r} {route.path!r}")
    for module, other in earlier:
        if other.match(route.method, route.path) is not None:
            hint = "is taken" if other.path == route.path else f"would never be reached: it has to stand before {other.path}"
            raise RegistryError(f"{row.module}: {route.method} {route.path} {hint} ({module})")


FUNCTIONS: dict[str, Row] = check(ROWS)
