// Package netlab makes networks for tests: hosts and switches that are network
// namespaces of Linux, joined by virtual cables. Nothing in them reaches the
// machine's own networks. Only root can make them, so a test that uses the
// package has the build tag networks and a name that begins with TestNetwork, and runs
// in the step "networks" of build/test.
package netlab
