"""Tests of what is deployed: the source archive and the Terraform plans."""
