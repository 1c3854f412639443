package session

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"confab/server/wire"
)

// asks calls ask in the background and returns what will come of it.
func asks(ask func() error) (outcome chan error) {
	outcome = make(chan error, 1)
	go func() { outcome <- ask() }()
	return outcome
}

// everything is all that can be asked, with what goes out but for the key, and
// an answer that fits.
var everything = map[string]struct {
	ask    func(ctx context.Context, s *Session) error
	goes   string
	answer func(sc *harness, key string) string
}{
	"devices": {func(ctx context.Context, s *Session) error { return s.Devices(ctx) },
		`{"type":"devices","id":"KEY"}`, answers(func(key string) any { return wire.DeviceList{ID: key} })},
	"pair": {func(ctx context.Context, s *Session) error { _, err := s.Pair(ctx); return err },
		`{"type":"pair","id":"KEY"}`, answers(func(key string) any { return wire.InvitationToken{ID: key, Token: "tok"} })},
	"invite": {func(ctx context.Context, s *Session) error { _, err := s.Invite(ctx, "moderator"); return err },
		`{"type":"invitation","id":"KEY","role":"moderator"}`, answers(func(key string) any { return wire.InvitationToken{ID: key, Token: "tok"} })},
	"confirm": {func(ctx context.Context, s *Session) error { return s.Confirm(ctx, string(red), true) },
		`{"type":"confirm","id":"KEY","device":"` + string(red) + `","yes":true}`, isDone},
	"refuse": {func(ctx context.Context, s *Session) error { return s.Confirm(ctx, string(red), false) },
		`{"type":"confirm","id":"KEY","device":"` + string(red) + `"}`, isDone},
	"rename": {func(ctx context.Context, s *Session) error { return s.RenameDevice(ctx, string(red), "attic") },
		`{"type":"rename","id":"KEY","device":"` + string(red) + `","name":"attic"}`, isDone},
	"revoke": {func(ctx context.Context, s *Session) error { return s.Revoke(ctx, string(red)) },
		`{"type":"revoke","id":"KEY","device":"` + string(red) + `"}`, isDone},
	"moderate": {func(ctx context.Context, s *Session) error {
		return s.Moderate(ctx, "mute", Subject{Name: "eve", Minutes: 60, Reason: "spam"})
	}, `{"type":"moderate","id":"KEY","act":"mute","name":"eve","minutes":60,"reason":"spam"}`, isDone},
	"moderate a role": {func(ctx context.Context, s *Session) error {
		return s.Moderate(ctx, "role", Subject{Name: "eve", Role: "moderator"})
	}, `{"type":"moderate","id":"KEY","act":"role","name":"eve","role":"moderator"}`, isDone},
	"moderate an address": {func(ctx context.Context, s *Session) error {
		return s.Moderate(ctx, "ban", Subject{Address: "192.168.4.7"})
	}, `{"type":"moderate","id":"KEY","act":"ban","address":"192.168.4.7"}`, isDone},
	"remove": {func(ctx context.Context, s *Session) error { return s.Remove(ctx, "lobby", "k0", "spam") },
		`{"type":"remove","room":"lobby","id":"KEY","target":"k0","reason":"spam"}`, func(sc *harness, key string) string {
			return string(wire.AppendEvent(nil, sc.make(wire.RemoveType, wire.Lobby, "alice", key, wire.EditBody{Target: "k0"})))
		}},
	"open": {func(ctx context.Context, s *Session) error { return s.OpenRoom(ctx, "tea", "leaves", true) },
		`{"type":"open","room":"tea","id":"KEY","topic":"leaves","private":true}`, becomes(wire.OpenType, "tea")},
	"join": {func(ctx context.Context, s *Session) error { return s.Join(ctx, "tea") },
		`{"type":"join","room":"tea","id":"KEY"}`, becomes(wire.JoinType, "tea")},
	"join again": {func(ctx context.Context, s *Session) error { return s.Join(ctx, "tea") },
		`{"type":"join","room":"tea","id":"KEY"}`, answers(func(key string) any { return wire.RoomInfo{Name: "tea", ID: key} })},
	"leave": {func(ctx context.Context, s *Session) error { return s.LeaveRoom(ctx, "tea") },
		`{"type":"leave","room":"tea","id":"KEY"}`, becomes(wire.LeaveType, "tea")},
	"topic": {func(ctx context.Context, s *Session) error { return s.SetTopic(ctx, "tea", "green") },
		`{"type":"topic","room":"tea","id":"KEY","topic":"green"}`, becomes(wire.TopicType, "tea")},
	"invite to": {func(ctx context.Context, s *Session) error { return s.InviteTo(ctx, "tea", "bob") },
		`{"type":"invite","room":"tea","id":"KEY","name":"bob"}`, becomes(wire.InviteType, "tea")},
	"direct": {func(ctx context.Context, s *Session) error { _, err := s.Direct(ctx, "bob"); return err },
		`{"type":"direct","id":"KEY","name":"bob"}`, becomes(wire.OpenType, "@alice,bob")},
	"direct again": {func(ctx context.Context, s *Session) error { _, err := s.Direct(ctx, "bob"); return err },
		`{"type":"direct","id":"KEY","name":"bob"}`, answers(func(key string) any { return wire.RoomInfo{Name: "@alice,bob", ID: key} })},
	"audit": {func(ctx context.Context, s *Session) error { _, err := s.Audit(ctx, 7); return err },
		`{"type":"audit","id":"KEY","before":7,"limit":100}`, answers(func(key string) any { return wire.AuditLog{ID: key} })},
	"sanctions": {func(ctx context.Context, s *Session) error { _, err := s.Sanctions(ctx, 0); return err },
		`{"type":"sanctions","id":"KEY","limit":100}`, answers(func(key string) any { return wire.SanctionList{ID: key} })},
}

