# Service level objectives: 99.9 % of requests answered without a 5xx, 95 % of requests under half a second where no model and no photo is
# involved, 95 % of photos READY within 20 seconds; each over 28 days. An area of functions is a service, so that one can see which is ill.

locals {
  run = "resource.type=\"cloud_run_revision\""

  services_of = {
    for area in local.areas : area => {
      all   = [for f in values(local.kinds.http) : f.deployed_name if f.area == area]
      quick = [for f in values(local.kinds.http) : f.deployed_name if f.area == area && f.profile.name == "standard"]
    }
  }
  among = {
    for area, services in local.services_of : area => {
      for group, names in services : group => "resource.labels.service_name=one_of(${join(",", [for name in names : "\"${name}\""])})"
    }
  }
  quick_areas = toset([for area in local.areas : area if length(local.services_of[area].quick) > 0])

  # The objectives that are watched for burning. `burn`: how many times faster than allowed the error budget goes when people are woken.
  # 14.4 for an hour is 2 % of a month's budget (the multi-window alerts of Google's SRE workbook, chapter 5).
  burning = merge(
    { for area in local.areas : "availability-${area}" => { slo = google_monitoring_slo.availability[area].name, runbook = "availability", burn = 14.4 } },
    { for area in local.quick_areas : "latency-${area}" => { slo = google_monitoring_slo.latency[area].name, runbook = "latency", burn = 10 } },
    { photos = { slo = google_monitoring_slo.photos.name, runbook = "photos", burn = 10 } },
  )
}

resource "google_monitoring_custom_service" "area" {
  for_each = local.areas

  service_id   = "mealtrack-${each.key}"
  display_name = "MealTrack ${each.key}"
}

resource "google_monitoring_slo" "availability" {
  for_each = local.areas

  service             = google_monitoring_custom_service.area[each.key].service_id
  slo_id              = "availability"
  display_name        = "99.9 % of ${each.key} requests without a 5xx"
  goal                = 0.999
  rolling_period_days = 28

  request_based_sli {
    good_total_ratio {
      total_service_filter = "metric.type=\"run.googleapis.com/request_count\" ${local.run} ${local.among[each.key].all}"
      bad_service_filter   = "metric.type=\"run.googleapis.com/request_count\" ${local.run} ${local.among[each.key].all} metric.labels.response_code_class=\"5xx\""
    }
  }
}

resource "google_monitoring_slo" "latency" {
  for_each = local.quick_areas

  service             = google_monitoring_custom_service.area[each.key].service_id
  slo_id              = "latency"
  display_name        = "95 % of ${each.key} requests within 500 ms"
  goal                = 0.95
  rolling_period_days = 28

  request_based_sli {
    distribution_cut {
      distribution_filter = "metric.type=\"run.googleapis.com/request_latencies\" ${local.run} ${local.among[each.key].quick}"
      range {
        max = 500 # milliseconds
      }
    }
  }
}

resource "google_monitoring_custom_service" "photos" {
  service_id   = "mealtrack-photos"
  display_name = "MealTrack photo analysis"
}

resource "google_monitoring_slo" "photos" {
  service             = google_monitoring_custom_service.photos.service_id
  slo_id              = "ready"
  display_name        = "95 % of photos READY within 20 s"
  goal                = 0.95
  rolling_period_days = 28

  request_based_sli {
    distribution_cut {
      distribution_filter = "metric.type=\"logging.googleapis.com/user/${google_logging_metric.this["analysis_wait"].name}\" ${local.run}"
      range {
        max = 20 # seconds
      }
    }
  }
}
