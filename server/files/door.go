package files

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"

	"confab/server/clientaddr"
	"confab/server/model"
	"confab/server/wire"
)

// stallFor is how long a client may send or take no byte.
const stallFor = 75 * time.Second

// A Door answers the HTTP requests of clients.
type Door struct {
	store  *Store
	access Access
	mux    http.ServeMux
	server server

	mu      sync.Mutex
	running map[int64]int // requests by accounts; guarded by mu
}

// NewDoor returns the door to a store. Serve it until Run has ended.
func NewDoor(store *Store, access Access) *Door {
	d := &Door{store: store, access: access, running: map[int64]int{}}
	d.server.http = &http.Server{
		Handler:           http.HandlerFunc(d.answer),
		ConnContext:       keepVisitor,
		ReadHeaderTimeout: 5 * time.Second,
		IdleTimeout:       60 * time.Second,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          quiet,
	}
	d.mux.HandleFunc("POST "+wire.FilesPath, d.create)
	d.mux.HandleFunc("HEAD "+wire.UploadsPath+"{id}", d.status)
	d.mux.HandleFunc("PATCH "+wire.UploadsPath+"{id}", d.append)
	d.mux.HandleFunc("DELETE "+wire.UploadsPath+"{id}", d.remove)
	d.mux.HandleFunc("GET "+wire.FilePath+"{hash}", d.read)
	d.mux.HandleFunc("GET "+wire.TokenPath+"{token}", d.readByToken)
	return d
}

// Run removes what belongs to no message, until ctx ends, and then ends all
// requests.
func (d *Door) Run(ctx context.Context) {
	defer d.server.close()
	d.store.keepSwept(ctx, d.access.Posted)
}

// keys of the contexts of connections and requests.
type (
	clientKey  struct{}
	visitorKey struct{}
)

// A client is who has a connection.
type client struct {
	key  wire.Fingerprint
	from clientaddr.Address
}

// answer answers one request, if it is no web page's: a browser says in these
// headers that a page has sent it (Fetch Standard; Fetch Metadata).
func (d *Door) answer(w http.ResponseWriter, r *http.Request) {
	d.server.running.Add(1)
	defer d.server.running.Done()
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(stallFor)) // of this answer, and not of the one before
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	if r.Header.Get("Origin") != "" || r.Header.Get("Sec-Fetch-Site") != "" {
		d.refuse(w, r, noPage)
		return
	}
	a, err := d.visitor(r)
	if err == nil {
		err = d.begin(a)
	}
	if err != nil {
		h.Set("Connection", "close") // the body of an upload is not read
		d.refuse(w, r, err)
		return
	}
	defer d.end(a)
	d.mux.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), visitorKey{}, a)))
}

// visitor returns who sends a request.
func (d *Door) visitor(r *http.Request) (model.Account, error) {
	from := r.Context().Value(clientKey{}).(client)
	name, err := url.PathUnescape(r.Header.Get(wire.NameHeader))
	if err != nil {
		return model.Account{}, badHeader
	}
	return d.access.Visitor(r.Context(), model.Visit{Name: name, Key: wire.NameKey(name), Device: from.key, Address: from.from.Key})
}

// visitorOf returns the account that answer has found.
func visitorOf(r *http.Request) model.Account { return r.Context().Value(visitorKey{}).(model.Account) }

// begin counts a request of an account, unless it has too many. Guests count
// together with their address, at the gate.
func (d *Door) begin(a model.Account) error {
	if a.ID == model.Guest {
		return nil
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.running[a.ID] >= maxRequests {
		return busy
	}
	d.running[a.ID]++
	return nil
}

func (d *Door) end(a model.Account) {
	if a.ID == model.Guest {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.running[a.ID]--; d.running[a.ID] == 0 {
		delete(d.running, a.ID)
	}
}

// mayUpload returns why a visitor may upload nothing, or nil.
func mayUpload(a model.Account) error {
	switch {
	case a.ID == model.Guest:
		return noKey
	case a.Mute.At(time.Now()):
		return muted
	}
	return nil
}

// uploadLimit is the value of wire.UploadLimitHeader.
func (d *Door) uploadLimit() string {
	return fmt.Sprintf("max-size=%d, max-age=%d", d.store.limits.File, int(uploadAge.Seconds()))
}
