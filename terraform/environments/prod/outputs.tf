output "url" {
  description = "The base URL of the API."
  value       = module.app.url
}

output "secrets" {
  description = "The secrets, by the setting's name."
  value       = module.app.secrets
}

output "gateway_document" {
  description = "The OpenAPI 2.0 document that the gateway runs on."
  value       = module.app.gateway_document
}
