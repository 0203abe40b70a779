# What belongs to the operator and not into the repository: give them as TF_VAR_… or in a terraform.tfvars, which git ignores.

variable "project_id" {
  description = "The Google Cloud project of this environment."
  type        = string
}

variable "billing_account" {
  description = "The billing account that pays for it, XXXXXX-XXXXXX-XXXXXX."
  type        = string
}

variable "alert_email" {
  description = "Who is told of alerts."
  type        = string
}

variable "settings" {
  description = "This operator's settings (docs/operate/deploy.md): CLOUDINARY_CLOUD_NAME, CLOUDINARY_API_KEY, CORS_ORIGINS."
  type        = map(string)
}

variable "secret_versions" {
  description = "Version number of each secret that was rotated, by the setting's name."
  type        = map(string)
  default     = {}
}

# Given by `make plan` and `make deploy`.

variable "source_archive" {
  description = "The zip file that `python -m deploy.archive` wrote."
  type        = string
}

variable "release" {
  description = "The commit that is deployed."
  type        = string
}
