# Tells people; it stops nothing. What bounds the bill are the queues' rates, the daily quota of each user and the most instances.

resource "google_billing_budget" "this" {
  billing_account = var.billing_account
  display_name    = "MealTrack ${var.environment}"

  budget_filter {
    projects = ["projects/${local.number}"]
  }

  amount {
    specified_amount {
      units = tostring(var.monthly_budget)
    }
  }

  dynamic "threshold_rules" {
    for_each = { half = { share = 0.5, basis = "CURRENT_SPEND" }, most = { share = 0.9, basis = "CURRENT_SPEND" }, forecast = { share = 1, basis = "FORECASTED_SPEND" } }
    content {
      threshold_percent = threshold_rules.value.share
      spend_basis       = threshold_rules.value.basis
    }
  }

  all_updates_rule {
    monitoring_notification_channels = [google_monitoring_notification_channel.email.id]
  }
}
