package windowhost

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
)

// A call is one call of a bound method by a page.
type call struct {
	Page   string            `json:"page"`
	ID     int               `json:"id"`
	Method string            `json:"method"`
	Args   []json.RawMessage `json:"args"`
}

// serveCall takes a call. Its result goes down the page's stream: were it the
// answer to this request, it could overtake the events that came before it.
func (h *Host) serveCall(w http.ResponseWriter, r *http.Request) {
	var c call
	if err := json.NewDecoder(r.Body).Decode(&c); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	go h.answer(c)
	w.WriteHeader(http.StatusAccepted)
}

func (h *Host) answer(c call) {
	said := map[string]any{"call": c.ID}
	if result, err := h.do(c); err == nil {
		said["result"] = result
	} else if h.FormatError != nil {
		said["error"] = h.FormatError(err)
	} else {
		said["error"] = err.Error()
	}
	line := encode(said)
	h.mu.Lock()
	defer h.mu.Unlock()
	if page := h.pages[c.Page]; page != nil {
		page.push(line)
	}
}

// do calls the method. Like Wails it takes the exact number of arguments, and
// a result, an error, or both come back.
func (h *Host) do(c call) (any, error) {
	method, ok := h.methods[c.Method]
	if !ok {
		return nil, fmt.Errorf("no method %s is bound", c.Method)
	}
	if want := method.Type().NumIn(); len(c.Args) != want {
		return nil, fmt.Errorf("%s takes %d arguments, not %d", c.Method, want, len(c.Args))
	}
	in := make([]reflect.Value, len(c.Args))
	for i, arg := range c.Args {
		p := reflect.New(method.Type().In(i))
		if err := json.Unmarshal(arg, p.Interface()); err != nil {
			return nil, fmt.Errorf("argument %d of %s: %w", i+1, c.Method, err)
		}
		in[i] = p.Elem()
	}
	var result any
	for _, out := range method.Call(in) {
		if out.Type() != reflect.TypeFor[error]() {
			result = out.Interface()
		} else if err, ok := out.Interface().(error); ok {
			return nil, err
		}
	}
	return result, nil
}
