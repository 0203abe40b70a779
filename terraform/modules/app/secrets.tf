# The secrets, without their values: those are put in by a person and never pass through Terraform's state. docs/operate/secrets.md says how.

resource "google_secret_manager_secret" "this" {
  for_each = local.secrets

  secret_id           = lower(replace(each.key, "_", "-"))
  version_destroy_ttl = "604800s" # a version destroyed by mistake can be brought back for a week

  replication {
    user_managed {
      replicas {
        location = var.region
      }
    }
  }
}

# Exactly the identities of the functions that need the secret.
resource "google_secret_manager_secret_iam_binding" "this" {
  for_each = local.secrets

  secret_id = google_secret_manager_secret.this[each.key].id
  role      = "roles/secretmanager.secretAccessor"
  members = [
    for identity in sort(distinct([for f in values(local.functions) : f.identity if contains(f.secrets, each.key)])) :
    google_service_account.runtime[identity].member
  ]
}
