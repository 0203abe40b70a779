# Plans of the whole module. Nothing is created and nobody is asked: the providers hold no credentials, and the one question to Google is
# answered here.

provider "google" {
  project      = "mealtrack-test"
  region       = "europe-west1"
  access_token = "none"
}

provider "google-beta" {
  project      = "mealtrack-test"
  region       = "europe-west1"
  access_token = "none"
}

override_data {
  target = data.google_project.this
  values = { number = "123456789012" }
}

variables {
  environment     = "dev"
  project_id      = "mealtrack-test"
  release         = "0123456789ab"
  source_archive  = "tests/catalog/main.tf" # any file: its content is its name
  settings        = { CLOUDINARY_CLOUD_NAME = "demo", CLOUDINARY_API_KEY = "1" }
  max_instances   = 4
  keep_warm       = true
  alert_email     = "operator@example.com"
  billing_account = "000000-000000-000000"
  monthly_budget  = 10
}

run "inputs" {
  command = plan

  module {
    source = "./tests/catalog"
  }
}

run "every_row_is_deployed_as_it_says" {
  command = plan

  variables {
    catalog           = run.inputs.catalog_with_one_of_each
    firestore_rules   = run.inputs.firestore_rules
    firestore_indexes = run.inputs.firestore_indexes
    runbooks          = run.inputs.runbooks
    queue_rates       = { "gemini-general" = { per_minute = 60, max_concurrent = 3 } }
    secret_versions   = { GEMINI_API_KEY = "7" }
  }

  assert {
    condition     = toset(keys(google_cloudfunctions2_function.this)) == toset([for f in var.catalog.functions : f.name])
    error_message = "There is not one function a row."
  }

  assert {
    condition = alltrue([
      for f in var.catalog.functions : (
        google_cloudfunctions2_function.this[f.name].name == f.deployed_name
        && google_cloudfunctions2_function.this[f.name].build_config[0].entry_point == f.name
        && google_cloudfunctions2_function.this[f.name].build_config[0].runtime == "python313"
        && google_cloudfunctions2_function.this[f.name].build_config[0].environment_variables.GOOGLE_FUNCTION_SOURCE == "functions/main.py"
      )
    ])
    error_message = "A function is not built from its row."
  }

  assert {
    condition = alltrue([
      for f in var.catalog.functions : (
        google_cloudfunctions2_function.this[f.name].service_config[0].available_memory == "${f.profile.memory_mib}Mi"
        && google_cloudfunctions2_function.this[f.name].service_config[0].available_cpu == tostring(f.profile.cpu)
        && google_cloudfunctions2_function.this[f.name].service_config[0].max_instance_request_concurrency == f.profile.concurrency
        && google_cloudfunctions2_function.this[f.name].service_config[0].environment_variables.THREADS == tostring(f.profile.concurrency)
        && google_cloudfunctions2_function.this[f.name].service_config[0].environment_variables.WORKERS == "1"
        && google_cloudfunctions2_function.this[f.name].service_config[0].timeout_seconds == f.profile.timeout_s
        && google_cloudfunctions2_function.this[f.name].service_config[0].min_instance_count == f.min_instances
        && google_cloudfunctions2_function.this[f.name].service_config[0].max_instance_count == min(f.max_instances, 4)
      )
    ])
    error_message = "A function does not have the size of its row."
  }

  assert {
    condition = alltrue([
      for f in var.catalog.functions :
      google_cloudfunctions2_function.this[f.name].service_config[0].service_account_email == "run-as-${f.identity}@mealtrack-test.iam.gserviceaccount.com"
    ])
    error_message = "A function does not run as its row's identity."
  }

  assert {
    condition = alltrue([
      for f in var.catalog.functions :
      google_cloudfunctions2_function.this[f.name].service_config[0].ingress_settings == (f.kind == "http" ? "ALLOW_ALL" : "ALLOW_INTERNAL_ONLY")
    ])
    error_message = "A background function can be reached from the internet, or the gateway cannot reach an endpoint."
  }

  # Callers

  assert {
    condition     = toset(keys(google_cloud_run_v2_service_iam_binding.invoker)) == toset([for f in var.catalog.functions : f.name])
    error_message = "There is not one invoker binding a function."
  }

  assert {
    condition = alltrue([
      for f in var.catalog.functions : google_cloud_run_v2_service_iam_binding.invoker[f.name].members == toset([
        { http     = "serviceAccount:gateway-invoker@mealtrack-test.iam.gserviceaccount.com"
          task     = "serviceAccount:tasks-invoker@mealtrack-test.iam.gserviceaccount.com"
          schedule = "serviceAccount:scheduler-invoker@mealtrack-test.iam.gserviceaccount.com"
          document = "serviceAccount:events-invoker@mealtrack-test.iam.gserviceaccount.com"
        message = "serviceAccount:events-invoker@mealtrack-test.iam.gserviceaccount.com" }[f.kind]
      ]) && google_cloud_run_v2_service_iam_binding.invoker[f.name].role == "roles/run.invoker"
    ])
    error_message = "A function may be called by somebody else than its one caller."
  }

  # Routes

  assert {
    condition = sort([for o in local.operations : "${o.method} ${o.path}"]) == sort(flatten([
      for f in var.catalog.functions : [for r in f.trigger.routes : "${lower(r.method)} ${r.path}"] if f.kind == "http"
    ]))
    error_message = "There is not one operation of the gateway a route."
  }

  assert {
    condition = alltrue(flatten([
      for f in var.catalog.functions : [
        for r in f.trigger.routes : (
          local.gateway_document.paths[r.path][lower(r.method)].x-google-backend.address == "https://${f.deployed_name}-123456789012.europe-west1.run.app"
          && local.gateway_document.paths[r.path][lower(r.method)].x-google-backend.deadline == f.profile.timeout_s
          && local.gateway_document.paths[r.path][lower(r.method)].x-google-backend.path_translation == "APPEND_PATH_TO_ADDRESS"
        )
      ] if f.kind == "http"
    ]))
    error_message = "A route does not lead to its function, or not for as long as that may take."
  }

  assert {
    condition = alltrue(flatten([
      for f in var.catalog.functions : [
        for r in f.trigger.routes : can(local.gateway_document.paths[r.path][lower(r.method)].security) == !contains(["public", "system"], f.trigger.auth)
      ] if f.kind == "http"
    ]))
    error_message = "A route for people can be called without a token, or one that is public, or a system's, cannot."
  }

  assert {
    condition = alltrue([
      for path, operations in local.gateway_document.paths : can(operations.options.x-google-backend.address) && !can(operations.options.security)
    ])
    error_message = "A path does not answer a browser's preflight."
  }

  assert {
    condition     = jsondecode(base64decode(google_api_gateway_api_config.this.openapi_documents[0].document[0].contents)) == jsondecode(jsonencode(local.gateway_document))
    error_message = "The gateway does not get the document that the other assertions are about."
  }

  # Triggers

  assert {
    condition = alltrue([
      for f in var.catalog.functions : length(google_cloudfunctions2_function.this[f.name].event_trigger) == (f.kind == "document" ? 1 : 0)
    ])
    error_message = "A function has an event trigger that its row does not ask for, or lacks it."
  }

  assert {
    condition = alltrue([
      for f in var.catalog.functions : (
        google_cloudfunctions2_function.this[f.name].event_trigger[0].retry_policy == "RETRY_POLICY_RETRY"
        && google_cloudfunctions2_function.this[f.name].event_trigger[0].event_type == "google.cloud.firestore.document.v1.written"
        && contains([for e in google_cloudfunctions2_function.this[f.name].event_trigger[0].event_filters : "${e.attribute}=${e.value}"], "document=${f.trigger.document}")
      ) if f.kind == "document"
    ])
    error_message = "A document function does not follow its documents, or loses events."
  }

  assert {
    condition = (
      google_pubsub_subscription.push["new_message"].filter == "attributes.type=\"MealReady\""
      && google_pubsub_subscription.push["new_message"].dead_letter_policy[0].max_delivery_attempts == 10
      && google_pubsub_subscription.push["new_message"].push_config[0].oidc_token[0].audience == "https://new-message-123456789012.europe-west1.run.app"
      && google_pubsub_subscription.push["new_message"].message_retention_duration == "86400s"
    )
    error_message = "A message function does not get its messages as its row says."
  }

  assert {
    condition = alltrue([
      for f in var.catalog.functions : (
        google_cloud_scheduler_job.this[f.name].schedule == f.trigger.cron
        && google_cloud_scheduler_job.this[f.name].time_zone == "Etc/UTC"
        && google_cloud_scheduler_job.this[f.name].http_target[0].oidc_token[0].service_account_email == "scheduler-invoker@mealtrack-test.iam.gserviceaccount.com"
      ) if f.kind == "schedule"
    ])
    error_message = "A scheduled function is not run as its row says."
  }

  # Queues

  assert {
    condition = alltrue([
      for q in var.catalog.queues : (
        google_cloud_tasks_queue.this[q.name].retry_config[0].max_attempts == q.max_attempts
        && google_cloud_tasks_queue.this[q.name].retry_config[0].min_backoff == "${q.min_backoff_s}s"
        && google_cloud_tasks_queue.this[q.name].retry_config[0].max_doublings == q.max_doublings
      )
    ])
    error_message = "A queue does not try again as the registry says, which its workers count on."
  }

  assert {
    condition     = google_cloud_tasks_queue.this["gemini-general"].rate_limits[0].max_dispatches_per_second == 1 && google_cloud_tasks_queue.this["gemini-general"].rate_limits[0].max_concurrent_dispatches == 3
    error_message = "An environment cannot set the rate of a queue."
  }

  # Secrets and roles

  assert {
    condition = alltrue([
      for name, binding in google_secret_manager_secret_iam_binding.this : binding.members == toset([
        for f in var.catalog.functions : "serviceAccount:run-as-${f.identity}@mealtrack-test.iam.gserviceaccount.com" if contains(f.secrets, name)
      ])
    ])
    error_message = "A secret is granted to somebody who does not use it, or not to somebody who does."
  }

  assert {
    condition = alltrue([
      for f in var.catalog.functions : toset([
        for s in google_cloudfunctions2_function.this[f.name].service_config[0].secret_environment_variables : "${s.key} ${s.secret} ${s.version}"
      ]) == toset([for name in f.secrets : "${name} ${lower(replace(name, "_", "-"))} ${name == "GEMINI_API_KEY" ? "7" : "1"}"])
    ])
    error_message = "A function does not get exactly its secrets, at the version that is asked for."
  }

  assert {
    condition = length(setintersection(
      toset(concat(
        [for m in values(google_project_iam_member.documents) : m.role],
        [for m in values(google_project_iam_member.people) : m.role],
        [for m in values(google_project_iam_member.people_who_leave) : m.role],
        [for m in values(google_project_iam_member.build) : m.role],
        [google_project_iam_member.event_receiver.role],
      )),
      ["roles/owner", "roles/editor", "roles/viewer"],
    )) == 0
    error_message = "Somebody has a primitive role."
  }

  assert {
    condition = toset(keys(google_cloud_tasks_queue_iam_member.this)) == toset(flatten([
      for q in var.catalog.queues : ["api/${q.name}/roles/cloudtasks.viewer", "events/${q.name}/roles/cloudtasks.viewer", "events/${q.name}/roles/cloudtasks.enqueuer"]
    ]))
    error_message = "Somebody else than the events' class puts tasks into queues, or it cannot."
  }

  # Files

  assert {
    condition = (
      google_storage_bucket.files.public_access_prevention == "enforced"
      && google_storage_bucket.files.uniform_bucket_level_access
      && google_storage_bucket.files.soft_delete_policy[0].retention_duration_seconds == 0
      && anytrue([
        for rule in google_storage_bucket.files.lifecycle_rule :
        one(rule.action).type == "Delete" && one(rule.condition).age == 7 && toset(one(rule.condition).matches_prefix) == toset(["exports/", "imports/"])
      ])
    )
    error_message = "What a person has taken out or brought along can be seen by everybody, or stays."
  }

  assert {
    condition = toset([for m in values(google_storage_bucket_iam_member.files) : "${m.member} ${m.role} ${one(m.condition).title}"]) == toset(flatten([
      for identity in ["accounts", "exports"] : [
        for folder in ["exports", "imports"] :
        "serviceAccount:run-as-${identity}@mealtrack-test.iam.gserviceaccount.com roles/storage.objectUser folder-${folder}"
      ]
    ]))
    error_message = "Somebody else than the workers of exports, imports and deletions may touch people's files, or one of them cannot."
  }

  assert {
    condition = (
      toset(keys(google_project_iam_member.people_who_leave)) == toset(["accounts"])
      && toset(keys(google_storage_bucket_iam_member.list)) == toset(["accounts"])
      && toset(keys(google_service_account_iam_member.sign_links)) == toset(["exports"])
    )
    error_message = "Somebody else than the worker of deletions may delete accounts or look for files, or somebody else than exports may sign links."
  }

  # The database

  assert {
    condition = (
      google_firestore_database.this.point_in_time_recovery_enablement == "POINT_IN_TIME_RECOVERY_ENABLED"
      && google_firestore_database.this.delete_protection_state == "DELETE_PROTECTION_ENABLED"
      && google_firestore_database.this.location_id == "europe-west1"
      && google_firestore_backup_schedule.daily.retention == "604800s"
    )
    error_message = "The database can be lost."
  }

  assert {
    condition     = toset([for f in values(google_firestore_field.this) : "${f.collection}/${f.field}" if length(f.ttl_config) == 1]) == toset([for o in var.firestore_indexes.fieldOverrides : "${o.collectionGroup}/${o.fieldPath}" if try(o.ttl, false)])
    error_message = "What has to expire does not."
  }

  assert {
    condition     = length(google_firestore_index.this) == length(var.firestore_indexes.indexes)
    error_message = "An index of firestore.indexes.json is missing."
  }

  assert {
    condition     = alltrue([for field in values(google_firestore_field.this) : length(field.index_config) == 1])
    error_message = "A field loses the indexes, or keeps the automatic ones, that firestore.indexes.json speaks of."
  }
}

