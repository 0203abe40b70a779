# Once for each project, by a person who owns it: what has to exist before the first `make deploy`. Its own state is small and may stay on
# that person's machine, or move into the bucket that it makes (docs/operate/deploy.md).

terraform {
  required_version = ">= 1.9"

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

provider "google" {
  project = var.project_id
  region  = var.region
}

provider "google-beta" {
  project = var.project_id
  region  = var.region
}
