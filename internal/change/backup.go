package change

import (
	"context"
	"errors"

	"banyan/apiclient"
	"banyan/internal/trunkgroup"
)

// Backups is an API in whose dialect a trunk group has a backup, as a resource that not every
// server has (supplement 5.2).
type Backups interface {
	TrunkGroupBackup(ctx context.Context, tenant, group, name string) (apiclient.Document, trunkgroup.Diversion, error)
	PutTrunkGroupBackup(ctx context.Context, tenant, group, name string, fresh apiclient.Document, to trunkgroup.Diversion) error
}

// ReadBackup reads the backup of a trunk group as an image. Where the platform itself says that it
// has no such resource there is none, and the image is absent; what else keeps it from being read,
// any other refusal among it, is an error: the backup may be there.
func ReadBackup(ctx context.Context, api Backups, tenant, group, name string) (Image, error) {
	image, err := readBackup(ctx, api, tenant, group, name)
	if problem, ok := errors.AsType[*apiclient.Error](err); ok && problem.Kind == apiclient.NotFound && problem.Own {
		return Image{}, nil
	}
	return image, err
}

func readBackup(ctx context.Context, api Backups, tenant, group, name string) (Image, error) {
	document, to, err := api.TrunkGroupBackup(ctx, tenant, group, name)
	if err != nil {
		return Image{}, err
	}
	return Image{Fields: []Field{{Name: trunkgroup.Backup, Value: to.String()}}, Raw: document.Raw, ReadAt: document.ReadAt}, nil
}

// backupTarget is the backup of a trunk group on a server: it comes and goes with that.
type backupTarget struct {
	figures
	backups Backups
}

func (t backupTarget) Read(ctx context.Context) (Image, error) {
	return readBackup(ctx, t.backups, t.subject.Tenant, t.subject.Group, t.subject.Name)
}

func (t backupTarget) Write(ctx context.Context, fresh, want Image) error {
	document := apiclient.Document{Raw: fresh.Raw, ReadAt: fresh.ReadAt}
	return t.backups.PutTrunkGroupBackup(ctx, t.subject.Tenant, t.subject.Group, t.subject.Name, document, trunkgroup.Parse(want.text(trunkgroup.Backup)))
}

// Validate holds the rules of what changes: an address to forward to, a trunk group to reroute to.
func (t backupTarget) Validate(base, want Image) []Problem {
	f, _ := trunkgroup.Named(trunkgroup.Backup)
	if text := f.Wrong(want.text(f.Name)); text != "" && base.text(f.Name) != want.text(f.Name) {
		return []Problem{{Field: f.Name, Route: -1, Text: text}}
	}
	return nil
}