// becomes answers with the event that alice has asked for.
func becomes(kind, room string) func(*harness, string) string {
	return func(sc *harness, key string) string {
		return string(wire.AppendEvent(nil, sc.make(kind, room, "alice", key, struct{}{})))
	}
}

func answers(answer func(key string) any) func(*harness, string) string {
	return func(_ *harness, key string) string { return string(wire.AppendAnswer(nil, answer(key))) }
}

var isDone = answers(func(key string) any { return wire.Done{ID: key} })

// takes takes what is asked in one of these ways, and returns its key.
func (p *peer) takes(goes string) (key string) {
	p.T.Helper()
	kind := strings.SplitN(goes, `"`, 5)[3]
	key, line := p.asked(kind)
	if got := strings.Replace(line, key, "KEY", 1); got != goes {
		p.T.Fatalf("the server receives %s, want %s", got, goes)
	}
	return key
}

func TestWhatIsAskedIsAnswered(t *testing.T) {
	for name, c := range everything {
		synctest.Test(t, func(t *testing.T) {
			sc := open(t)
			p := sc.enter(lab)
			began := time.Now()
			outcome := asks(func() error { return c.ask(t.Context(), sc.Session) })
			key := p.takes(c.goes)
			<-time.After(4 * time.Second)
			for range 3 { // once more is nothing
				p.Write(c.answer(sc, key))
			}
			p.says("bob", "hello")
			sc.wantMessage("bob", "hello", Sent)
			if err := <-outcome; err != nil || time.Since(began) != 4*time.Second {
				t.Errorf("%s comes to %v after %v, want nil after 4s", name, err, time.Since(began))
			}
			if at := sc.At(); at.Waiting != 0 {
				t.Errorf("%s is kept", name)
			}
		})
	}
}

// wanting are the codes for what no server would have.
var wanting = []Code{"bad-member", "bad-text", "too-long", "too-many-lines", BadRoom, BadTopic}

// codeIn returns the code that an Error begins with.
func codeIn(said string) Code {
	code, _, _ := strings.Cut(said, " ")
	return Code(code)
}

func TestWhatIsAskedIsRefused(t *testing.T) {
	for name, c := range everything {
		for code, want := range map[wire.Code]string{
			wire.NoRole: `no-role max=5 name="�x"`, wire.NoRoom: `no-room max=5 name="�x"`, wire.CodeNotStored: `not-stored max=5 name="�x"`,
			"news": `server-refuses text="�No."`, wire.UnknownType: `server-too-old`,
		} {
			synctest.Test(t, func(t *testing.T) {
				sc := open(t)
				p := sc.enter(lab)
				outcome := asks(func() error { return c.ask(t.Context(), sc.Session) })
				p.answer(wire.Error{Code: code, Params: wire.With("name", "\x1bx", "max", 5, "no name!", "x"), Text: "\x1bNo.", ID: p.takes(c.goes)})
				if problem := wantProblem(t, <-outcome, codeIn(want)); problem.Error() != want {
					t.Errorf("%s: %s is told as %q", name, code, problem.Error())
				}
				p.wantNothing(20 * time.Second) // it is not asked again
			})
		}
	}
	if p := denied(&wire.Error{Code: "news\x07"}); p.Error() != `server-refuses-by code="news�"` {
		t.Errorf("without words it is told as %q", p.Error())
	}
}

