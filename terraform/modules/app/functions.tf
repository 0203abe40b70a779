locals {
  environment = merge(var.settings, {
    MEALTRACK_ENV        = var.environment
    MEALTRACK_VERSION    = var.release
    GOOGLE_CLOUD_PROJECT = var.project_id
    GOOGLE_CLOUD_REGION  = var.region
    TASK_TARGET_URL      = "https://{function}-${local.number}.{region}.run.app"
    STORAGE_BUCKET       = local.files_bucket
    TASKS_INVOKER_EMAIL  = google_service_account.invoker["tasks"].email
    PYTHONUNBUFFERED     = "1"
    WORKERS              = "1"
  })
}

resource "google_cloudfunctions2_function" "this" {
  for_each = local.functions

  name        = each.value.deployed_name
  location    = var.region
  description = each.value.description
  labels      = { area = each.value.area, kind = each.value.kind, environment = var.environment }

  build_config {
    runtime           = "python313"
    entry_point       = each.value.entry_point
    service_account   = google_service_account.build.id
    docker_repository = google_artifact_registry_repository.functions.id

    environment_variables = {
      GOOGLE_FUNCTION_SOURCE = "functions/main.py"
      # Any value has the build compile our code to bytecode that is told by its content. By default it is told by the files' times,
      # which the image does not keep, so that every cold start would compile anew.
      SOURCE_DATE_EPOCH = "315532800"
    }

    source {
      storage_source {
        bucket = google_storage_bucket.source.name
        object = google_storage_bucket_object.source.name
      }
    }
  }

  service_config {
    available_memory                 = "${each.value.profile.memory_mib}Mi"
    available_cpu                    = tostring(each.value.profile.cpu)
    max_instance_request_concurrency = each.value.profile.concurrency
    min_instance_count               = var.keep_warm ? each.value.min_instances : 0
    max_instance_count               = min(each.value.max_instances, var.max_instances)
    timeout_seconds                  = each.value.profile.timeout_s
    service_account_email            = google_service_account.runtime[each.value.identity].email
    all_traffic_on_latest_revision   = true

    # API Gateway comes from outside and shows who it is; everything else stays inside Google's network.
    ingress_settings = each.value.kind == "http" ? "ALLOW_ALL" : "ALLOW_INTERNAL_ONLY"

    # One thread for each request that the instance is given at once: no request waits inside while another instance could take it.
    environment_variables = merge(local.environment, { THREADS = tostring(each.value.profile.concurrency) })

    dynamic "secret_environment_variables" {
      for_each = toset(each.value.secrets)
      content {
        key        = secret_environment_variables.value
        project_id = var.project_id
        secret     = google_secret_manager_secret.this[secret_environment_variables.value].secret_id
        version    = lookup(var.secret_versions, secret_environment_variables.value, "1")
      }
    }
  }

  dynamic "event_trigger" {
    for_each = each.value.kind == "document" ? [each.value.trigger.document] : []
    content {
      event_type            = "google.cloud.firestore.document.v1.written"
      trigger_region        = google_firestore_database.this.location_id
      retry_policy          = "RETRY_POLICY_RETRY"
      service_account_email = google_service_account.invoker["events"].email

      event_filters {
        attribute = "database"
        value     = google_firestore_database.this.name
      }
      event_filters {
        attribute = "document"
        value     = event_trigger.value
        operator  = "match-path-pattern"
      }
    }
  }

  lifecycle {
    precondition {
      condition     = length("${each.value.deployed_name}-${local.number}") <= 63
      error_message = "The name of ${each.key} is too long: ${each.value.deployed_name}-${local.number} has to fit into the 63 characters of a DNS label."
    }
    precondition {
      condition     = alltrue([for name in each.value.environment : try(local.environment[name], tostring(local.settings[name].default)) != ""])
      error_message = "${each.key} needs a setting that has no value: give each of ${join(", ", each.value.environment)} in `settings` of the environment."
    }
    precondition {
      condition     = alltrue([for name in keys(var.settings) : contains(keys(local.settings), name) && !try(local.settings[name].secret, false)])
      error_message = "`settings` holds a name that shared/settings.py does not know, or a secret, which belongs into Secret Manager."
    }
  }

  depends_on = [
    google_artifact_registry_repository_iam_member.build,
    google_project_iam_member.build,
    google_project_iam_member.event_receiver,
    google_secret_manager_secret_iam_binding.this,
    google_service_account_iam_member.deployer,
  ]
}
