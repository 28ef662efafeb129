// One program that is etcd, kube-apiserver or kube-controller-manager, by its first argument:
//
//	control-plane etcd DIR CLIENT_URL PEER_URL
//	control-plane kube-apiserver FLAGS...
//	control-plane kube-controller-manager FLAGS...
//
// Tests run it on loopback. Each command is the upstream one, unchanged, so its answers are the real server's.
package main

import (
	"fmt"
	"os"
	_ "time/tzdata" // a CronJob may name a time zone

	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/logs/json/register"
	_ "k8s.io/component-base/metrics/prometheus/clientgo"
	_ "k8s.io/component-base/metrics/prometheus/version"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllermanager "k8s.io/kubernetes/cmd/kube-controller-manager/app"
)

const usage = `usage:
  control-plane etcd DIR CLIENT_URL PEER_URL
  control-plane kube-apiserver FLAGS...
  control-plane kube-controller-manager FLAGS...
`

func main() {
	if len(os.Args) < 2 {
		fmt.Fprint(os.Stderr, usage)
		os.Exit(2)
	}
	name, arguments := os.Args[1], os.Args[2:]
	stopWithStdin()
	// The upstream commands read os.Args for themselves.
	os.Args = append([]string{name}, arguments...)
	switch name {
	case "etcd":
		os.Exit(serveEtcd(arguments))
	case "kube-apiserver":
		os.Exit(cli.Run(apiserver.NewAPIServerCommand()))
	case "kube-controller-manager":
		os.Exit(cli.Run(controllermanager.NewControllerManagerCommand()))
	default:
		fmt.Fprint(os.Stderr, usage)
		os.Exit(2)
	}
}
