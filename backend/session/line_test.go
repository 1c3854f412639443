package session

import (
	"strings"
	"testing"
	"testing/synctest"

	"confab/server/wire"
)

// What goes into a line is the server's to say: of messages, other texts for
// them, topics, reasons and names alike, by what their requests have in JSON.
func TestWhatIsTooLongForTheServerIsNotSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		sc.line = 850
		p := sc.enter(lab)
		if at := sc.At(); at.Line != 850 {
			t.Errorf("it takes %d bytes, it says", at.Line)
		}
		quotes, long := strings.Repeat(`"`, 600), strings.Repeat("x", 980)
		for what, err := range map[string]error{
			"a message":           sc.Send(wire.Lobby, "k1", long, ""),
			"one full of escapes": sc.Send(wire.Lobby, "k2", quotes, ""),
			"another text":        sc.Edit(wire.Lobby, "k3", "m1", quotes),
			"a topic":             sc.Do(wire.Topic{Room: wire.Lobby, ID: "k4", Topic: strings.Repeat("請", 300)}),
			"a reason":            sc.Moderate(t.Context(), wire.ActMute, Subject{Name: "bob", Reason: strings.Repeat("😀", 200)}),
		} {
			problem := wantProblem(t, err, TooBig)
			if problem.Params.Number("max") != 850 || problem.Params.Number("bytes") <= 850 {
				t.Errorf("%s is told as %q", what, problem.Error())
			}
		}
		p.wantNothing(pingAfter / 2)
		if err := sc.Send(wire.Lobby, "k5", strings.Repeat("x", 700), ""); err != nil {
			t.Error(err)
		}
	})
}

// The usual server takes 64 KiB, lines and all.
func TestAMessageHasAThousandLines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		sc.enter(lab)
		problem := wantProblem(t, sc.Send(wire.Lobby, "k1", "a"+strings.Repeat("\nb", 1000), ""), "too-many-lines")
		if problem.Params.Number("max") != wire.MaxLines {
			t.Errorf("it is told as %q", problem.Error())
		}
		problem = wantProblem(t, sc.Send(wire.Lobby, "k2", strings.Repeat("x", wire.MaxLine), ""), TooBig)
		if problem.Params.Number("max") != 65536 || problem.Params.Number("bytes") <= 65536 {
			t.Errorf("it is told as %q", problem.Error())
		}
		problem = wantProblem(t, sc.Do(wire.Topic{Room: wire.Lobby, ID: "k3", Topic: strings.Repeat("x", wire.MaxTopic+1)}), "too-long")
		if !strings.Contains(problem.Error(), "too-long max=300") {
			t.Errorf("a topic is told as %q", problem.Error())
		}
	})
}

// What was written meanwhile and turns out to be too long is given back.
func TestWhatWaitsAndIsTooLongIsGivenBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		p.drop()
		sc.wantState(Offline)
		long := strings.Repeat("x", 2000)
		if err := sc.Send(wire.Lobby, "k1", long, ""); err != nil {
			t.Fatal(err)
		}
		sc.line = 1000 // it was started anew
		p = sc.accept()
		p.admit("alice")
		for {
			if e := <-sc.happened; e.Refusal != nil {
				if e.Refusal.ID != "k1" || !e.Refusal.Reason.is(TooBig) || e.Refusal.Reason.Params.Number("max") != 1000 {
					t.Errorf("it is refused as %+v", e.Refusal)
				}
				break
			}
		}
		p.wantNothing(pingAfter / 2)
	})
}
