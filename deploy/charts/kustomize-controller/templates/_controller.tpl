{{/* What the pod dictates; the rest is in .Values.flags. */}}
{{- define "kustomize-controller.flags" -}}
metrics-addr: ':8080'
health-addr: ':9440'
{{- end }}
