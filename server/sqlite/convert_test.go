package sqlite

import (
	"math"
	"testing"
)

type (
	number int8
	name   string
	yes    bool
	blob   []byte
)

func TestWhatIsWrittenIsRead(t *testing.T) {
	c := connect(t, newFile(t))
	args, err := Values([]any{number(7), name("ann"), yes(true), blob("x"), nil, 1.5, uint32(9), "text", int64(math.MaxInt64)})
	if err != nil {
		t.Fatal(err)
	}
	s, err := c.Prepare("SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?")
	if err != nil {
		t.Fatal(err)
	}
	row := make([]Value, len(args))
	if _, err := s.First(row, args...); err != nil {
		t.Fatal(err)
	}
	var n number
	var who name
	var on yes
	var b blob
	var null []byte
	var f float64
	var u uint32
	var text string
	var most any
	if err := Scan(row, &n, &who, &on, &b, &null, &f, &u, &text, &most); err != nil {
		t.Fatal(err)
	}
	if n != 7 || who != "ann" || !on || string(b) != "x" || null != nil || f != 1.5 || u != 9 || text != "text" || most != int64(math.MaxInt64) {
		t.Error("they have become", n, who, on, b, null, f, u, text, most)
	}
	if _, err := Values([]any{struct{}{}}); err == nil {
		t.Error("Values took a struct")
	}
}

func TestWhatDoesNotFitIsAnError(t *testing.T) {
	for name, into := range map[string]struct {
		v    Value
		into any
	}{
		"NULL into a number":      {nil, new(int64)},
		"NULL into a text":        {nil, new(string)},
		"a text into a number":    {"1", new(int64)},
		"a number into a text":    {int64(1), new(string)},
		"300 into an int8":        {int64(300), new(number)},
		"-1 into an unsigned one": {int64(-1), new(uint32)},
		"2 into a bool":           {int64(2), new(bool)},
	} {
		if err := Scan([]Value{into.v}, into.into); err == nil {
			t.Errorf("%s is no error", name)
		}
	}
	if err := Scan([]Value{int64(1)}); err == nil {
		t.Error("a column without a variable is no error")
	}
}
