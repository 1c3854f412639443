package catalog

import (
	"errors"
	"slices"
	"strings"
)

// A message is a text with places for values.
type message []piece

// A piece is text, or if it has a name the value of that, or if it has options
// the one of them that the value chooses.
type piece struct {
	text, name string
	options    map[string]message
}

func (m message) write(b *strings.Builder, values map[string]string) {
	for _, p := range m {
		switch {
		case p.options != nil:
			option, ok := p.options[values[p.name]]
			if !ok {
				option = p.options["other"]
			}
			option.write(b, values)
		case p.name != "":
			b.WriteString(values[p.name])
		default:
			b.WriteString(p.text)
		}
	}
}

// wants adds the names of the values that m wants to names.
func (m message) wants(names []string) []string {
	for _, p := range m {
		if p.name != "" && !slices.Contains(names, p.name) {
			names = append(names, p.name)
		}
		for _, option := range p.options {
			names = option.wants(names)
		}
	}
	slices.Sort(names)
	return names
}

var errMessage = errors.New("it is not text with {name} and {name, select, …} in it")

// parse reads a message up to its end, or to one of the characters in until.
func parse(s, until string) (m message, rest string, err error) {
	for s != "" {
		i := strings.IndexAny(s, "{}'")
		switch {
		case i < 0:
			return append(m, piece{text: s}), "", nil
		case i > 0:
			m, s = append(m, piece{text: s[:i]}), s[i:]
		case s[0] == '\'': // of which one before a brace would quote it
			if len(s) > 1 && strings.IndexByte("{}'", s[1]) >= 0 {
				return nil, "", errMessage
			}
			m, s = append(m, piece{text: "'"}), s[1:]
		case s[0] == '}' && until != "":
			return m, s, nil
		case s[0] == '}':
			return nil, "", errMessage
		default:
			var p piece
			if p, s, err = parsePlace(s[1:]); err != nil {
				return nil, "", err
			}
			m = append(m, p)
		}
	}
	return m, "", nil
}

// parsePlace reads what stands behind an opening brace, up to the closing one.
func parsePlace(s string) (p piece, rest string, err error) {
	i := strings.IndexAny(s, "},")
	if i < 0 {
		return p, "", errMessage
	}
	if p.name = strings.TrimSpace(s[:i]); p.name == "" || strings.ContainsAny(p.name, "{' ") {
		return p, "", errMessage
	}
	if s[i] == '}' {
		return p, s[i+1:], nil
	}
	kind, s, ok := strings.Cut(s[i+1:], ",")
	if !ok || strings.TrimSpace(kind) != "select" {
		return p, "", errMessage
	}
	p.options = map[string]message{}
	for {
		s = strings.TrimSpace(s)
		if closed, ok := strings.CutPrefix(s, "}"); ok {
			if p.options["other"] == nil {
				return p, "", errMessage
			}
			return p, closed, nil
		}
		name, behind, ok := strings.Cut(s, "{")
		if name = strings.TrimSpace(name); !ok || name == "" {
			return p, "", errMessage
		}
		option, after, err := parse(behind, "}")
		if err != nil || after == "" {
			return p, "", errMessage
		}
		p.options[name], s = append(message{}, option...), after[1:]
	}
}
