// Package page is how the window's page is served: hostile ground, because a
// script that got into it could call the program behind it.
package page

import "net/http"

// Policy is the page's content security policy (W3C CSP Level 3). Nothing is
// loaded but the program's own script, style and pictures, nothing is framed,
// no text becomes a script; svelte-trusted-html is what Svelte makes its own
// templates with. index.html repeats it for a server that sends no header.
const Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; " +
	"media-src 'self' blob:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; " +
	"frame-src 'none'; object-src 'none'; require-trusted-types-for 'script'; trusted-types svelte-trusted-html"

// Guard serves what next serves under Policy, to be read and nothing else.
func Guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		if !developing {
			h.Set("Content-Security-Policy", Policy+"; frame-ancestors 'none'")
		}
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			http.Error(w, "The page can only be read.", http.StatusMethodNotAllowed)
			return
		}
		next.ServeHTTP(w, r)
	})
}
