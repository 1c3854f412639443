package page

import (
	"bytes"
	"image"
	"image/png"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"confab/backend/transfer"
)

// The page gets pictures that were attached, as pictures, and nothing else.
func TestOnlyAttachedPicturesAreServed(t *testing.T) {
	dir := t.TempDir()
	var shot bytes.Buffer
	if err := png.Encode(&shot, image.NewGray(image.Rect(0, 0, 2, 3))); err != nil {
		t.Fatal(err)
	}
	picture, secret := filepath.Join(dir, "shot.png"), filepath.Join(dir, "page.html")
	for path, content := range map[string]string{picture: shot.String(), secret: "<script>alert(1)</script>"} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	all := transfer.NewAttachments(dir)
	added := all.Add([]string{picture, secret})
	pages := Guard(Attached(all, http.NotFoundHandler()))
	get := func(path string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		pages.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		return w
	}
	w := get("/file/" + added[0].Handle)
	if w.Code != http.StatusOK || w.Body.String() != shot.String() || w.Header().Get("Content-Type") != "image/png" || w.Header().Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("the picture is answered with %d %v", w.Code, w.Header())
	}
	for _, path := range []string{"/file/" + added[1].Handle, "/file/", "/file/../shot.png", "/file" + picture} {
		if w := get(path); w.Code != http.StatusNotFound {
			t.Errorf("%s is answered with %d", path, w.Code)
		}
	}
	if err := os.WriteFile(picture, []byte("<svg>"), 0o600); err != nil {
		t.Fatal(err)
	}
	if w := get("/file/" + added[0].Handle); w.Code != http.StatusNotFound {
		t.Errorf("what has taken the picture's place is answered with %d", w.Code)
	}
	all.Detach([]string{added[0].Handle})
	if w := get("/file/" + added[0].Handle); w.Code != http.StatusNotFound {
		t.Errorf("what is detached is answered with %d", w.Code)
	}
}
