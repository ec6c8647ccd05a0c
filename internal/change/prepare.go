package change

import (
	"context"
	"errors"
	"fmt"

	"banyan/apiclient"
)

// Prepare validates an edit, reads its subject again and compares. It sends nothing.
// The error is that of the read, ErrNoTarget, ErrBusy, or an *OpenError where an
// earlier save is still unknown after this read.
func (s *Service) Prepare(ctx context.Context, edit Edit) (Review, error) {
	out := Review{Edit: edit}
	target, err := s.target(edit.Subject)
	if err != nil {
		return out, err
	}
	if kind, ok := target.(Validator); ok && edit.Operation() != Delete {
		if out.Problems = kind.Validate(edit.Want); len(out.Problems) > 0 {
			out.Status = Invalid
			return out, nil
		}
	}
	if err := s.unblock(ctx, edit); err != nil {
		return out, err
	}
	theirs, err := read(ctx, target)
	if err != nil {
		return out, err
	}
	out.Theirs = theirs
	s.findLate(ctx, edit.Subject, theirs)
	if renamed, ok := edit.renamed(); ok && theirs.Exists() {
		there, err := s.read(ctx, renamed)
		if err != nil {
			return out, err
		}
		if there.Exists() {
			out.Status, out.Theirs = Taken, there
			return out, nil
		}
	}
	var parts [][]string
	if kind, ok := target.(Joined); ok {
		parts = kind.Parts(theirs, edit.Want)
	}
	out.compare(parts)
	if out.Status == Ready {
		out.Confirmation = &Confirmation{edit: edit, fresh: theirs, dangers: Dangers(target, edit, theirs)}
	}
	return out, nil
}

// compare decides what becomes of the edit over what is there.
func (r *Review) compare(parts [][]string) {
	edit, theirs := r.Edit, r.Theirs
	switch {
	case edit.Operation() == Create && theirs.Exists():
		r.Status = Taken
		r.Fields = compare(Image{}, theirs, edit.Want).fields
	case edit.Operation() == Create:
		r.Status = Ready
	case !theirs.Exists():
		r.Status = Gone
	case edit.Operation() == Delete:
		r.Status = Ready
		for _, change := range Differences(edit.Base, theirs) {
			r.Status = Conflicted
			r.Fields = append(r.Fields, ThreeWay{Name: change.Name, Part: change.Name, Base: change.From, Theirs: change.To, Conflict: true})
		}
	default:
		r.compareChange(parts)
	}
}

func (r *Review) compareChange(parts [][]string) {
	result := compare(r.Edit.Base, r.Theirs, r.Edit.Want)
	for _, part := range parts {
		result.join(r.Edit.Base, r.Theirs, r.Edit.Want, part)
	}
	r.Fields = result.fields
	switch {
	case result.conflicts:
		r.Status = Conflicted
	case result.merged.Equal(r.Theirs):
		r.Status = Unchanged
	case result.foreign:
		r.Status = Merged
		r.Next = r.Edit
		r.Next.Base, r.Next.Want = r.Theirs, result.merged
	default:
		r.Status = Ready
	}
}

// read reads a subject. One that the platform itself says does not exist and that its
// list does not have is an absent image. A refusal alone is not that: a gateway may
// answer in the platform's place.
func read(ctx context.Context, target Target) (Image, error) {
	image, err := target.Read(ctx)
	if errors.Is(err, apiclient.ErrNotFound) {
		listed, unlisted := target.Listed(ctx)
		switch {
		case unlisted != nil:
			return Image{}, fmt.Errorf("it cannot be found, and neither can its list: %w", unlisted)
		case listed:
			return Image{}, errors.New("it cannot be found, and the list has it")
		}
		return Image{}, nil
	}
	if err != nil {
		return Image{}, err
	}
	if !image.Exists() {
		return Image{}, errors.New("what was read has no fields")
	}
	return image, nil
}

// Read returns a subject as it is now, past every cache: what a form starts from. One
// that does not exist is an absent image.
func (s *Service) Read(ctx context.Context, subject Subject) (Image, error) {
	image, err := s.read(ctx, subject)
	if err == nil {
		s.findLate(ctx, subject, image)
	}
	return image, err
}

func (s *Service) read(ctx context.Context, subject Subject) (Image, error) {
	target, err := s.target(subject)
	if err != nil {
		return Image{}, err
	}
	return read(ctx, target)
}
