//go:build !dev

package page

// developing says that this program was built by wails dev.
const developing = false
