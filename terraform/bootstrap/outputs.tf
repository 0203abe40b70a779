output "state_bucket" {
  description = "Where the environment's state is kept."
  value       = google_storage_bucket.state.name
}

output "workload_identity_provider" {
  description = "GitHub variable WORKLOAD_IDENTITY_PROVIDER of the environment."
  value       = google_iam_workload_identity_pool_provider.github.name
}

output "deployer" {
  description = "GitHub variable DEPLOYER of the environment."
  value       = google_service_account.deployer.email
}

output "planner" {
  description = "GitHub variable PLANNER of the environment."
  value       = google_service_account.planner.email
}
