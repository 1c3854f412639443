package page

import (
	"net/http"
	"os"
	"strings"
	"time"

	"confab/backend/transfer"
)

// filePath stands before the handle of an attachment.
const filePath = "/file/"

// Attached serves the pictures among what is attached under /file/HANDLE, and what
// next serves elsewhere. What the page could not show without harm is not there:
// transfer says which pictures it can.
func Attached(attachments *transfer.Attachments, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		handle, ok := strings.CutPrefix(r.URL.Path, filePath)
		if !ok {
			next.ServeHTTP(w, r)
			return
		}
		held, err := attachments.Get(handle)
		if err != nil || !held.Picture {
			http.NotFound(w, r)
			return
		}
		f, err := os.Open(held.Path)
		if err != nil {
			http.NotFound(w, r)
			return
		}
		defer func() { _ = f.Close() }()
		if info, err := f.Stat(); err != nil || !info.ModTime().Equal(held.Modified) || info.Size() != held.Size {
			http.NotFound(w, r) // another picture than the one that was looked at
			return
		}
		h := w.Header()
		h.Set("Content-Type", held.Info.Type)
		h.Set("Cache-Control", "no-store")
		http.ServeContent(w, r, "", time.Time{}, f)
	})
}
