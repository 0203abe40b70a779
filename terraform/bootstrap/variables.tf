variable "project_id" {
  description = "The Google Cloud project of one environment; it exists and has a billing account."
  type        = string
}

variable "region" {
  description = "Where the state is kept: that of the environment."
  type        = string
  default     = "europe-west1"
}

variable "billing_account" {
  description = "The billing account that pays for the project, XXXXXX-XXXXXX-XXXXXX."
  type        = string
}

variable "repository" {
  description = "The GitHub repository that may deploy, OWNER/NAME."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+$", var.repository))
    error_message = "A repository is OWNER/NAME."
  }
}

variable "branch" {
  description = "The branch whose commits are deployed."
  type        = string
  default     = "main"
}
