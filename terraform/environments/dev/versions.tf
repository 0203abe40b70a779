terraform {
  required_version = ">= 1.9"

  # The bucket is terraform/bootstrap's: -backend-config="bucket=PROJECT-terraform-state".
  backend "gcs" {
    prefix = "app"
  }

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 6.50"
    }
    google-beta = {
      source  = "hashicorp/google-beta"
      version = "~> 6.50"
    }
  }
}

# Budgets belong to a billing account: asking for them has to name the project that asks.
provider "google" {
  project               = var.project_id
  region                = local.region
  billing_project       = var.project_id
  user_project_override = true
}

provider "google-beta" {
  project               = var.project_id
  region                = local.region
  billing_project       = var.project_id
  user_project_override = true
}
