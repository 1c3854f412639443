package sqlite

import (
	"database/sql/driver"
	"fmt"
	"reflect"
)

// Values makes values of numbers, texts and bools, also of types with names.
func Values(args []any) ([]Value, error) {
	values := make([]Value, len(args))
	for i, arg := range args {
		switch arg.(type) {
		case nil, int64, string, []byte:
			values[i] = arg
			continue
		}
		v, err := driver.DefaultParameterConverter.ConvertValue(arg)
		if err != nil {
			return nil, fmt.Errorf("argument %d: %w", i+1, err)
		}
		values[i] = v
	}
	return values, nil
}

// Scan copies a row into variables, as (*sql.Rows).Scan does: into pointers to
// numbers, texts, bools and []byte, also of types with names, and to any. NULL
// goes only into []byte and any.
func Scan(row []Value, into ...any) error {
	if len(row) != len(into) {
		return fmt.Errorf("%d columns for %d variables", len(row), len(into))
	}
	for i, v := range row {
		if !assign(into[i], v) && !assignNamed(into[i], v) {
			return fmt.Errorf("column %d: %T does not go into %T", i, v, into[i])
		}
	}
	return nil
}

// assign copies v into a variable of a usual type.
func assign(into any, v Value) (ok bool) {
	switch to := into.(type) {
	case *int64:
		*to, ok = v.(int64)
	case *string:
		*to, ok = v.(string)
	case *[]byte:
		if *to, ok = v.([]byte); !ok {
			ok = v == nil
		}
	case *any:
		*to, ok = v, true
	}
	return ok
}

// assignNamed copies v into a variable of any type that can hold it.
func assignNamed(into any, v Value) bool {
	to := reflect.ValueOf(into).Elem()
	switch v := v.(type) {
	case int64:
		switch {
		case to.CanInt() && !to.OverflowInt(v):
			to.SetInt(v)
			return true
		case to.CanUint() && v >= 0 && !to.OverflowUint(uint64(v)):
			to.SetUint(uint64(v))
			return true
		case to.Kind() == reflect.Bool && (v == 0 || v == 1):
			to.SetBool(v == 1)
			return true
		}
	case float64:
		if to.CanFloat() {
			to.SetFloat(v)
			return true
		}
	case string:
		if to.Kind() == reflect.String {
			to.SetString(v)
			return true
		}
	case []byte:
		if to.Kind() == reflect.Slice && to.Type().Elem().Kind() == reflect.Uint8 {
			to.SetBytes(v)
			return true
		}
	}
	return false
}
