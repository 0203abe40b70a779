# As whom continuous integration acts: `deployer` applies, from the one branch only; `planner` reads, from any branch of the repository.
# GitHub proves what runs (Workload Identity Federation), so that there is no key to leak.

locals {
  # Roles by service rather than owner or editor.
  deployer_roles = [
    "roles/apigateway.admin",
    "roles/artifactregistry.admin",
    "roles/cloudfunctions.admin",
    "roles/cloudscheduler.admin",
    "roles/cloudtasks.admin",
    "roles/eventarc.admin",
    "roles/firebaserules.admin",
    "roles/iam.serviceAccountAdmin",
    "roles/logging.configWriter",
    "roles/monitoring.admin",
    "roles/pubsub.admin",
    "roles/run.admin",
    "roles/servicemanagement.admin",
    "roles/serviceusage.serviceUsageConsumer",
    "roles/storage.admin",
  ]

  planner_roles = [
    "roles/apigateway.viewer",
    "roles/artifactregistry.reader",
    "roles/cloudfunctions.viewer",
    "roles/cloudscheduler.viewer",
    "roles/cloudtasks.viewer",
    "roles/eventarc.viewer",
    "roles/firebaserules.viewer",
    "roles/iam.securityReviewer",
    "roles/iam.serviceAccountViewer",
    "roles/logging.viewer",
    "roles/monitoring.viewer",
    "roles/run.viewer",
    "roles/secretmanager.viewer",
    "roles/serviceusage.serviceUsageConsumer",
  ]

  # What the deployer may grant: the roles that terraform/modules/app gives to the functions' accounts, and nothing else.
  grantable_roles = [
    "roles/datastore.user",
    "roles/eventarc.eventReceiver",
    "roles/firebaseauth.admin",
    "roles/firebaseauth.viewer",
    "roles/logging.logWriter",
    "roles/storage.objectViewer",
  ]

  repository_principal = "principalSet://iam.googleapis.com/${google_iam_workload_identity_pool.github.name}"
}

resource "google_service_account" "deployer" {
  account_id   = "deployer"
  display_name = "Deploys from the main branch"
}

resource "google_service_account" "planner" {
  account_id   = "planner"
  display_name = "Plans on pull requests; reads only"
}

resource "google_project_iam_member" "deployer" {
  for_each = toset(local.deployer_roles)

  project = var.project_id
  role    = each.key
  member  = google_service_account.deployer.member
}

resource "google_project_iam_member" "planner" {
  for_each = toset(local.planner_roles)

  project = var.project_id
  role    = each.key
  member  = google_service_account.planner.member
}

# Granting roles without a bound would be owning the project.
resource "google_project_iam_member" "deployer_grants" {
  project = var.project_id
  role    = "roles/resourcemanager.projectIamAdmin"
  member  = google_service_account.deployer.member

  condition {
    title      = "roles-of-functions-only"
    expression = "api.getAttribute('iam.googleapis.com/modifiedGrantsByRole', []).hasOnly([${join(", ", [for role in local.grantable_roles : "'${role}'"])}])"
  }
}

# The database's shape without its documents, and the secrets without their values: the ready-made roles for either include both.
resource "google_project_iam_custom_role" "keeper" {
  role_id     = "mealtrackKeeper"
  title       = "Keeps databases and secrets without reading what is in them"
  permissions = concat(local.reading, local.keeping)
}

resource "google_project_iam_custom_role" "reader" {
  role_id     = "mealtrackReader"
  title       = "Sees databases and topics without reading what is in them"
  permissions = local.reading
}

locals {
  reading = [
    "datastore.backupSchedules.get", "datastore.backupSchedules.list",
    "datastore.databases.get", "datastore.databases.getMetadata", "datastore.databases.list",
    "datastore.indexes.get", "datastore.indexes.list",
    "datastore.operations.get", "datastore.operations.list",
    "pubsub.subscriptions.get", "pubsub.subscriptions.getIamPolicy", "pubsub.subscriptions.list",
    "pubsub.topics.get", "pubsub.topics.getIamPolicy", "pubsub.topics.list",
    "storage.buckets.get", "storage.buckets.getIamPolicy",
  ]
  keeping = [
    "datastore.backupSchedules.create", "datastore.backupSchedules.delete", "datastore.backupSchedules.update",
    "datastore.databases.create", "datastore.databases.update",
    "datastore.indexes.create", "datastore.indexes.delete", "datastore.indexes.update",
    "secretmanager.secrets.create", "secretmanager.secrets.delete", "secretmanager.secrets.get", "secretmanager.secrets.getIamPolicy",
    "secretmanager.secrets.list", "secretmanager.secrets.setIamPolicy", "secretmanager.secrets.update",
    "secretmanager.versions.get", "secretmanager.versions.list",
  ]
}

resource "google_project_iam_member" "keeper" {
  project = var.project_id
  role    = google_project_iam_custom_role.keeper.name
  member  = google_service_account.deployer.member
}

resource "google_project_iam_member" "reader" {
  project = var.project_id
  role    = google_project_iam_custom_role.reader.name
  member  = google_service_account.planner.member
}

resource "google_storage_bucket_iam_member" "planner_reads_state" {
  bucket = google_storage_bucket.state.name
  role   = "roles/storage.objectViewer"
  member = google_service_account.planner.member
}

resource "google_billing_account_iam_member" "budgets" {
  for_each = { deployer = "roles/billing.costsManager", planner = "roles/billing.viewer" }

  billing_account_id = var.billing_account
  role               = each.value
  member             = each.key == "deployer" ? google_service_account.deployer.member : google_service_account.planner.member
}

resource "google_iam_workload_identity_pool" "github" {
  workload_identity_pool_id = "github"
  display_name              = "GitHub Actions"

  depends_on = [google_project_service.this]
}

resource "google_iam_workload_identity_pool_provider" "github" {
  workload_identity_pool_id          = google_iam_workload_identity_pool.github.workload_identity_pool_id
  workload_identity_pool_provider_id = "actions"
  display_name                       = "GitHub Actions of one repository"

  attribute_mapping = {
    "google.subject"       = "assertion.sub"
    "attribute.repository" = "assertion.repository"
    "attribute.ref"        = "assertion.ref"
  }
  attribute_condition = "assertion.repository == '${var.repository}'"

  oidc {
    issuer_uri = "https://token.actions.githubusercontent.com"
  }
}

resource "google_service_account_iam_member" "deployer_from_branch" {
  service_account_id = google_service_account.deployer.name
  role               = "roles/iam.workloadIdentityUser"
  member             = "${local.repository_principal}/attribute.ref/refs/heads/${var.branch}"
}

resource "google_service_account_iam_member" "planner_from_repository" {
  service_account_id = google_service_account.planner.name
  role               = "roles/iam.workloadIdentityUser"
  member             = "${local.repository_principal}/attribute.repository/${var.repository}"
}
