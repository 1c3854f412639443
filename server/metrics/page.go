package metrics

import (
	"fmt"
	"net"
	"net/http"
	"net/http/pprof"
	"net/netip"
	"strings"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// The pages.
const (
	metricsPath = "/metrics"
	healthPath  = "/healthz"
	pprofPath   = "/debug/pprof/"
)

// pages answers the requests of those who watch src. Nothing that they can ask
// for changes anything.
func (m *Metrics) pages(src Source) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET "+metricsPath, promhttp.HandlerFor(m.registry(src.Stats), promhttp.HandlerOpts{
		MaxRequestsInFlight: maxAtOnce,
		DisableCompression:  true, // it is small, and the processor is for the chat
	}))
	mux.HandleFunc("GET "+healthPath, func(w http.ResponseWriter, _ *http.Request) { health(w, src.Storable()) })
	if src.Pprof {
		mux.HandleFunc("GET "+pprofPath, pprof.Index) // and what has no page of its own
		mux.HandleFunc("GET "+pprofPath+"cmdline", pprof.Cmdline)
		mux.HandleFunc("GET "+pprofPath+"profile", pprof.Profile)
		mux.HandleFunc("GET "+pprofPath+"symbol", pprof.Symbol)
		mux.HandleFunc("GET "+pprofPath+"trace", pprof.Trace)
	}
	return byAddress(mux)
}

// health says whether the server does its work; err is why it cannot.
func health(w http.ResponseWriter, err error) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	if err != nil {
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = fmt.Fprintf(w, "What is said cannot be stored: %v.\n", err) // whoever asked has gone
		return
	}
	_, _ = fmt.Fprintln(w, "ok")
}

// byAddress lets through what is asked for by an IP address or as localhost. A
// web page that somebody on this machine looks at can have its own name point
// here (DNS rebinding), and would read everything; no page can do that to an
// address.
func byAddress(pages http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !isAddress(r.Host) {
			http.Error(w, "This server is asked by its IP address or as localhost, not by another name.", http.StatusMisdirectedRequest)
			return
		}
		pages.ServeHTTP(w, r)
	})
}

// isAddress reports whether a Host header has an IP address or localhost.
func isAddress(header string) bool {
	host, _, err := net.SplitHostPort(header)
	if err != nil { // without a port
		host = strings.TrimSuffix(strings.TrimPrefix(header, "["), "]")
	}
	_, err = netip.ParseAddr(host)
	return err == nil || strings.EqualFold(host, "localhost")
}
