# The deployer is strong; these are the bounds of it.

provider "google" {
  project      = "mealtrack-test"
  access_token = "none"
}

provider "google-beta" {
  project      = "mealtrack-test"
  access_token = "none"
}

variables {
  project_id      = "mealtrack-test"
  billing_account = "000000-000000-000000"
  repository      = "example/mealtrack"
}

run "bounds" {
  command = plan

  assert {
    condition = length(setintersection(
      toset(concat(local.deployer_roles, local.planner_roles, local.grantable_roles)),
      ["roles/owner", "roles/editor", "roles/viewer", "roles/secretmanager.admin", "roles/secretmanager.secretAccessor", "roles/datastore.owner", "roles/iam.serviceAccountUser", "roles/iam.serviceAccountTokenCreator"],
    )) == 0
    error_message = "Continuous integration has a primitive role, may act as every account, or may read documents or secrets."
  }

  assert {
    condition     = !anytrue([for permission in concat(local.reading, local.keeping) : can(regex("entities|versions[.]access|topics[.]publish|subscriptions[.]consume", permission))])
    error_message = "Continuous integration may read documents, secrets or messages."
  }

  assert {
    condition     = can(regex("modifiedGrantsByRole.*hasOnly", google_project_iam_member.deployer_grants.condition[0].expression))
    error_message = "The deployer may grant any role, which is owning the project."
  }

  assert {
    condition     = google_iam_workload_identity_pool_provider.github.attribute_condition == "assertion.repository == 'example/mealtrack'"
    error_message = "Another repository may act as ours."
  }

  assert {
    condition     = google_storage_bucket.state.public_access_prevention == "enforced" && google_storage_bucket.state.versioning[0].enabled
    error_message = "The state is public, or cannot be brought back."
  }
}

run "a_repository_without_owner_is_refused" {
  command = plan

  variables {
    repository = "mealtrack"
  }

  expect_failures = [var.repository]
}
