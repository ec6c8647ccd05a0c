package report

import (
	"bytes"
	"encoding/json"
)

// jsonForm is one indented document. What is only known at the end, whether the
// report is complete, is its last key.
type jsonForm struct {
	head     Head
	begun    bool // a tenant was written
	complete bool // all tenants so far are
}

func (f *jsonForm) begin(out *bytes.Buffer) {
	out.WriteString("{\n  \"schemaVersion\": ")
	_ = encode(out, SchemaVersion, "") // a number has a form
	out.WriteString(",\n  \"generatedAt\": ")
	_ = encode(out, timeText(f.head.GeneratedAt), "") // so has a text
	out.WriteString(",\n  \"tenants\": [")
}

func (f *jsonForm) tenant(out *bytes.Buffer, t Tenant) error {
	if f.begun {
		out.WriteByte(',')
	}
	f.begun = true
	f.complete = f.complete && t.IsComplete()
	out.WriteString("\n    ")
	return encode(out, newTenantDocument(t, f.head), "    ")
}

func (f *jsonForm) end(out *bytes.Buffer, all bool) error {
	if f.begun {
		out.WriteString("\n  ")
	}
	out.WriteString("],\n  \"complete\": ")
	if err := encode(out, all && f.complete, ""); err != nil {
		return err
	}
	out.WriteString("\n}\n")
	return nil
}

// linesForm is one compact document a line, each of one tenant.
type linesForm struct{ head Head }

// line is a tenant that stands by itself.
type line struct {
	SchemaVersion int `json:"schemaVersion"`
	tenantDocument
}

func (linesForm) begin(*bytes.Buffer) {}

func (f linesForm) tenant(out *bytes.Buffer, t Tenant) error {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(line{SchemaVersion: SchemaVersion, tenantDocument: newTenantDocument(t, f.head)}); err != nil {
		return err
	}
	out.Write(escapeHidden(text.Bytes()))
	return nil
}

func (linesForm) end(*bytes.Buffer, bool) error { return nil }

// encode appends value, its lines after the first indented by prefix, and without a
// newline at its end.
func encode(out *bytes.Buffer, value any, prefix string) error {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetIndent(prefix, "  ")
	encoder.SetEscapeHTML(false) // names keep their & and <: this is no web page
	if err := encoder.Encode(value); err != nil {
		return err
	}
	out.Write(escapeHidden(bytes.TrimSuffix(text.Bytes(), []byte("\n"))))
	return nil
}
