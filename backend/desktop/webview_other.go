//go:build !(linux && webkit2_41 && (production || dev))

package desktop

// GuardWebView does nothing here: the web views of other systems stay on their
// page and start their process again by themselves.
func GuardWebView(func(link string)) {}
