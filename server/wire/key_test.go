package wire

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// A key of the server's form comes from no client, whatever it asks for.
func TestEveryRequestRefusesAServersKey(t *testing.T) {
	const device = `"device":"47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"`
	for _, members := range []string{
		`"type":"say","room":"tea","text":"x"`, `"type":"edit","room":"tea","target":"~k","text":"x"`, `"type":"retract","room":"tea","target":"~k"`,
		`"type":"react","room":"tea","target":"~k","emoji":"👍"`, `"type":"open","room":"tea"`, `"type":"join","room":"tea"`, `"type":"leave","room":"tea"`,
		`"type":"topic","room":"tea","topic":"x"`, `"type":"invite","room":"tea","name":"bob"`, `"type":"direct","name":"bob"`,
		`"type":"devices"`, `"type":"pair"`, `"type":"confirm",` + device, `"type":"rename","name":"x",` + device, `"type":"revoke",` + device,
		`"type":"invitation"`, `"type":"moderate","act":"close"`, `"type":"remove","room":"tea","target":"~k"`,
		`"type":"audit","limit":1`, `"type":"sanctions","limit":1`,
	} {
		if _, bad := ParseRequest([]byte("{" + members + `,"id":"k"}`)); bad != nil {
			t.Errorf("%s: %v", members, bad)
		}
		_, bad := ParseRequest([]byte("{" + members + `,"id":"` + ServerID() + `"}`))
		if bad == nil || bad.Code != BadMember || bad.Params.Text("member") != "id" {
			t.Errorf("%s with a key of the server's is %v", members, bad)
		}
	}
	if _, ok := PlainSay([]byte(`{"type":"say","room":"tea","id":"` + ServerID() + `","text":"x"}`)); ok {
		t.Error("a plain line may have a key of the server's")
	}
	if !isID(ServerID()) {
		t.Error("the server's key is none")
	}
}

// Keys of one moment are neighbours in an index, and no two are the same.
func TestTheServersKeysAreInTheOrderOfTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var keys []string
		for range 300 {
			keys = append(keys, ServerID())
			time.Sleep(time.Millisecond)
		}
		if !slices.IsSorted(keys) {
			t.Errorf("they are not in order: %q", keys)
		}
		if one, other := ServerID(), ServerID(); one == other {
			t.Error("two of one moment are the same")
		}
	})
}
