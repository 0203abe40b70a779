resource "google_cloud_scheduler_job" "this" {
  for_each = local.kinds.schedule

  name             = each.value.deployed_name
  description      = each.value.description
  region           = var.region
  schedule         = each.value.trigger.cron
  time_zone        = "Etc/UTC"
  attempt_deadline = "${max(15, each.value.profile.timeout_s)}s"

  retry_config {
    retry_count          = 3
    min_backoff_duration = "10s"
    max_backoff_duration = "60s"
  }

  http_target {
    uri         = local.urls[each.key]
    http_method = "POST"

    oidc_token {
      service_account_email = google_service_account.invoker["scheduler"].email
      audience              = local.urls[each.key]
    }
  }

  depends_on = [google_cloudfunctions2_function.this, google_service_account_iam_member.deployer]
}
