# One queue a budget of a model: the queue is what keeps us under the requests per minute that the provider grants. docs/operate/queues.md
# has the arithmetic.

locals {
  queues = {
    for q in var.catalog.queues : q.name => merge(q, lookup(var.queue_rates, q.name, { per_minute = q.per_minute, max_concurrent = q.max_concurrent }))
  }
}

resource "google_cloud_tasks_queue" "this" {
  for_each = local.queues

  name     = each.key
  location = var.region

  rate_limits {
    # Down to the thousandth, so that a minute never holds more than the budget: 10 a minute are 0.166 a second.
    max_dispatches_per_second = floor(each.value.per_minute / 60 * 1000) / 1000
    max_concurrent_dispatches = each.value.max_concurrent
  }

  retry_config {
    max_attempts  = each.value.max_attempts
    min_backoff   = "${each.value.min_backoff_s}s"
    max_backoff   = "${each.value.max_backoff_s}s"
    max_doublings = each.value.max_doublings
  }

  stackdriver_logging_config {
    sampling_ratio = 1
  }

  lifecycle {
    precondition {
      condition     = each.value.per_minute >= 0.06
      error_message = "${each.key}: fewer than 0.06 tasks a minute round to none; pause the queue instead."
    }
  }
}
