# Topics, and one push subscription for each function that takes messages. The subscriptions are ours, not Eventarc's: only so do they have
# the row's filter, an age limit and a dead-letter topic.

locals {
  messages = local.kinds.message
}

resource "google_pubsub_topic" "this" {
  for_each = toset(var.catalog.topics)

  name = each.key

  message_storage_policy {
    allowed_persistence_regions = [var.region]
  }
}

resource "google_pubsub_topic" "dead_letters" {
  name = "dead-letters"

  message_storage_policy {
    allowed_persistence_regions = [var.region]
  }
}

# Keeps what was given up until somebody has looked at it.
resource "google_pubsub_subscription" "dead_letters" {
  name                       = "dead-letters"
  topic                      = google_pubsub_topic.dead_letters.id
  message_retention_duration = "604800s"
  ack_deadline_seconds       = 60

  expiration_policy {
    ttl = "" # never
  }
}

resource "google_pubsub_subscription" "push" {
  for_each = local.messages

  name                       = each.value.deployed_name
  topic                      = google_pubsub_topic.this[each.value.trigger.topic].id
  filter                     = each.value.trigger.filter == "" ? null : each.value.trigger.filter
  ack_deadline_seconds       = min(600, max(10, each.value.profile.timeout_s))
  message_retention_duration = "${var.event_age_limit_s}s"

  push_config {
    # functions-framework takes the topic's name from the path and hands the function the CloudEvent that Eventarc would send.
    push_endpoint = "${local.urls[each.key]}/projects/${var.project_id}/topics/${each.value.trigger.topic}"

    oidc_token {
      service_account_email = google_service_account.invoker["events"].email
      audience              = local.urls[each.key]
    }
  }

  retry_policy {
    minimum_backoff = "10s"
    maximum_backoff = "600s"
  }

  dead_letter_policy {
    dead_letter_topic     = google_pubsub_topic.dead_letters.id
    max_delivery_attempts = 10
  }

  expiration_policy {
    ttl = ""
  }

  depends_on = [
    google_cloud_run_v2_service_iam_binding.invoker,
    google_service_account_iam_member.deployer,
  ]
}

# Pub/Sub moves a message to the dead letters as itself: it publishes there and acknowledges here.
resource "google_pubsub_topic_iam_member" "dead_letters" {
  topic  = google_pubsub_topic.dead_letters.id
  role   = "roles/pubsub.publisher"
  member = local.pubsub_agent
}

resource "google_pubsub_subscription_iam_member" "push" {
  for_each = local.messages

  subscription = google_pubsub_subscription.push[each.key].id
  role         = "roles/pubsub.subscriber"
  member       = local.pubsub_agent
}
