# One dashboard. A chart is a title and PromQL; the grid follows from their order.

locals {
  charts = [
    { title = "Requests a second, by function", query = "sum by (service_name) (rate(run_googleapis_com:request_count{monitored_resource=\"cloud_run_revision\"}[5m]))" },
    { title = "Share of 5xx, by function", query = "sum by (service_name) (rate(run_googleapis_com:request_count{monitored_resource=\"cloud_run_revision\",response_code_class=\"5xx\"}[5m])) / sum by (service_name) (rate(run_googleapis_com:request_count{monitored_resource=\"cloud_run_revision\"}[5m]))" },
    { title = "p95 latency (ms), by function", query = "histogram_quantile(0.95, sum by (service_name, le) (rate(run_googleapis_com:request_latencies_bucket{monitored_resource=\"cloud_run_revision\"}[5m])))" },
    { title = "Instances, by function", query = "sum by (service_name) (run_googleapis_com:container_instance_count{monitored_resource=\"cloud_run_revision\"})" },
    { title = "Tasks in each queue", query = "sum by (queue_id) (cloudtasks_googleapis_com:queue_depth{monitored_resource=\"cloud_tasks_queue\"})" },
    { title = "p95 of a task's wait (ms), by queue", query = "histogram_quantile(0.95, sum by (queue_id, le) (rate(cloudtasks_googleapis_com:queue_task_attempt_delays_bucket{monitored_resource=\"cloud_tasks_queue\"}[5m])))" },
    { title = "Photos begun and analyses ended, an hour", query = "label_replace(sum(increase(logging_googleapis_com:user_mealtrack_photos_taken{monitored_resource=\"cloud_run_revision\"}[1h])), \"meal_status\", \"begun\", \"\", \"\") or sum by (meal_status) (increase(logging_googleapis_com:user_mealtrack_analyses_ended{monitored_resource=\"cloud_run_revision\"}[1h]))" },
    { title = "Failed analyses an hour, by error code", query = "sum by (error_code) (increase(logging_googleapis_com:user_mealtrack_analyses_ended{monitored_resource=\"cloud_run_revision\",meal_status=\"FAILED\"}[1h]))" },
    { title = "Seconds from photo to READY: p50 and p95", query = "label_replace(histogram_quantile(0.5, sum by (le) (rate(logging_googleapis_com:user_mealtrack_analysis_wait_bucket{monitored_resource=\"cloud_run_revision\"}[30m]))), \"quantile\", \"p50\", \"\", \"\") or label_replace(histogram_quantile(0.95, sum by (le) (rate(logging_googleapis_com:user_mealtrack_analysis_wait_bucket{monitored_resource=\"cloud_run_revision\"}[30m]))), \"quantile\", \"p95\", \"\", \"\")" },
    { title = "Model tokens an hour", query = "label_replace(sum by (model) (increase(logging_googleapis_com:user_mealtrack_prompt_tokens_sum{monitored_resource=\"cloud_run_revision\"}[1h])), \"kind\", \"prompt\", \"\", \"\") or label_replace(sum by (model) (increase(logging_googleapis_com:user_mealtrack_output_tokens_sum{monitored_resource=\"cloud_run_revision\"}[1h])), \"kind\", \"output\", \"\", \"\")" },
    { title = "Model cost an hour ($)", query = "sum(increase(logging_googleapis_com:user_mealtrack_prompt_tokens_sum{monitored_resource=\"cloud_run_revision\"}[1h])) * ${var.token_prices.prompt_per_million / 1000000} + sum(increase(logging_googleapis_com:user_mealtrack_output_tokens_sum{monitored_resource=\"cloud_run_revision\"}[1h])) * ${var.token_prices.output_per_million / 1000000}" },
    { title = "Documents read an hour, by function", query = "sum by (function) (increase(logging_googleapis_com:user_mealtrack_firestore_reads_sum{monitored_resource=\"cloud_run_revision\"}[1h]))" },
    { title = "Documents written an hour, by function", query = "sum by (function) (increase(logging_googleapis_com:user_mealtrack_firestore_writes_sum{monitored_resource=\"cloud_run_revision\"}[1h]))" },
    { title = "Errors and vendors' failures, an hour", query = "label_replace(sum(increase(logging_googleapis_com:user_mealtrack_errors{monitored_resource=\"cloud_run_revision\"}[1h])), \"of\", \"ours\", \"\", \"\") or label_replace(sum(increase(logging_googleapis_com:user_mealtrack_vendor_failures{monitored_resource=\"cloud_run_revision\"}[1h])), \"of\", \"vendors\", \"\", \"\")" },
  ]
}

resource "google_monitoring_dashboard" "this" {
  dashboard_json = jsonencode({
    displayName = "MealTrack"
    mosaicLayout = {
      columns = 12
      tiles = [
        for index, chart in local.charts : {
          xPos = index % 2 * 6, yPos = floor(index / 2) * 4, width = 6, height = 4
          widget = {
            title   = chart.title
            xyChart = { dataSets = [{ plotType = "LINE", timeSeriesQuery = { prometheusQuery = chart.query } }] }
          }
        }
      ]
    }
  })

  depends_on = [google_logging_metric.this]
}
