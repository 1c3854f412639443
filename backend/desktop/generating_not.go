//go:build !bindings

package desktop

// generating says that this program only writes down what it binds to the page,
// which it does whatever else is running.
const generating = false
