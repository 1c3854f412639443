// Package flagvalue has flags for numbers and yes or no. When a value cannot be
// used, their errors say what to write; those of the package flag say "parse error".
package flagvalue

import (
	"errors"
	"flag"
	"math"
	"strconv"
	"strings"
)

type (
	count int
	size  int64
	rate  float64
	yesNo bool
)

// Set reads a whole number.
func (v *count) Set(s string) error {
	n, err := strconv.Atoi(s)
	if err != nil {
		return errors.New("write a whole number, such as 20")
	}
	*v = count(n)
	return nil
}

// String returns it as it is written.
func (v *count) String() string { return strconv.Itoa(int(*v)) }

// units are those of a size.
var units = []struct {
	name  string
	bytes int64
}{{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}, {"", 1}}

// Set reads a number of bytes, which may have a unit.
func (v *size) Set(s string) error {
	for _, unit := range units {
		number, has := strings.CutSuffix(s, unit.name)
		if !has {
			continue
		}
		n, err := strconv.ParseInt(strings.TrimSpace(number), 10, 64)
		if err != nil || n < 0 || n > math.MaxInt64/unit.bytes {
			break
		}
		*v = size(n * unit.bytes)
		return nil
	}
	return errors.New("write a number of bytes, such as 500MiB or 4GiB")
}

// String returns it as it is written.
func (v *size) String() string {
	for _, unit := range units {
		if n := int64(*v); n >= unit.bytes && n%unit.bytes == 0 {
			return strconv.FormatInt(n/unit.bytes, 10) + unit.name
		}
	}
	return strconv.FormatInt(int64(*v), 10)
}

// Set reads a number.
func (v *rate) Set(s string) error {
	x, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return errors.New("write a number, such as 20 or 0.5")
	}
	*v = rate(x)
	return nil
}

// String returns it as it is written.
func (v *rate) String() string { return strconv.FormatFloat(float64(*v), 'g', -1, 64) }

// Set reads true or false.
func (v *yesNo) Set(s string) error {
	b, err := strconv.ParseBool(s)
	if err != nil {
		return errors.New("write true or false")
	}
	*v = yesNo(b)
	return nil
}

// String returns it as it is written.
func (v *yesNo) String() string { return strconv.FormatBool(bool(*v)) }

// IsBoolFlag lets the flag alone stand for true.
func (v *yesNo) IsBoolFlag() bool { return true }

// Count defines a flag for a whole number.
func Count(f *flag.FlagSet, p *int, name string, value int, usage string) {
	*p = value
	f.Var((*count)(p), name, usage)
}

// Size defines a flag for a number of bytes.
func Size(f *flag.FlagSet, p *int64, name string, value int64, usage string) {
	*p = value
	f.Var((*size)(p), name, usage)
}

// Rate defines a flag for a number.
func Rate(f *flag.FlagSet, p *float64, name string, value float64, usage string) {
	*p = value
	f.Var((*rate)(p), name, usage)
}

// Bool defines a flag for true or false; the flag alone means true.
func Bool(f *flag.FlagSet, p *bool, name string, value bool, usage string) {
	*p = value
	f.Var((*yesNo)(p), name, usage)
}
