# Alerts. Each carries its runbook, a page of docs/operate/alerts: a missing page fails the plan.

locals {
  # A threshold on a metric. `per` is the alignment period, `lasting` how long it has to hold, both in seconds.
  alerts = {
    errors = {
      title   = "Errors in the logs"
      filter  = "metric.type=\"logging.googleapis.com/user/${google_logging_metric.this["errors"].name}\" ${local.run}"
      aligner = "ALIGN_DELTA", reducer = "REDUCE_SUM", above = 5, per = 300, lasting = 0
    }
    vendor-failures = {
      title   = "A vendor is not doing its part"
      filter  = "metric.type=\"logging.googleapis.com/user/${google_logging_metric.this["vendor_failures"].name}\" ${local.run}"
      aligner = "ALIGN_DELTA", reducer = "REDUCE_SUM", above = 20, per = 600, lasting = 0
    }
    lost-analyses = {
      title   = "Analyses get lost"
      filter  = "metric.type=\"logging.googleapis.com/user/${google_logging_metric.this["lost_analyses"].name}\" ${local.run}"
      aligner = "ALIGN_DELTA", reducer = "REDUCE_SUM", above = 10, per = 3600, lasting = 0
    }
    late-deletions = {
      title   = "An account is not deleted after three days"
      filter  = "metric.type=\"logging.googleapis.com/user/${google_logging_metric.this["late_deletions"].name}\" ${local.run}"
      aligner = "ALIGN_DELTA", reducer = "REDUCE_SUM", above = 0, per = 3600, lasting = 0
    }
    dropped-deliveries = {
      title   = "Deliveries are dropped"
      filter  = "metric.type=\"logging.googleapis.com/user/${google_logging_metric.this["dropped_deliveries"].name}\" ${local.run}"
      aligner = "ALIGN_DELTA", reducer = "REDUCE_SUM", above = 0, per = 300, lasting = 0
    }
    queue-depth = {
      title   = "A queue does not empty"
      filter  = "metric.type=\"cloudtasks.googleapis.com/queue/depth\" resource.type=\"cloud_tasks_queue\""
      aligner = "ALIGN_MEAN", reducer = "REDUCE_NONE", above = 200, per = 300, lasting = 900
    }
    queue-delay = {
      title   = "Tasks wait too long"
      filter  = "metric.type=\"cloudtasks.googleapis.com/queue/task_attempt_delays\" resource.type=\"cloud_tasks_queue\""
      aligner = "ALIGN_PERCENTILE_95", reducer = "REDUCE_NONE", above = 120000, per = 300, lasting = 600
    }
    dead-letters = {
      title   = "Messages were given up"
      filter  = "metric.type=\"pubsub.googleapis.com/subscription/num_undelivered_messages\" resource.type=\"pubsub_subscription\" resource.labels.subscription_id=\"${google_pubsub_subscription.dead_letters.name}\""
      aligner = "ALIGN_MAX", reducer = "REDUCE_NONE", above = 0, per = 300, lasting = 0
    }
    undelivered-events = {
      title   = "Events are not taken"
      filter  = "metric.type=\"pubsub.googleapis.com/subscription/oldest_unacked_message_age\" resource.type=\"pubsub_subscription\" resource.labels.subscription_id!=\"${google_pubsub_subscription.dead_letters.name}\""
      aligner = "ALIGN_MAX", reducer = "REDUCE_NONE", above = 600, per = 300, lasting = 300
    }
    instances = {
      title   = "A function is at its most instances"
      filter  = "metric.type=\"run.googleapis.com/container/instance_count\" resource.type=\"cloud_run_revision\" metric.labels.state=\"active\""
      aligner = "ALIGN_MAX", reducer = "REDUCE_SUM", above = var.max_instances * 0.9, per = 300, lasting = 900
    }
    health = {
      title   = "The API does not answer"
      filter  = "metric.type=\"monitoring.googleapis.com/uptime_check/check_passed\" resource.type=\"uptime_url\" metric.labels.check_id=\"${google_monitoring_uptime_check_config.health.uptime_check_id}\""
      aligner = "ALIGN_NEXT_OLDER", reducer = "REDUCE_COUNT_FALSE", above = 1, per = 300, lasting = 300
    }
  }
}

resource "google_monitoring_notification_channel" "email" {
  display_name = "MealTrack operators"
  type         = "email"
  labels       = { email_address = var.alert_email }
}

resource "google_monitoring_uptime_check_config" "health" {
  display_name = "MealTrack /health"
  timeout      = "10s"
  period       = "300s"

  http_check {
    path         = "/health"
    port         = 443
    use_ssl      = true
    validate_ssl = true
  }

  monitored_resource {
    type   = "uptime_url"
    labels = { project_id = var.project_id, host = google_api_gateway_gateway.this.default_hostname }
  }
}

resource "google_monitoring_alert_policy" "threshold" {
  for_each = local.alerts

  display_name          = each.value.title
  combiner              = "OR"
  notification_channels = [google_monitoring_notification_channel.email.id]

  conditions {
    display_name = each.value.title
    condition_threshold {
      filter          = each.value.filter
      comparison      = "COMPARISON_GT"
      threshold_value = each.value.above
      duration        = "${each.value.lasting}s"

      aggregations {
        alignment_period     = "${each.value.per}s"
        per_series_aligner   = each.value.aligner
        cross_series_reducer = each.value.reducer
        group_by_fields      = each.key == "instances" ? ["resource.labels.service_name"] : []
      }
    }
  }

  documentation {
    content   = file("${var.runbooks}/${each.key}.md")
    mime_type = "text/markdown"
  }
}

# An objective is being missed fast: the budget of the month would be gone within days.
resource "google_monitoring_alert_policy" "burn" {
  for_each = local.burning

  display_name          = "Error budget burns: ${each.key}"
  combiner              = "AND"
  notification_channels = [google_monitoring_notification_channel.email.id]

  dynamic "conditions" {
    for_each = { hour = "3600s", "five minutes" = "300s" } # the short window ends the alert soon after the trouble has ended
    content {
      display_name = "Burns ${each.value.burn} times too fast over the last ${conditions.key}"
      condition_threshold {
        filter          = "select_slo_burn_rate(\"${each.value.slo}\", \"${conditions.value}\")"
        comparison      = "COMPARISON_GT"
        threshold_value = each.value.burn
        duration        = "0s"
      }
    }
  }

  documentation {
    content   = file("${var.runbooks}/${each.value.runbook}.md")
    mime_type = "text/markdown"
  }
}

# Cloud Scheduler writes a line where a run failed after its last try.
resource "google_monitoring_alert_policy" "schedules" {
  display_name          = "A scheduled run failed"
  combiner              = "OR"
  notification_channels = [google_monitoring_notification_channel.email.id]

  conditions {
    display_name = "A scheduled run failed"
    condition_matched_log {
      filter = "resource.type=\"cloud_scheduler_job\" AND severity>=ERROR"
    }
  }

  alert_strategy {
    notification_rate_limit {
      period = "3600s"
    }
  }

  documentation {
    content   = file("${var.runbooks}/schedules.md")
    mime_type = "text/markdown"
  }
}
