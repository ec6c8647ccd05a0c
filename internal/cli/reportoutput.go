package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/term"
)

// reportOutput is where a report goes: standard output, or a file that gets its name
// when the report is finished. Nobody ever reads half a report under that name.
type reportOutput struct {
	io.Writer
	file  *os.File // nil for standard output
	name  string
	force bool // replace what is there
}

// openOutput prepares the file of that name, or standard output without one.
func (p Program) openOutput(name string, force bool) (*reportOutput, error) {
	if name == "" {
		if force {
			return nil, usageError{errors.New("--force says to replace the file of --output, and none was given")}
		}
		return &reportOutput{Writer: p.Out}, nil
	}
	o := &reportOutput{name: name, force: force}
	if err := o.checkName(); err != nil {
		return nil, usageError{err}
	}
	// CreateTemp makes it readable by its owner alone.
	file, err := os.CreateTemp(filepath.Dir(name), ".banyan-report-*")
	if err != nil {
		return nil, usageError{fmt.Errorf("prepare the file of --output: %w", err)}
	}
	o.Writer, o.file = file, file
	return o, nil
}

// isTerminal reports whether the report is printed on a terminal.
func (o *reportOutput) isTerminal() bool {
	file, isFile := o.Writer.(*os.File)
	return isFile && term.IsTerminal(int(file.Fd()))
}

// checkName refuses to replace what nobody said may be replaced.
func (o *reportOutput) checkName() error {
	info, err := os.Lstat(o.name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("look at the file of --output: %w", err)
	case !info.Mode().IsRegular():
		return fmt.Errorf("%q is no regular file: leave --output out and redirect standard output there", o.name)
	case !o.force:
		return fmt.Errorf("%q is there already: give another name, or --force to replace it", o.name)
	}
	return nil
}

// finish gives the file its name. On an error the file is gone, unless the error
// says where it is.
func (o *reportOutput) finish() error {
	if o.file == nil {
		return nil
	}
	if err := errors.Join(o.file.Sync(), o.file.Close()); err != nil {
		o.discard()
		return o.failed(err)
	}
	if err := o.rename(); err != nil {
		if errors.Is(err, fs.ErrExist) {
			return statedError{fmt.Errorf("%q has come to be there meanwhile; the report is in %q", o.name, o.file.Name())}
		}
		o.discard()
		return o.failed(err)
	}
	o.file = nil
	return nil
}

// rename never replaces a file without force. A link cannot either, not even one
// that came into being at this moment; not every file system has links.
func (o *reportOutput) rename() error {
	temporary := o.file.Name()
	if !o.force {
		err := os.Link(temporary, o.name)
		if err == nil {
			return os.Remove(temporary)
		}
		if errors.Is(err, fs.ErrExist) {
			return err
		}
		if _, err := os.Lstat(o.name); err == nil {
			return fs.ErrExist
		}
	}
	return os.Rename(temporary, o.name)
}

// discard leaves nothing behind of a report that is not to be.
func (o *reportOutput) discard() {
	if o.file == nil {
		return
	}
	_ = o.file.Close()           // what it holds is not wanted
	_ = os.Remove(o.file.Name()) // nothing else can be done about it
	o.file = nil
}

// failed is an error of writing in words.
func (o *reportOutput) failed(err error) error {
	where := "standard output"
	if o.name != "" {
		where = fmt.Sprintf("%q", o.name)
	}
	cause := err
	var path *fs.PathError
	if errors.As(err, &path) {
		cause = path.Err // its path is that of a temporary file
	}
	return statedError{fmt.Errorf("the report could not be written to %s: %w", where, cause)}
}