run "the_registry_as_it_is" {
  command = plan

  variables {
    catalog           = run.inputs.catalog
    firestore_rules   = run.inputs.firestore_rules
    firestore_indexes = run.inputs.firestore_indexes
    runbooks          = run.inputs.runbooks
  }

  assert {
    condition = { for o in local.operations : "${o.method} ${o.path}" => { id = o.id, needs_token = o.auth != "public" } } == {
      for key, o in run.inputs.published : key => { id = o.id, needs_token = o.needs_token }
    }
    error_message = "The gateway and generated/openapi.json differ in their paths, methods, ids or security."
  }

  assert {
    condition     = toset(keys(google_cloud_tasks_queue.this)) == toset([for q in var.catalog.queues : q.name])
    error_message = "There is not one queue for each of the registry's."
  }

  assert {
    condition = alltrue([
      for q in var.catalog.queues : (
        google_cloud_tasks_queue.this[q.name].rate_limits[0].max_dispatches_per_second <= q.per_minute / 60
        && google_cloud_tasks_queue.this[q.name].rate_limits[0].max_dispatches_per_second > q.per_minute / 60 - 0.001
        && google_cloud_tasks_queue.this[q.name].rate_limits[0].max_concurrent_dispatches == q.max_concurrent
      )
    ])
    error_message = "A queue does not keep to its budget."
  }
}

