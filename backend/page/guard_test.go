package page

import (
	"html"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
)

func serve(t *testing.T, method string) *http.Response {
	t.Helper()
	guarded := Guard(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("page")) }))
	w := httptest.NewRecorder()
	guarded.ServeHTTP(w, httptest.NewRequest(method, "/", nil))
	return w.Result()
}

func TestEveryAnswerHasThePolicy(t *testing.T) {
	for _, method := range []string{"GET", "POST"} {
		policy := serve(t, method).Header.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "frame-src 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'"} {
			if !strings.Contains(policy, want) {
				t.Errorf("%s: the policy %q lacks %q", method, policy, want)
			}
		}
		if strings.Contains(policy, "unsafe") {
			t.Errorf("%s: the policy %q allows something unsafe", method, policy)
		}
	}
}

func TestThePageCanOnlyBeRead(t *testing.T) {
	if got := serve(t, "POST").StatusCode; got != http.StatusMethodNotAllowed {
		t.Errorf("POST was answered with %d, want %d", got, http.StatusMethodNotAllowed)
	}
	if got := serve(t, "GET").StatusCode; got != http.StatusOK {
		t.Errorf("GET was answered with %d, want %d", got, http.StatusOK)
	}
}

func TestThePageRepeatsThePolicy(t *testing.T) {
	b, err := os.ReadFile("../../frontend/index.html")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(strings.Join(strings.Fields(html.UnescapeString(string(b))), " "), Policy) {
		t.Errorf("frontend/index.html has another policy than %q", Policy)
	}
}