// Only an answer with the key counts, and only one of the right kind.
func TestAnAnswerToSomethingElseIsNone(t *testing.T) {
	for name, c := range everything {
		synctest.Test(t, func(t *testing.T) {
			sc := open(t)
			p := sc.enter(lab)
			began := time.Now()
			outcome := asks(func() error { return c.ask(t.Context(), sc.Session) })
			key := p.takes(c.goes)
			for _, foreign := range []string{"", "other", key[1:]} {
				p.answer(wire.Done{ID: foreign})
				p.answer(wire.Error{Code: wire.NoRole, ID: foreign})
				p.answer(wire.DeviceList{ID: foreign})
			}
			p.send(sc.make(wire.RemoveType, wire.Lobby, "eve", key, wire.EditBody{Target: "k0"})) // somebody else's
			wantProblem(t, <-outcome, AskSilent)
			if took := time.Since(began); took != 5*time.Second {
				t.Errorf("%s: who asks waits %v, want 5s", name, took)
			}
			p.Write(c.answer(sc, key)) // late
			p.says("bob", "hello")
			sc.wantMessage("bob", "hello", Sent)

			outcome = asks(func() error { return c.ask(t.Context(), sc.Session) })
			p.answer(wire.IsTyping{})
			key = p.takes(c.goes)
			wrong := isDone(sc, key)
			if c.answer(sc, key) == wrong {
				wrong = string(wire.AppendAnswer(nil, wire.InvitationToken{ID: key, Token: "tok"}))
			}
			p.Write(wrong)
			if problem := wantProblem(t, <-outcome, NotUnderstood); problem == nil {
				t.Errorf("%s: another answer is told as %q", name, problem.Error())
			}
		})
	}
}

// What is asked of one room is not answered by another one, nor is a room of
// many one of two.
func TestAnAnswerAboutAnotherRoomIsNone(t *testing.T) {
	for name, answer := range map[string]func(sc *harness, key string) string{
		"an event": becomes(wire.JoinType, "den"),
		"a room":   answers(func(key string) any { return wire.RoomInfo{Name: "den", ID: key} }),
	} {
		synctest.Test(t, func(t *testing.T) {
			sc := open(t)
			p := sc.enter(lab)
			outcome := asks(func() error { return sc.Join(t.Context(), "tea") })
			key, _ := p.asked("join")
			p.Write(answer(sc, key))
			if err := <-outcome; wantProblem(t, err, NotUnderstood) == nil {
				t.Errorf("%s of another room is told as %v", name, err)
			}
			outcome = asks(func() error { _, err := sc.Direct(t.Context(), "bob"); return err })
			key, _ = p.asked("direct")
			p.Write(answer(sc, key))
			wantProblem(t, <-outcome, NotUnderstood)
		})
	}
}

func TestWhoAsksDoesNotOutwaitTheConnection(t *testing.T) {
	for name, end := range map[string]func(sc *harness, p *peer){
		"the connection is lost": func(_ *harness, p *peer) { p.drop() },
		"the server says bye":    func(_ *harness, p *peer) { p.answer(wire.Bye{Code: wire.ByeRevoked, Back: -1}) },
		"somebody leaves":        func(sc *harness, p *peer) { sc.leave(); p.goodbye() },
	} {
		synctest.Test(t, func(t *testing.T) {
			sc := open(t)
			p := sc.enter(lab)
			began := time.Now()
			outcome := asks(func() error { return sc.Revoke(t.Context(), string(red)) })
			p.asked("revoke")
			end(sc, p)
			wantProblem(t, <-outcome, AskLost)
			if took := time.Since(began); took != 0 {
				t.Errorf("%s, and who asks waits %v", name, took)
			}
		})
	}
}

// What was asked over one connection is not asked over the next, and without
// one nothing is.
func TestAQuestionIsOfOneConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		wantProblem(t, sc.Devices(t.Context()), NotConnected)
		p := sc.enter(lab)
		outcome := asks(func() error { return sc.Devices(t.Context()) })
		p.asked("devices")
		sc.goDown(errGone)
		p.drop()
		wantProblem(t, <-outcome, AskLost)
		sc.wantState(Offline)
		wantProblem(t, sc.Devices(t.Context()), NotConnected)
		sc.goDown(nil)
		sc.Reconnect()
		p = sc.accept()
		p.admit("alice")
		p.wantNothing(20 * time.Second)
		p.drop()
		sc.Leave()
		wantProblem(t, sc.Devices(t.Context()), NotConnected)
	})
}

func TestWhoAsksMayStopWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		ctx, cancel := context.WithCancel(t.Context())
		outcome := asks(func() error { return sc.Devices(ctx) })
		key, _ := p.asked("devices")
		cancel()
		wantProblem(t, <-outcome, StoppedWaiting)
		p.answer(wire.DeviceList{ID: key})
		wantProblem(t, sc.Devices(ctx), StoppedWaiting) // it had stopped before
		if len(sc.loop.calls.pending) != 0 {
			t.Errorf("%d questions are kept that nobody waits for", len(sc.loop.calls.pending))
		}
	})
}

