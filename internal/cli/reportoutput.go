package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/term"

	"banyan/internal/report"
)

// reportOutput is where a report goes: standard output, or a file that gets its name
// when the report is finished. Nobody ever reads half a report under that name.
type reportOutput struct {
	io.Writer
	file *report.File // nil for standard output
	name string
}

// openOutput prepares the file of that name, or standard output without one.
func (p Program) openOutput(name string, force bool) (*reportOutput, error) {
	if name == "" {
		if force {
			return nil, usageError{errors.New("--force says to replace the file of --output, and none was given")}
		}
		return &reportOutput{Writer: p.Out}, nil
	}
	if err := checkOutput(name, force); err != nil {
		return nil, usageError{err}
	}
	file, err := report.Create(name, force)
	if err != nil {
		return nil, usageError{fmt.Errorf("the file of --output cannot be written in %q: %w", filepath.Dir(name), withoutPath(err))}
	}
	return &reportOutput{Writer: file, file: file, name: name}, nil
}

// isTerminal reports whether the report is printed on a terminal.
func (o *reportOutput) isTerminal() bool {
	file, isFile := o.Writer.(*os.File)
	return isFile && term.IsTerminal(int(file.Fd()))
}

// checkOutput refuses to replace a file unless force allows it.
func checkOutput(name string, force bool) error {
	info, err := os.Lstat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("look at the file of --output: %w", err)
	case !info.Mode().IsRegular():
		return fmt.Errorf("%q is no regular file: leave --output out and redirect standard output there", name)
	case !force:
		return fmt.Errorf("%q is there already: give another name, or --force to replace it", name)
	}
	return nil
}

// finish gives the file its name. On an error the file is gone, unless the error
// says where it is.
func (o *reportOutput) finish() error {
	if o.file == nil {
		return nil
	}
	temporary := o.file.Name()
	err := o.file.Finish()
	switch {
	case errors.Is(err, fs.ErrExist): // it stays where it is
		err = statedError{fmt.Errorf("%q has come to be there meanwhile; what was written is in %q", o.name, temporary)}
	case err != nil:
		o.discard()
		err = o.failed(err)
	}
	o.file = nil
	return err
}

// discard removes the file of a report that is not finished.
func (o *reportOutput) discard() {
	if o.file != nil {
		_ = o.file.Discard() // nothing else can be done about it
		o.file = nil
	}
}

// failed is an error of writing in words.
func (o *reportOutput) failed(err error) error {
	where := "standard output"
	if o.name != "" {
		where = fmt.Sprintf("%q", o.name)
	}
	return statedError{fmt.Errorf("the report could not be written to %s: %w", where, withoutPath(err))}
}

// withoutPath returns the cause of an error of a file without its path, which is that of
// a temporary file.
func withoutPath(err error) error {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return path.Err
	}
	return err
}
