//go:build webkit2_41 && (production || dev)

package desktop

/*
#cgo pkg-config: gtk+-3.0 webkit2gtk-4.1
#include "webview_linux.h"
*/
import "C"

import "sync/atomic"

// linkClicked is what a click on a link calls.
var linkClicked atomic.Pointer[func(link string)]

// GuardWebView keeps the window's web view on its own page: a link that is
// clicked goes to open instead, anything else that would navigate away is
// refused, and a web process that dies is started again. It may be called once
// the window exists, from any goroutine; open is called on one of its own.
func GuardWebView(open func(link string)) {
	linkClicked.Store(&open)
	C.confab_guard_web_view()
}

//export confabLinkClicked
func confabLinkClicked(link *C.char) {
	if open := linkClicked.Load(); open != nil {
		go (*open)(C.GoString(link)) // this is the window's own thread, which must not wait
	}
}
