locals {
  region     = "europe-west1"
  repository = "${path.root}/../../.."
}

module "app" {
  source = "../../modules/app"

  environment       = "prod"
  project_id        = var.project_id
  region            = local.region
  catalog           = jsondecode(file("${local.repository}/generated/functions.json"))
  firestore_rules   = file("${local.repository}/firestore.rules")
  firestore_indexes = jsondecode(file("${local.repository}/firestore.indexes.json"))
  runbooks          = "${local.repository}/docs/operate/alerts"
  source_archive    = var.source_archive
  release           = var.release
  settings          = var.settings
  secret_versions   = var.secret_versions
  alert_email       = var.alert_email
  billing_account   = var.billing_account

  # The sizes of this environment.
  max_instances  = 10
  keep_warm      = true
  monthly_budget = 1000
  queue_rates    = {}
}
