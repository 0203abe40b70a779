# One base URL. The gateway's document is OpenAPI 2.0, the format that Google describes fully, and holds what a gateway decides by: paths,
# methods, who may call, where it goes and how long it may take. Schemas stay in generated/openapi.json: the functions check them.

locals {
  # One entry a method and path. The first route of a row carries the row's name, as in generated/openapi.json.
  operations = flatten([
    for name, f in local.kinds.http : [
      for index, route in f.trigger.routes : {
        function = name
        id       = index == 0 ? name : "${name}_alias_${index}"
        method   = lower(route.method)
        path     = route.path
        auth     = f.trigger.auth
        deadline = f.profile.timeout_s
      }
    ]
  ])

  paths = { for path in distinct([for o in local.operations : o.path]) : path => [for o in local.operations : o if o.path == path] }

  path_parameters = {
    for path in keys(local.paths) : path => [
      for parameter in regexall("\\{([^}]+)\\}", path) : { name = parameter[0], in = "path", required = true, type = "string" }
    ]
  }

  answered = { default = { description = "What the function answers." } }

  gateway_document = {
    swagger  = "2.0"
    info     = { title = "MealTrack", version = "1" }
    schemes  = ["https"]
    produces = ["application/json", "application/problem+json"]

    securityDefinitions = {
      firebase = {
        type               = "oauth2"
        flow               = "implicit"
        authorizationUrl   = "https://securetoken.google.com/${var.project_id}"
        x-google-issuer    = "https://securetoken.google.com/${var.project_id}"
        x-google-jwks_uri  = "https://www.googleapis.com/service_accounts/v1/metadata/x509/securetoken@system.gserviceaccount.com"
        x-google-audiences = var.project_id
      }
    }

    paths = {
      for path, operations in local.paths : path => merge(
        {
          for o in operations : o.method => merge(
            {
              operationId      = o.id
              responses        = local.answered
              x-google-backend = local.backends[o.function]
            },
            contains(["public", "system"], o.auth) ? {} : { security = [{ firebase = [] }] },
            length(local.path_parameters[path]) == 0 ? {} : { parameters = local.path_parameters[path] },
          )
        },
        {
          # A browser's preflight carries no token. Any function of the path answers it for all of them.
          options = merge(
            {
              operationId      = "preflight_${operations[0].id}"
              responses        = local.answered
              x-google-backend = local.backends[operations[0].function]
            },
            length(local.path_parameters[path]) == 0 ? {} : { parameters = local.path_parameters[path] },
          )
        },
      )
    }
  }

  backends = {
    for name, f in local.kinds.http : name => {
      address          = local.urls[name]
      deadline         = f.profile.timeout_s
      jwt_audience     = local.urls[name]
      path_translation = "APPEND_PATH_TO_ADDRESS"
    }
  }
}

resource "google_api_gateway_api" "this" {
  provider = google-beta

  api_id       = "mealtrack"
  display_name = "MealTrack"
}

resource "google_api_gateway_api_config" "this" {
  provider = google-beta

  api = google_api_gateway_api.this.api_id
  # A configuration never changes: another document is another configuration, made before the gateway turns to it.
  api_config_id = "c-${substr(sha256(jsonencode(local.gateway_document)), 0, 16)}"

  openapi_documents {
    document {
      path     = "mealtrack.json"
      contents = base64encode(jsonencode(local.gateway_document))
    }
  }

  gateway_config {
    backend_config {
      google_service_account = google_service_account.invoker["gateway"].email
    }
  }

  lifecycle {
    create_before_destroy = true

    precondition {
      condition     = length(distinct([for o in local.operations : "${o.method} ${replace(o.path, "/\\{[^}]+\\}/", "{}")}"])) == length(local.operations)
      error_message = "Two rows of the registry have the same route."
    }
  }

  depends_on = [google_cloudfunctions2_function.this, google_service_account_iam_member.deployer]
}

resource "google_api_gateway_gateway" "this" {
  provider = google-beta

  gateway_id   = "mealtrack"
  display_name = "MealTrack"
  region       = var.region
  api_config   = google_api_gateway_api_config.this.id
}
