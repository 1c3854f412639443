// Package windowhost shows the desktop's page in an ordinary browser, with the
// same App behind it, so that most tests of the window need neither GTK nor a
// display. No program that is released imports it; app_test.go does, and makes
// build/bin/window-host.
//
// To the page it is what Wails is: window.go calls the bound methods, each in
// a goroutine of its own, and window.runtime brings the events. Results and
// events come down one stream, in the order in which Go gave them.
package windowhost

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"reflect"
	"strings"
	"sync"
	"time"

	"confab/backend/discovery"
)

//go:embed runtime.js
var runtimeJS string

// A Host is a window that a browser shows. It is the App's runtime too: what
// the App asks of the desktop is written down for the tests to read.
type Host struct {
	// FormatError makes of a method's error what the page's promise is
	// rejected with; without it that is the error's text.
	FormatError func(error) any

	// Folder is where a file goes that the person is asked about; empty is nowhere.
	Folder string

	methods map[string]reflect.Value // by the name that the page uses; fixed before Serve
	quit    context.CancelFunc       // ends Serve

	heard chan discovery.Packet // see Network

	mu    sync.Mutex
	pages map[string]*stream // by the page's own id; guarded by mu
	asked Asked              // guarded by mu
	click func(id string)    // guarded by mu
}

// Asked is what the App has asked of the desktop.
type Asked struct {
	Links   []string `json:"links"`
	Copied  []string `json:"copied"`
	Folders []string `json:"folders"` // that were shown
	Notes   []Note   `json:"notes"`
	Unread  int      `json:"unread"`
	Tray    bool     `json:"tray"`
	Quit    bool     `json:"quit"`
}

// A Note is a notification.
type Note struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Body  string `json:"body"`
}

// New makes a host without methods.
func New() *Host {
	return &Host{
		methods: map[string]reflect.Value{},
		pages:   map[string]*stream{},
		heard:   make(chan discovery.Packet, 64),
		asked:   Asked{Links: []string{}, Copied: []string{}, Folders: []string{}, Notes: []Note{}},
		quit:    func() {},
	}
}

// Bind gives the page the exported methods of object, as package.Type.Method.
func (h *Host) Bind(object any) {
	value := reflect.ValueOf(object)
	for i := range value.NumMethod() {
		name := value.Type().Elem().String() + "." + value.Type().Method(i).Name
		h.methods[name] = value.Method(i)
	}
}

// Emit sends an event to the page.
func (h *Host) Emit(name string, data ...any) {
	if data == nil {
		data = []any{}
	}
	line := encode(map[string]any{"event": name, "data": data})
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, page := range h.pages {
		page.push(line)
	}
}

// OpenLink, Copy and Quit stand for the system's browser, its clipboard, and
// the closing of the window.
func (h *Host) OpenLink(url string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.asked.Links = append(h.asked.Links, url)
	return nil
}

// Copy is described at OpenLink.
func (h *Host) Copy(text string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.asked.Copied = append(h.asked.Copied, text)
	return nil
}

// Quit is described at OpenLink.
func (h *Host) Quit() {
	h.mu.Lock()
	h.asked.Quit = true
	h.mu.Unlock()
	h.quit()
}

// Serve shows assets behind middleware, as Wails would, on a free port that it
// writes to out, until ctx ends or the App quits.
func (h *Host) Serve(ctx context.Context, out io.Writer, assets fs.FS, middleware func(http.Handler) http.Handler) error {
	ctx, h.quit = context.WithCancel(ctx)
	defer h.quit()

	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := &http.Server{Handler: h.Handler(assets, middleware), ReadHeaderTimeout: 10 * time.Second}
	context.AfterFunc(ctx, func() { _ = server.Close() })
	if _, err := fmt.Fprintf(out, "window at http://%s\n", listener.Addr()); err != nil {
		return err
	}
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// Handler is what Serve serves.
func (h *Host) Handler(assets fs.FS, middleware func(http.Handler) http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /window/runtime.js", h.serveRuntime)
	mux.HandleFunc("GET /window/stream", h.serveStream)
	mux.HandleFunc("POST /window/call", h.serveCall)
	mux.HandleFunc("GET /window/asked", h.serveAsked)
	mux.HandleFunc("POST /window/click", h.serveClick)
	mux.HandleFunc("POST /window/announce", h.serveAnnounce)

	files := http.FileServerFS(assets)
	mux.Handle("/", middleware(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/" {
			files.ServeHTTP(w, r)
			return
		}
		// Wails puts its scripts before everything else in the head; so does this.
		page, err := fs.ReadFile(assets, "index.html")
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, strings.Replace(string(page), "<head>", `<head><script src="/window/runtime.js"></script>`, 1))
	})))
	return mux
}

func (h *Host) serveRuntime(w http.ResponseWriter, _ *http.Request) {
	names := make([]string, 0, len(h.methods))
	for name := range h.methods {
		names = append(names, name)
	}
	w.Header().Set("Content-Type", "text/javascript")
	_, _ = io.WriteString(w, strings.Replace(runtimeJS, "METHODS", string(encode(names)), 1))
}

func (h *Host) serveAsked(w http.ResponseWriter, _ *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	_, _ = w.Write(encode(h.asked))
}

// encode panics because what it is given is the App's, and Wails would end the
// program over it.
func encode(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("windowhost: not JSON: %v", err))
	}
	return b
}
