package millis_test

import (
	"encoding/json"
	"testing"
	"time"

	"confab/backend/millis"
)

func TestATimeIsMillisecondsInJSON(t *testing.T) {
	for _, c := range []struct {
		at   millis.Time
		want string
	}{
		{millis.Time{}, "0"},
		{millis.Of(1772366402500), "1772366402500"},
		{millis.Time{Time: time.Date(2026, 3, 1, 13, 0, 2, 500_999_999, time.FixedZone("", 3600))}, "1772366402500"},
		{millis.Of(-1), "-1"},
	} {
		b, err := json.Marshal(c.at)
		if err != nil || string(b) != c.want {
			t.Errorf("%v is written as %s, %v, want %s", c.at, b, err, c.want)
		}
		var read millis.Time
		if err := json.Unmarshal(b, &read); err != nil || !read.Equal(c.at.Truncate(time.Millisecond)) {
			t.Errorf("%s is read as %v, %v, want %v", b, read, err, c.at)
		}
	}
	if err := json.Unmarshal([]byte(`"noon"`), new(millis.Time)); err == nil {
		t.Error("a word is read as a time")
	}
}
