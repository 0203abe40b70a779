# Service accounts by trust class. What a class may do stands here once; which function belongs to it, in its row of the registry.

locals {
  pubsub_agent = "serviceAccount:service-${local.number}@gcp-sa-pubsub.iam.gserviceaccount.com"

  # What functions of a class do beyond reading and writing documents.
  #   enqueue: put tasks into the queues, and look whether one waits there    publish: put messages into the topics
  #   see_queues: report the queues' state                                    see_people: ask Firebase Auth whether an account is still good
  #   end_people: lock and delete accounts there
  # `files` are the folders of the bucket whose objects a class may read and write; files.tf has what is beyond.
  abilities = {
    api      = { enqueue = false, publish = false, see_queues = true, see_people = true, end_people = false, files = [] }
    uploads  = { enqueue = false, publish = false, see_queues = false, see_people = true, end_people = false, files = [] }
    events   = { enqueue = true, publish = true, see_queues = true, see_people = false, end_people = false, files = [] }
    billing  = { enqueue = false, publish = false, see_queues = false, see_people = true, end_people = false, files = [] }
    exports  = { enqueue = false, publish = false, see_queues = false, see_people = true, end_people = false, files = ["exports", "imports"] }
    accounts = { enqueue = false, publish = false, see_queues = false, see_people = false, end_people = true, files = ["exports", "imports"] }
  }

  able = {
    for ability in ["enqueue", "publish", "see_queues", "see_people", "end_people"] :
    ability => [for identity in sort(tolist(local.identities)) : identity if try(local.abilities[identity][ability], false)]
  }
  queue_grants = {
    for grant in concat(
      [for pair in setproduct(local.able.enqueue, keys(local.queues)) : { identity = pair[0], queue = pair[1], role = "roles/cloudtasks.enqueuer" }],
      [for pair in setproduct(local.able.see_queues, keys(local.queues)) : { identity = pair[0], queue = pair[1], role = "roles/cloudtasks.viewer" }],
    ) : "${grant.identity}/${grant.queue}/${grant.role}" => grant
  }
  topic_grants = { for pair in setproduct(local.able.publish, var.catalog.topics) : "${pair[0]}/${pair[1]}" => { identity = pair[0], topic = pair[1] } }
}

# As whom functions run.
resource "google_service_account" "runtime" {
  for_each = local.identities

  account_id   = "run-as-${each.key}"
  display_name = "Functions of the class ${each.key}"
}

# As whom functions are called.
resource "google_service_account" "invoker" {
  for_each = toset(["gateway", "tasks", "scheduler", "events"])

  account_id   = "${each.key}-invoker"
  display_name = "Calls functions for ${each.key}"
}

resource "google_service_account" "build" {
  account_id   = "functions-build"
  display_name = "Builds the functions"
}

resource "google_project_iam_member" "documents" {
  for_each = local.identities

  project = var.project_id
  role    = "roles/datastore.user"
  member  = google_service_account.runtime[each.key].member
}

resource "google_project_iam_member" "people" {
  for_each = toset(local.able.see_people)

  project = var.project_id
  role    = "roles/firebaseauth.viewer"
  member  = google_service_account.runtime[each.key].member
}

resource "google_project_iam_member" "people_who_leave" {
  for_each = toset(local.able.end_people)

  project = var.project_id
  role    = "roles/firebaseauth.admin"
  member  = google_service_account.runtime[each.key].member
}

resource "google_cloud_tasks_queue_iam_member" "this" {
  for_each = local.queue_grants

  name     = google_cloud_tasks_queue.this[each.value.queue].name
  location = var.region
  role     = each.value.role
  member   = google_service_account.runtime[each.value.identity].member
}

# Who enqueues a task says as whom it will be delivered, and has to be allowed to.
resource "google_service_account_iam_member" "deliver_tasks" {
  for_each = toset(local.able.enqueue)

  service_account_id = google_service_account.invoker["tasks"].name
  role               = "roles/iam.serviceAccountUser"
  member             = google_service_account.runtime[each.key].member
}

resource "google_pubsub_topic_iam_member" "publish" {
  for_each = local.topic_grants

  topic  = google_pubsub_topic.this[each.value.topic].id
  role   = "roles/pubsub.publisher"
  member = google_service_account.runtime[each.value.identity].member
}

resource "google_project_iam_member" "event_receiver" {
  project = var.project_id
  role    = "roles/eventarc.eventReceiver"
  member  = google_service_account.invoker["events"].member
}

# A build reads the archive, writes its image, and logs.
resource "google_project_iam_member" "build" {
  for_each = {
    logs   = { role = "roles/logging.logWriter", condition = "" }
    source = { role = "roles/storage.objectViewer", condition = "resource.name.startsWith(\"projects/_/buckets/gcf-v2-sources-${local.number}-\")" }
  }

  project = var.project_id
  role    = each.value.role
  member  = google_service_account.build.member

  dynamic "condition" {
    for_each = compact([each.value.condition])
    content {
      title      = "sources-of-functions"
      expression = condition.value
    }
  }
}

resource "google_storage_bucket_iam_member" "build" {
  bucket = google_storage_bucket.source.name
  role   = "roles/storage.objectViewer"
  member = google_service_account.build.member
}

resource "google_artifact_registry_repository_iam_member" "build" {
  repository = google_artifact_registry_repository.functions.name
  location   = var.region
  role       = "roles/artifactregistry.writer"
  member     = google_service_account.build.member
}

# Deploying what runs or calls as an account takes the right to act as it: on each account, rather than on every account of the project.
resource "google_service_account_iam_member" "deployer" {
  for_each = merge(
    { for name, account in google_service_account.runtime : "runtime/${name}" => account.name },
    { for name, account in google_service_account.invoker : "invoker/${name}" => account.name },
    { build = google_service_account.build.name },
  )

  service_account_id = each.value
  role               = "roles/iam.serviceAccountUser"
  member             = "serviceAccount:deployer@${var.project_id}.iam.gserviceaccount.com" # terraform/bootstrap makes it
}
