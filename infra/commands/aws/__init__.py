"""Commands of a deployment on AWS: cost, package, deploy, logs, keys, destroy."""
