{{/* What the pod dictates; the rest is in .Values.flags. */}}
{{- define "notification-controller.flags" -}}
metrics-addr: ':8080'
health-addr: ':9440'
events-addr: ':9090'
receiverAddr: ':9292'
spool-path: /data
{{- end }}
