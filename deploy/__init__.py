"""What a deployment needs besides Terraform: the source archive, the checks, and the estimate of what it costs."""