// However much is asked of a server that does not answer, a few questions wait.
func TestSoManyQuestionsWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		var outcomes []chan error
		for range maxCalls {
			outcomes = append(outcomes, asks(func() error { return sc.Devices(t.Context()) }))
		}
		for range maxCalls {
			p.asked("devices")
		}
		wantProblem(t, sc.Devices(t.Context()), TooManyAsked)
		for _, outcome := range outcomes {
			wantProblem(t, <-outcome, AskSilent)
		}
		outcome := asks(func() error { return sc.Devices(t.Context()) }) // there is place again
		key, _ := p.asked("devices")
		p.answer(wire.DeviceList{ID: key})
		if err := <-outcome; err != nil {
			t.Errorf("the next one comes to %v", err)
		}
	})
}

// What no server would have is said before anybody is asked, connected or not.
func TestWhatCannotBeAsked(t *testing.T) {
	long := strings.Repeat("x", 201)
	for _, connected := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			sc, ctx := open(t), t.Context()
			var p *peer
			if connected {
				p = sc.enter(lab)
			}
			_, role := sc.Invite(ctx, "emperor")
			_, audit := sc.Audit(ctx, -1)
			_, sanctions := sc.Sanctions(ctx, -1)
			for i, err := range []error{
				role, audit, sanctions,
				sc.OpenRoom(ctx, "The Cellar", "", false), sc.OpenRoom(ctx, "@alice,bob", "", false), sc.OpenRoom(ctx, "", "", false),
				sc.OpenRoom(ctx, "tea", "\xff", false), sc.Join(ctx, "The Cellar"), sc.LeaveRoom(ctx, ""),
				sc.SetTopic(ctx, "tea", long+long), sc.SetTopic(ctx, "Tea", ""), sc.InviteTo(ctx, "\xff", "bob"),
				sc.Confirm(ctx, "", true), sc.Confirm(ctx, string(red)+"x", true), sc.Revoke(ctx, "\xff"),
				sc.RenameDevice(ctx, "short", "name"), sc.RenameDevice(ctx, string(red), long), sc.RenameDevice(ctx, string(red), "\xff"),
				sc.Remove(ctx, "no such room", "k", ""), sc.Remove(ctx, "lobby", "", ""), sc.Remove(ctx, "lobby", "k", long), sc.Remove(ctx, "lobby", "k", "\xff"),
				sc.Moderate(ctx, "dance", Subject{Name: "eve"}), sc.Moderate(ctx, "", Subject{}), sc.Moderate(ctx, "mute", Subject{Name: "eve", Minutes: -1}),
				sc.Moderate(ctx, "mute", Subject{Name: "eve", Reason: long}), sc.Moderate(ctx, "mute", Subject{Name: "eve", Reason: "\xff"}),
				sc.Moderate(ctx, "mute", Subject{Name: "eve", Minutes: wire.MaxMinutes + 1}), sc.Moderate(ctx, "role", Subject{Name: "eve"}),
				sc.Moderate(ctx, "role", Subject{Name: "eve", Role: "emperor"}), sc.Moderate(ctx, "kick", Subject{Name: "eve", Address: "::1"}),
			} {
				if wantOneOf(t, err, wanting...); t.Failed() {
					t.Fatalf("number %d does", i)
				}
			}
			for _, name := range []string{"", "a b", "@all", "\xff", long} {
				wantProblem(t, sc.Moderate(ctx, "kick", Subject{Name: name}), "no-name")
				wantProblem(t, sc.InviteTo(ctx, "tea", name), "no-name")
				_, direct := sc.Direct(ctx, name)
				wantProblem(t, direct, "no-name")
			}
			if connected {
				p.wantNothing(20 * time.Second)
			}
		})
	}
}

// Who asks does not wait behind all that is written; what is written goes out in its order.
func TestAQuestionGoesBeforeWhatWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sc := open(t)
		p := sc.enter(lab)
		const many = wire.Burst + 5*wire.Rate
		for i := range int(many) {
			sc.say(fmt.Sprint("k", i), fmt.Sprint("line ", i))
		}
		outcome := asks(func() error { return sc.Devices(t.Context()) })
		synctest.Wait()
		next := 0
		for {
			line, err := p.In.ReadString('\n')
			if err != nil {
				t.Fatal(err)
			}
			request, _ := wire.ParseRequest([]byte(strings.TrimSuffix(line, "\n")))
			if d, ok := request.(*wire.Devices); ok {
				p.answer(wire.DeviceList{ID: d.ID})
				break
			}
			if say, ok := request.(*wire.Say); !ok || say.Text != fmt.Sprint("line ", next) {
				t.Fatalf("the server receives %s", line)
			}
			next++
		}
		if err := <-outcome; err != nil || next > 2 {
			t.Errorf("behind %d lines it comes to %v", next, err)
		}
		for ; next < int(many); next++ {
			p.wantSay(fmt.Sprint("k", next), fmt.Sprint("line ", next))
		}
	})
}
