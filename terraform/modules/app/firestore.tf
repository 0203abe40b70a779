# The database, and everything of firestore.rules and firestore.indexes.json. Terraform is their only owner: do not deploy them with the
# Firebase CLI, which is for the emulators.

resource "google_firestore_database" "this" {
  name                              = "(default)"
  location_id                       = var.region # one region, beside the functions: a trigger has to be where its database is
  type                              = "FIRESTORE_NATIVE"
  concurrency_mode                  = "OPTIMISTIC"
  app_engine_integration_mode       = "DISABLED"
  point_in_time_recovery_enablement = "POINT_IN_TIME_RECOVERY_ENABLED"
  delete_protection_state           = "DELETE_PROTECTION_ENABLED"
  deletion_policy                   = "ABANDON"

  lifecycle {
    prevent_destroy = true
  }
}

resource "google_firestore_backup_schedule" "daily" {
  database  = google_firestore_database.this.name
  retention = "604800s" # 7 days, the longest that a daily backup may be kept

  daily_recurrence {}
}

resource "google_firestore_backup_schedule" "weekly" {
  database  = google_firestore_database.this.name
  retention = "8467200s" # 14 weeks, the longest that any backup may be kept

  weekly_recurrence {
    day = "SUNDAY"
  }
}

resource "google_firebaserules_ruleset" "firestore" {
  source {
    files {
      name    = "firestore.rules"
      content = var.firestore_rules
    }
  }

  lifecycle {
    create_before_destroy = true
  }

  depends_on = [google_firestore_database.this]
}

resource "google_firebaserules_release" "firestore" {
  name         = "cloud.firestore"
  ruleset_name = google_firebaserules_ruleset.firestore.name

  lifecycle {
    replace_triggered_by = [google_firebaserules_ruleset.firestore]
  }
}

locals {
  indexes = {
    for i in var.firestore_indexes.indexes :
    "${i.collectionGroup}/${lower(i.queryScope)}/${join(",", [for f in i.fields : "${f.fieldPath}:${lower(try(f.order, f.arrayConfig, "vector"))}"])}" => i
  }
  field_overrides = { for o in var.firestore_indexes.fieldOverrides : "${o.collectionGroup}/${o.fieldPath}" => o }
}

resource "google_firestore_index" "this" {
  for_each = local.indexes

  database    = google_firestore_database.this.name
  collection  = each.value.collectionGroup
  query_scope = each.value.queryScope

  dynamic "fields" {
    for_each = each.value.fields
    content {
      field_path   = fields.value.fieldPath
      order        = try(fields.value.order, null)
      array_config = try(fields.value.arrayConfig, null)

      dynamic "vector_config" {
        for_each = try([fields.value.vectorConfig], [])
        content {
          dimension = vector_config.value.dimension
          flat {}
        }
      }
    }
  }
}

# Single fields: which indexes they have (none where the list is empty) and whether a document ends at the time that they name.
resource "google_firestore_field" "this" {
  for_each = local.field_overrides

  database   = google_firestore_database.this.name
  collection = each.value.collectionGroup
  field      = each.value.fieldPath

  dynamic "index_config" {
    for_each = try([each.value.indexes], [])
    content {
      dynamic "indexes" {
        for_each = index_config.value
        content {
          order        = try(indexes.value.order, null)
          array_config = try(indexes.value.arrayConfig, null)
          query_scope  = indexes.value.queryScope
        }
      }
    }
  }

  dynamic "ttl_config" {
    for_each = try(each.value.ttl, false) ? [true] : []
    content {}
  }
}
