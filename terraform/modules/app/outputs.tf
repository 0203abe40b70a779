output "url" {
  description = "The base URL of the API."
  value       = "https://${google_api_gateway_gateway.this.default_hostname}"
}

output "gateway_document" {
  description = "The OpenAPI 2.0 document that the gateway runs on."
  value       = local.gateway_document
}

output "functions" {
  description = "The deployed functions' names, by their name in the registry."
  value       = { for name, f in google_cloudfunctions2_function.this : name => f.name }
}

output "secrets" {
  description = "The secrets that have to have a value before functions can be deployed, by the setting's name; docs/operate/secrets.md says which may be `off`."
  value       = { for name, secret in google_secret_manager_secret.this : name => secret.secret_id }
}
