//go:build dev

package page

// developing says that this program was built by wails dev, whose page is
// served by Vite: Vite puts scripts and styles of its own into the page, and
// builds Svelte into it twice, which the policy of what is shipped forbids.
const developing = true
