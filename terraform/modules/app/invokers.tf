# Who may call which function: one caller a kind, and nobody besides. The bindings are authoritative: a member added by hand goes at the next
# deployment. Public routes are no exception: what calls the function is the gateway, so that allUsers appears nowhere.

locals {
  invokers = { http = "gateway", document = "events", message = "events", task = "tasks", schedule = "scheduler" }
}

resource "google_cloud_run_v2_service_iam_binding" "invoker" {
  for_each = local.functions

  name     = google_cloudfunctions2_function.this[each.key].name
  location = var.region
  role     = "roles/run.invoker"
  members  = [google_service_account.invoker[local.invokers[each.value.kind]].member]
}
