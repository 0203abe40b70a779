# The generated documents as the tests' inputs: as they are, and as they would be with further rows in the registry.

locals {
  repository = "${path.module}/../../../../.."
  catalog    = jsondecode(file("${local.repository}/generated/functions.json"))
  openapi    = jsondecode(file("${local.repository}/generated/openapi.json"))

  row = {
    description   = "A function that the tests add.", module = "functions.meals.new", area = "meals", identity = "notify"
    profile       = { name = "worker", memory_mib = 512, cpu = 1, concurrency = 20, timeout_s = 120 }
    min_instances = 0, max_instances = 10, secrets = [], environment = ["GOOGLE_CLOUD_PROJECT"]
  }
  rows = {
    http     = { kind = "http", identity = "api", trigger = { auth = "user", routes = [{ method = "PUT", path = "/v1/meals/{meal_id}" }, { method = "GET", path = "/v1/new" }] } }
    document = { kind = "document", identity = "events", trigger = { document = "users/{uid}/news/{new_id}" } }
    task     = { kind = "task", identity = "ai", trigger = { queue = local.catalog.queues[0].name } }
    message  = { kind = "message", identity = "notify", trigger = { topic = local.catalog.topics[0], filter = "attributes.type=\"MealReady\"" } }
    schedule = { kind = "schedule", identity = "events", trigger = { cron = "0 3 * * *" } }
  }
  more = {
    for kind, row in local.rows : kind => merge(local.row, row, { name = "new_${kind}", deployed_name = "new-${kind}", entry_point = "new_${kind}" })
  }
}

output "catalog" {
  value = local.catalog
}

output "catalogs_with_one_more" {
  description = "By the kind of the row that was added."
  value       = { for kind, row in local.more : kind => merge(local.catalog, { functions = concat(local.catalog.functions, [row]) }) }
}

output "catalog_with_one_of_each" {
  value = merge(local.catalog, { functions = concat(local.catalog.functions, values(local.more)) })
}

output "published" {
  description = "Each operation of generated/openapi.json: METHOD PATH => whether it asks for a token, and its id."
  value = {
    for o in flatten([
      for path, methods in local.openapi.paths : [for method, o in methods : { key = "${method} ${path}", id = o.operationId, needs_token = length(o.security) > 0 }]
    ]) : o.key => { id = o.id, needs_token = o.needs_token }
  }
}

output "firestore_rules" {
  value = file("${local.repository}/firestore.rules")
}

output "firestore_indexes" {
  value = jsondecode(file("${local.repository}/firestore.indexes.json"))
}

output "runbooks" {
  value = "${local.repository}/docs/operate/alerts"
}
