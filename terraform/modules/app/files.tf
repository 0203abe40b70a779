# The bucket of what is too large for a document: exports and files to import, which end after seven days, and the food table, which stays.

locals {
  files_bucket = "${var.project_id}-files"
  file_grants = {
    for grant in flatten([
      for identity in sort(tolist(local.identities)) : [
        for folder in try(local.abilities[identity].files, []) : { identity = identity, folder = folder }
      ]
    ]) : "${grant.identity}/${grant.folder}" => grant
  }
  # The table of foods that functions load. Who reads it, writes none of it: it is put there by an operator.
  readers_of_foods = toset([for identity in sort(tolist(local.identities)) : identity if contains(["ai", "api", "uploads"], identity)])
}

resource "google_storage_bucket" "files" {
  name                        = local.files_bucket
  location                    = var.region
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"

  # What was deleted is gone: no version of it stays, and nothing can be undeleted.
  versioning {
    enabled = false
  }
  soft_delete_policy {
    retention_duration_seconds = 0
  }

  lifecycle_rule {
    condition {
      age            = 7
      matches_prefix = ["exports/", "imports/"]
    }
    action {
      type = "Delete"
    }
  }
}

resource "google_storage_bucket_iam_member" "files" {
  for_each = local.file_grants

  bucket = google_storage_bucket.files.name
  role   = "roles/storage.objectUser"
  member = google_service_account.runtime[each.value.identity].member

  condition {
    title      = "folder-${each.value.folder}"
    expression = "resource.name.startsWith(\"projects/_/buckets/${local.files_bucket}/objects/${each.value.folder}/\")"
  }
}

resource "google_storage_bucket_iam_member" "foods" {
  for_each = local.readers_of_foods

  bucket = google_storage_bucket.files.name
  role   = "roles/storage.objectViewer"
  member = google_service_account.runtime[each.key].member

  condition {
    title      = "folder-foods"
    expression = "resource.name.startsWith(\"projects/_/buckets/${local.files_bucket}/objects/foods/\")"
  }
}

# Deleting a person's files takes finding them: listing is a right on the whole bucket, and lets nobody read.
resource "google_storage_bucket_iam_member" "list" {
  for_each = toset(local.able.end_people)

  bucket = google_storage_bucket.files.name
  role   = "roles/storage.legacyBucketReader"
  member = google_service_account.runtime[each.key].member
}

# A signed link to an export is signed by IAM, as the account that the function runs as: functions hold no key.
resource "google_service_account_iam_member" "sign_links" {
  for_each = toset([for identity in sort(tolist(local.identities)) : identity if identity == "exports"])

  service_account_id = google_service_account.runtime[each.key].name
  role               = "roles/iam.serviceAccountTokenCreator"
  member             = google_service_account.runtime[each.key].member
}
