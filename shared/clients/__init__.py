"""One file per outside service. Only these files import vendor SDKs, each inside the cached factory that first needs it."""
