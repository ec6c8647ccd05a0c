package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"banyan/internal/plan"
	"banyan/internal/routing"
	"banyan/internal/safetext"
	"banyan/internal/statefile"
)

// mostPlanBytes is the longest plan that is read.
const mostPlanBytes = 64 << 20

// encodePlan returns the text of a plan's file: what it does in words, each line behind a #, and
// below that the plan itself with its checksum.
func encodePlan(p plan.Plan) ([]byte, error) {
	sealed, err := statefile.Marshal(p)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	for line := range strings.Lines(describePlan(p)) {
		out.WriteString(strings.TrimRight("# "+line, " \n") + "\n")
	}
	if err := json.Indent(&out, sealed, "", "  "); err != nil {
		return nil, err
	}
	out.WriteByte('\n')
	return out.Bytes(), nil
}

// readPlan reads the file of a plan. What was reviewed is what is applied: one that was changed
// since it was written is refused.
func readPlan(path string) (plan.Plan, error) {
	p, err := parsePlan(path)
	if err != nil {
		return plan.Plan{}, usageError{fmt.Errorf("%s cannot be applied: %w", path, withoutPath(err))}
	}
	return p, nil
}

func parsePlan(path string) (plan.Plan, error) {
	text, err := statefile.ReadFile(path, mostPlanBytes)
	if err != nil {
		return plan.Plan{}, err
	}
	for bytes.HasPrefix(text, []byte("#")) {
		_, text, _ = bytes.Cut(text, []byte("\n"))
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, text); err != nil {
		return plan.Plan{}, errors.New("it is no plan: banyan plan writes one")
	}
	switch isSealed, err := statefile.Sealed(compact.Bytes()); {
	case err != nil:
		return plan.Plan{}, fmt.Errorf("%w; change the files and make the plan again", err)
	case !isSealed:
		return plan.Plan{}, errors.New("it is no plan: banyan plan writes one")
	}
	var p plan.Plan
	if err := json.Unmarshal(compact.Bytes(), &p); err != nil {
		return plan.Plan{}, err
	}
	return p, p.Check()
}

// describePlan says what a plan does, for a person: items with their changes, what they lead to, and
// why they need their names.
func describePlan(p plan.Plan) string {
	var out strings.Builder
	fmt.Fprintf(&out, "%s: %s at %s (%s)\n", safetext.Cell(p.Title), counted(len(p.Items), "change"), safetext.Cell(p.Host), p.Dialect)
	fmt.Fprintf(&out, "plan %s, made by %s at %s\n", p.ID, safetext.Cell(madeBy(p)), p.At.UTC().Format(time.DateTime+"Z"))
	if p.Ticket != "" {
		fmt.Fprintf(&out, "ticket %s\n", safetext.Cell(p.Ticket))
	}
	effects := p.Effects()
	for i, item := range p.Items {
		fmt.Fprintf(&out, "\n%3d  %s\n", item.N, spelled(item.Subject))
		lines := itemLines(item, effects[i])
		if len(item.Refusals) > 0 {
			lines = append(lines, "to apply it give "+allowFlag(p, item))
		}
		for _, line := range lines {
			fmt.Fprintf(&out, "       %s\n", safetext.Cell(line))
		}
	}
	if p.Kind == plan.Undoing {
		for _, s := range p.Skipped {
			fmt.Fprintf(&out, "\nnot taken back: %s: %s\n", safetext.Cell(s.Subject.String()), safetext.Cell(s.Why))
		}
	} else if len(p.Skipped) > 0 {
		fmt.Fprintf(&out, "\nas it is to be already: %s\n", counted(len(p.Skipped), "thing"))
	}
	return out.String()
}

func madeBy(p plan.Plan) string {
	if p.Principal == p.Who {
		return p.Who
	}
	return p.Who + " as " + p.Principal
}

// counted is a number with its noun.
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// itemLines are what there is to know of an item.
func itemLines(item plan.Item, effect plan.Effect) []string {
	lines := item.Lines()
	if item.IsTrunk() && !item.Base.Exists() {
		_, after := item.Trunks()
		lines = append(lines, createdLines(after)...)
	}
	if item.Canary {
		lines = append(lines, "it goes first: the fewest calls move in it")
	}
	if item.IsTrunk() && effect.Before != effect.After && item.Base.Exists() && item.Want.Exists() {
		lines = append(lines, fmt.Sprintf("calls that its trunk groups may carry: %s -> %s", effect.Before, effect.After))
	}
	if effect.Moves > 0 && item.Want.Exists() && item.Base.Exists() {
		lines = append(lines, fmt.Sprintf("%d%% of its calls go elsewhere at first", effect.Moves))
	}
	for _, notice := range effect.Notices {
		text := notice.Text
		if notice.Route != (routing.Key{}) {
			text = notice.Route.String() + ": " + text
		}
		if notice.Severity > routing.Info {
			lines = append(lines, text)
		}
	}
	lines = append(lines, item.Words...)
	for _, problem := range item.Problems {
		lines = append(lines, "BREAKS A RULE: "+problem)
	}
	for _, refusal := range item.Refusals {
		lines = append(lines, "DANGEROUS: "+refusal)
	}
	return lines
}

// allowFlag is the flag that allows a dangerous change, as a shell takes it: with its name, or with
// its path where something else that changes has the name.
func allowFlag(p plan.Plan, item plan.Item) string {
	name := item.Subject.ID()
	for _, other := range p.Items {
		if other.Subject != item.Subject && other.Subject.ID() == name {
			name = strings.Join(item.Subject.Path(), "/")
		}
	}
	isPlain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("_-.,/@+:", r)
	}
	if strings.ContainsFunc(name, func(r rune) bool { return !isPlain(r) }) {
		name = "'" + strings.ReplaceAll(name, "'", `'\''`) + "'"
	}
	return "--allow " + name
}

// createdLines are what a new enterprise trunk is made of.
func createdLines(t routing.Trunk) []string {
	var lines []string
	for _, f := range routing.Fields() {
		if text := t.Text(f); text != "" && f != routing.FieldName {
			lines = append(lines, f.Label()+": "+text)
		}
	}
	return lines
}
