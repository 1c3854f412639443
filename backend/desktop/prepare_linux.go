package desktop

import "os"

// Prepare sets what the web view reads from the environment, before there is
// a window; what somebody has set themselves stays.
func Prepare() {
	for name, value := range map[string]string{
		// Without it windows stay blank with some graphics drivers.
		"WEBKIT_DISABLE_DMABUF_RENDERER": "1",
		// What JavaScriptCore takes for the machine's memory, in bytes, when it
		// decides how much garbage to let lie. A chat needs no more: the page has
		// 120 MB less after long scrolling, and is as fast.
		"JSC_forceRAMSize": "536870912",
	} {
		if os.Getenv(name) == "" {
			_ = os.Setenv(name, value)
		}
	}
}