run "a_missing_setting_is_refused" {
  command = plan

  variables {
    catalog           = run.inputs.catalog
    firestore_rules   = run.inputs.firestore_rules
    firestore_indexes = run.inputs.firestore_indexes
    runbooks          = run.inputs.runbooks
    settings          = { CLOUDINARY_API_KEY = "1" }
  }

  expect_failures = [google_cloudfunctions2_function.this]
}

run "a_secret_among_the_settings_is_refused" {
  command = plan

  variables {
    catalog           = run.inputs.catalog
    firestore_rules   = run.inputs.firestore_rules
    firestore_indexes = run.inputs.firestore_indexes
    runbooks          = run.inputs.runbooks
    settings          = { CLOUDINARY_CLOUD_NAME = "demo", CLOUDINARY_API_KEY = "1", GEMINI_API_KEY = "not-a-key" }
  }

  expect_failures = [google_cloudfunctions2_function.this]
}

run "the_latest_secret_is_refused" {
  command = plan

  variables {
    catalog           = run.inputs.catalog
    firestore_rules   = run.inputs.firestore_rules
    firestore_indexes = run.inputs.firestore_indexes
    runbooks          = run.inputs.runbooks
    secret_versions   = { GEMINI_API_KEY = "latest" }
  }

  expect_failures = [var.secret_versions]
}
