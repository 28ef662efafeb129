{{/* What the pod dictates; the rest is in .Values.flags. */}}
{{- define "source-controller.flags" -}}
metrics-addr: ':8080'
health-addr: ':9440'
storage-path: /data
storage-addr: ':9090'
storage-adv-addr: {{ printf "%s.$(RUNTIME_NAMESPACE).svc.cluster.local." (include "sluice.name" .) | toJson }}
{{- end }}
