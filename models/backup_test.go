package models_test

import (
	"bytes"
	"context"
	"errors"
	"path/filepath"
	"testing"

	"bijeen/models"
	"bijeen/models/modelstest"
)

// R18: a backup restores into an empty database with every registration, and
// the links in mails still work.
func TestR18_BackupRestores(t *testing.T) {
	ctx := context.Background()
	f := modelstest.New(t)
	m := f.Save(modelstest.Gathering("platform", 1, 3))
	p := modelstest.Person(2, "a", "b")
	p.Represents, p.Diet, p.NeedsConsent = []string{"GM0153"}, []string{"vegan"}, true
	out := f.SignUpAll(m, modelstest.Person(1, "a"), p, modelstest.Person(3, "a"))
	if _, err := f.ClaimMessages(ctx, "w", 10, 1e9); err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	rows, err := f.Backup(ctx, &file)
	if err != nil {
		t.Fatal(err)
	}
	clock := &modelstest.Clock{}
	clock.Set(f.Clock.Now())
	opts := modelstest.Options(filepath.Join(t.TempDir(), "new.db"), clock)
	if verified, err := models.VerifyBackup(ctx, bytes.NewReader(file.Bytes()), opts); err != nil || verified != rows {
		t.Fatalf("verify: %d rows, %v; want %d", verified, err, rows)
	}
	fresh, err := models.Open(ctx, opts)
	if err != nil {
		t.Fatal(err)
	}
	defer fresh.Close()
	if n, err := fresh.Restore(ctx, bytes.NewReader(file.Bytes())); err != nil || n != rows {
		t.Fatalf("restore: %d rows, %v; want %d", n, err, rows)
	}
	for _, o := range out {
		was, err := f.OwnByToken(ctx, f.Token(o.RegistrationID, 1))
		if err != nil {
			t.Fatal(err)
		}
		is, err := fresh.OwnByToken(ctx, fresh.Token(o.RegistrationID, 1))
		if err != nil {
			t.Fatalf("link after restore: %v", err)
		}
		if was.Registration.Status != is.Registration.Status || was.Position != is.Position || was.HasNeeds != is.HasNeeds {
			t.Errorf("registration %d differs after restore", o.RegistrationID)
		}
	}
	if _, err := fresh.Restore(ctx, bytes.NewReader(file.Bytes())); models.KindOf(err) != models.Conflict {
		t.Errorf("restore into a full database: %v; want a conflict", err)
	}
}

// R18, control: one changed byte anywhere makes the backup damaged.
func TestR18_DamagedBackupIsRefused(t *testing.T) {
	ctx := context.Background()
	f := modelstest.New(t)
	f.Save(modelstest.Gathering("platform", 1))
	var file bytes.Buffer
	if _, err := f.Backup(ctx, &file); err != nil {
		t.Fatal(err)
	}
	opts := modelstest.Options("", f.Clock)
	for at := 0; at < file.Len(); at += 1 + file.Len()/40 {
		broken := bytes.Clone(file.Bytes())
		broken[at] ^= 1
		if _, err := models.VerifyBackup(ctx, bytes.NewReader(broken), opts); !errors.Is(err, models.ErrDamaged) {
			t.Fatalf("byte %d changed: %v; want ErrDamaged", at, err)
		}
	}
	if _, err := models.VerifyBackup(ctx, bytes.NewReader(file.Bytes()[:file.Len()/2]), opts); !errors.Is(err, models.ErrDamaged) {
		t.Errorf("half a file: %v; want ErrDamaged", err)
	}
}
