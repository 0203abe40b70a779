# Metrics made of the functions' log lines, whose fields shared/logging.py and its callers write.

locals {
  from_functions = "resource.type=\"cloud_run_revision\""

  # `label`s become labels of the metric, `value` (a field) makes it a distribution; without one it counts lines.
  log_metrics = {
    errors = {
      description = "Lines of severity ERROR and above."
      filter      = "severity>=ERROR"
      labels      = ["function"]
      value       = null
    }
    vendor_failures = {
      description = "Calls of a vendor (Gemini, Cloudinary, Firebase) that did not do what was asked."
      filter      = "jsonPayload.message=(\"a vendor did not do its part\" OR \"a service does not answer\" OR \"a service refuses us\" OR \"the image store does not answer\" OR \"the image store refuses a photo\")"
      labels      = ["function"]
      value       = null
    }
    lost_analyses = {
      description = "Analyses whose worker or task was gone, taken up by the sweeper."
      filter      = "jsonPayload.message=\"lost analysis taken up\""
      labels      = []
      value       = null
    }
    late_deletions = {
      description = "Accounts whose deletion takes longer than three days, told again at each run of the sweeper."
      filter      = "jsonPayload.message=\"account deletion is late\""
      labels      = []
      value       = null
    }
    dropped_deliveries = {
      description = "Events, tasks and messages that can never succeed."
      filter      = "jsonPayload.message:\"delivery dropped\""
      labels      = ["function"]
      value       = null
    }
    photos_taken = {
      description = "Analyses that were begun: the entry of the funnel."
      filter      = "jsonPayload.message=\"analysis begun\""
      labels      = []
      value       = null
    }
    analyses_ended = {
      description = "Analyses that ended READY or FAILED, and why."
      filter      = "jsonPayload.message=\"analysis ended\""
      labels      = ["meal_status", "error_code"]
      value       = null
    }
    analysis_wait = {
      description = "Seconds from the photo to READY."
      filter      = "jsonPayload.message=\"analysis ended\" AND jsonPayload.meal_status=\"READY\" AND jsonPayload.waited_s>=0"
      labels      = []
      value       = "waited_s"
    }
    prompt_tokens = {
      description = "Tokens that the model was given, an analysis."
      filter      = "jsonPayload.message=\"analysis ended\" AND jsonPayload.prompt_tokens>=0"
      labels      = ["model"]
      value       = "prompt_tokens"
    }
    output_tokens = {
      description = "Tokens that the model answered, an analysis."
      filter      = "jsonPayload.message=\"analysis ended\" AND jsonPayload.output_tokens>=0"
      labels      = ["model"]
      value       = "output_tokens"
    }
    firestore_reads = {
      description = "Documents read, a request or delivery."
      filter      = "jsonPayload.firestore_reads>0"
      labels      = ["function"]
      value       = "firestore_reads"
    }
    firestore_writes = {
      description = "Documents written, a request or delivery."
      filter      = "jsonPayload.firestore_writes>0"
      labels      = ["function"]
      value       = "firestore_writes"
    }
  }
}

resource "google_logging_metric" "this" {
  for_each = local.log_metrics

  name        = "mealtrack/${each.key}"
  description = each.value.description
  filter      = "${local.from_functions} AND ${each.value.filter}"

  value_extractor  = each.value.value == null ? null : "EXTRACT(jsonPayload.${each.value.value})"
  label_extractors = { for label in each.value.labels : label => "EXTRACT(jsonPayload.${label})" }

  metric_descriptor {
    metric_kind = "DELTA"
    value_type  = each.value.value == null ? "INT64" : "DISTRIBUTION"

    dynamic "labels" {
      for_each = each.value.labels
      content {
        key        = labels.value
        value_type = "STRING"
      }
    }
  }

  dynamic "bucket_options" {
    for_each = each.value.value == null ? [] : [true]
    content {
      # 0.1 to about 10 million: from a tenth of a second to the tokens of a long prompt.
      exponential_buckets {
        num_finite_buckets = 64
        growth_factor      = 1.334
        scale              = 0.1
      }
    }
  }
}
