package wire

import (
	"errors"
	"testing"
)

func TestAFingerprintIsWrittenInOneWay(t *testing.T) {
	// SHA-256 of nothing, FIPS 180-4's own example.
	const whole = "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"
	if got := FingerprintOf(nil); got != whole {
		t.Errorf("the fingerprint is %s, want %s", got, whole)
	}
	if got, err := ParseFingerprint(whole); got != whole || err != nil {
		t.Errorf("ParseFingerprint gives %q, %v", got, err)
	}
	for _, bad := range []string{
		"", whole[1:], whole + "A", whole + "=", // too short or long
		whole[:42] + "=", whole[:42] + "V", // the last character has bits that no byte has
		whole[:41] + "\nU", whole[:10] + "+" + whole[11:], whole[:10] + "ü" + whole[12:],
	} {
		if got, err := ParseFingerprint(bad); got != "" || !errors.Is(err, ErrFingerprint) {
			t.Errorf("%q gives %q, %v, want %v", bad, got, err, ErrFingerprint)
		}
	}
}
