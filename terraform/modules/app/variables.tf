variable "environment" {
  description = "MEALTRACK_ENV of every function."
  type        = string

  validation {
    condition     = contains(["dev", "prod"], var.environment)
    error_message = "An environment is dev or prod."
  }
}

variable "project_id" {
  description = "The Google Cloud project that holds this environment and nothing else."
  type        = string
}

variable "region" {
  description = "Where everything is: functions, queues, database, secrets. API Gateway has to exist there."
  type        = string
  default     = "europe-west1"
}

variable "catalog" {
  description = "generated/functions.json, decoded: the functions, queues, topics, identities and settings."
  type        = any
}

variable "firestore_rules" {
  description = "The text of firestore.rules."
  type        = string
}

variable "firestore_indexes" {
  description = "firestore.indexes.json, decoded."
  type        = any
}

variable "runbooks" {
  description = "Folder of the runbooks: one page an alert, NAME.md. Each alert carries its page."
  type        = string
}

variable "source_archive" {
  description = "Path of the zip file that `python -m deploy.archive` wrote."
  type        = string
}

variable "release" {
  description = "The commit that is deployed, as /health reports it."
  type        = string
}

variable "settings" {
  description = "Settings that are not secret, by name, where they differ from their defaults (shared/settings.py describes each)."
  type        = map(string)
  default     = {}
}

variable "secret_versions" {
  description = "Version number of each secret, by the setting's name; 1 where a secret is not named. Rotating is raising a number."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for version in values(var.secret_versions) : can(regex("^[1-9][0-9]*$", version))])
    error_message = "A secret's version is a number: `latest` would change what runs without a deployment."
  }
}

variable "queue_rates" {
  description = "Rates of queues that differ from the registry's: the requests a minute that the model's provider grants this project."
  type        = map(object({ per_minute = number, max_concurrent = number }))
  default     = {}
}

variable "max_instances" {
  description = "No function gets more instances than this, whatever its row says. It bounds the bill and the regional CPU quota."
  type        = number
}

variable "keep_warm" {
  description = "Whether functions keep the idle instances that their rows ask for."
  type        = bool
}

variable "event_age_limit_s" {
  description = "Messages older than this are given up, in seconds (10 minutes to 31 days)."
  type        = number
  default     = 86400
}

variable "alert_email" {
  description = "Who is told of alerts."
  type        = string
}

variable "billing_account" {
  description = "The billing account that pays for the project, XXXXXX-XXXXXX-XXXXXX."
  type        = string
}

variable "monthly_budget" {
  description = "What a month may cost, in the billing account's currency, before people are told."
  type        = number
}

variable "token_prices" {
  description = "What a million of the model's tokens cost in $, for the dashboard. deploy/cost.py says where the numbers are from."
  type        = object({ prompt_per_million = number, output_per_million = number })
  default     = { prompt_per_million = 0.30, output_per_million = 2.50 }
}
