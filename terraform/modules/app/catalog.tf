# What the registry says, put into the shapes that the other files need. Nothing here names a function: a new row arrives by itself.

data "google_project" "this" {
  project_id = var.project_id
}

locals {
  functions = { for f in var.catalog.functions : f.name => f }
  kinds     = { for kind in ["http", "document", "task", "message", "schedule"] : kind => { for name, f in local.functions : name => f if f.kind == kind } }

  # Cloud Run gives every service this address beside its hashed one. It is known before the service exists, so that functions can be told
  # of each other and the gateway's document shows in the plan.
  number = data.google_project.this.number
  urls   = { for name, f in local.functions : name => "https://${f.deployed_name}-${local.number}.${var.region}.run.app" }

  areas = toset([for f in values(local.kinds.http) : f.area])

  settings   = { for s in var.catalog.settings : s.name => s }
  secrets    = toset(flatten([for f in values(local.functions) : f.secrets]))
  identities = toset([for f in values(local.functions) : f.identity])
}
