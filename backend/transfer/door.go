package transfer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"confab/backend/session"
	"confab/server/wire"
)

// doorURL stands before the paths of a door: where the server is, its dialer knows.
const doorURL = "http://door"

// answerWait is how long a server may take to answer once it has a request: it
// brings what it has to its disk first.
const answerWait = 75 * time.Second

// A Door is where a server takes and gives files, for one user.
type Door struct {
	http *http.Client
	name string
}

// NewDoor returns the door of the server that dial connects to over TLS, with
// wire.DoorALPN and the server's key checked; name is the user's.
func NewDoor(dial func(ctx context.Context) (net.Conn, error), name string) *Door {
	return &Door{&http.Client{
		Transport: &http.Transport{
			DialContext:            func(ctx context.Context, _, _ string) (net.Conn, error) { return dial(ctx) },
			ExpectContinueTimeout:  5 * time.Second,
			ResponseHeaderTimeout:  answerWait,
			IdleConnTimeout:        30 * time.Second,
			MaxResponseHeaderBytes: 16 << 10,
			DisableCompression:     true, // or a Range would be of something else
			WriteBufferSize:        64 << 10,
			ReadBufferSize:         64 << 10,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}, name}
}

// Close ends the connections that wait for a next request.
func (d *Door) Close() { d.http.CloseIdleConnections() }

// ask sends a request with headers in turns of name and value.
func (d *Door) ask(ctx context.Context, method, path string, body io.Reader, length int64, headers ...string) (*http.Response, error) {
	r, err := http.NewRequestWithContext(ctx, method, doorURL+path, body)
	if err != nil {
		return nil, fmt.Errorf("asking for a file: %w", err)
	}
	r.ContentLength = length
	if length == 0 {
		r.Body = http.NoBody
	}
	r.Header.Set(wire.NameHeader, url.PathEscape(d.name))
	r.Header.Set("User-Agent", "confab")
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answer, err := d.http.Do(r)
	if err != nil {
		return nil, unwrapped(err)
	}
	return answer, nil
}

// unwrapped returns the Problem in an error of net/http, if there is one: reading
// a body fails with it.
func unwrapped(err error) error {
	if p, ok := errors.AsType[*session.Problem](err); ok {
		return p
	}
	return err
}

// errInterrupted says that trying again goes on: the connection was lost, or the
// server has something else to do.
var errInterrupted = errors.New("the transfer was interrupted")

// refused says what an answer means that is none of those that were expected. It
// is a Problem if trying again would end the same way.
func refused(answer *http.Response, name string) error {
	text, _ := io.ReadAll(io.LimitReader(answer.Body, 1000))
	switch code := answer.StatusCode; {
	case code == http.StatusNotFound || code == http.StatusGone:
		return problem(FileNotThere, "name", name)
	case code == http.StatusRequestEntityTooLarge:
		return problem(FileTooBig, "name", name)
	case code == http.StatusInsufficientStorage:
		return problem(NoRoomThere, "name", name)
	case code == http.StatusTooManyRequests || code == http.StatusConflict || code >= 500:
		return fmt.Errorf("%w: %s", errInterrupted, answer.Status)
	}
	return problem(FileRefused, "name", name, "text", sentence(text, answer.Status))
}

// sentence returns the title of an application/problem+json, RFC 9457, as a line
// that can be shown, or the status without one.
func sentence(body []byte, status string) string {
	var said struct{ Title, Detail string }
	if decode(body, &said) != nil || said.Title == "" && said.Detail == "" {
		return status
	}
	if said.Detail != "" {
		said.Title = said.Detail
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return -1
		}
		return r
	}, said.Title)
}

func closeBody(answer *http.Response) {
	_, _ = io.CopyN(io.Discard, answer.Body, 4<<10) // or the connection could not be used again
	_ = answer.Body.Close()
}

// isFinal reports whether trying again would end the same way.
func isFinal(err error) bool {
	_, ok := errors.AsType[*session.Problem](err)
	return ok
}
