package desktop

import "os"

// Prepare sets what the web view reads from the environment, before there is
// a window. Without it windows stay blank with some graphics drivers.
func Prepare() {
	if os.Getenv("WEBKIT_DISABLE_DMABUF_RENDERER") == "" {
		_ = os.Setenv("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
	}
}
