#!/bin/sh
# Makes the namespace and the search attributes when they are missing.
set -eu
temporal operator cluster health
temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" ||
  temporal operator namespace create --retention 30d --namespace "$TEMPORAL_NAMESPACE"
# A new namespace is known to all parts of the server after some seconds.
until known="$(temporal operator search-attribute list)"; do sleep 1; done
for name in FirebreakPhase FirebreakEnvironment FirebreakCheckpoint; do
  case "$known" in
    *"$name"*) ;;
    *) temporal operator search-attribute create --name "$name" --type Keyword ;;
  esac
done
