package models

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"gorm.io/gorm"
)

// A backup is one line of text with a checksum, followed by a compressed
// SQLite database that holds every table, whichever engine it came from. So
// a backup of one engine can be restored into the other.

// backupTables are the tables of a backup, each after those it refers to.
var backupTables = []string{
	"organizations", "organization_aliases", "organization_names", "served_municipalities", "people", "affiliations", "person_tags",
	"positions", "position_holders", "assistants", "network_groups", "group_names", "group_roles", "group_offers", "users", "merges", "venue_entries", "room_layouts", "venues", "meetings", "meeting_hosts", "sites", "programme_items",
	"user_groups", "site_hosts", "login_links", "sessions", "drafts", "unsent_forms", "invitations", "registrations", "accepted_sites", "representations", "needs",
	"namesakes", "registration_changes", "check_ins", "meeting_changes", "notes", "messages", "overview_stops", "undos", "export_logs", "retention_runs", "desk_changes",
	"documents", "document_parts", "note_documents",
}

const backupMagic = "bijeen-backup-1 sha256="

// ErrDamaged is what Verify and Restore answer for a file that is not a
// whole backup.
var ErrDamaged = errors.New("this file is not a whole Bijeen backup: it is damaged or was cut off")

// Backup writes everything as it is at one moment, while others go on
// working, and gives the number of rows. On an error nothing useful has been
// written.
func (s *Store) Backup(ctx context.Context, w io.Writer) (int64, error) {
	dir, err := os.MkdirTemp("", "bijeen-backup-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "backup.db")
	rows, err := s.copyOut(ctx, file)
	if err != nil {
		return 0, fmt.Errorf("backup: %w", err)
	}
	packed, err := pack(file)
	if err != nil {
		return 0, fmt.Errorf("backup: %w", err)
	}
	sum := sha256.Sum256(packed)
	_, err = fmt.Fprintf(w, "%s%s\n", backupMagic, hex.EncodeToString(sum[:]))
	if err == nil {
		_, err = w.Write(packed)
	}
	return rows, err
}

// copyOut copies every table into a new SQLite file. Closing it writes the
// log into the file.
func (s *Store) copyOut(ctx context.Context, file string) (int64, error) {
	target, err := Open(ctx, Options{Database: file, Now: s.clock})
	if err != nil {
		return 0, err
	}
	var total int64
	err = s.Read(ctx, func(from *gorm.DB) error {
		var err error
		total, err = copyTables(ctx, from, target)
		return err
	})
	return total, errors.Join(err, target.Close())
}

// copyTables copies all tables in one transaction of the target.
// builtIn is the table of which rows come with the program.
const builtIn = "organizations"

func copyTables(ctx context.Context, from *gorm.DB, target *Store) (int64, error) {
	var total int64
	err := target.write(ctx, func(to *gorm.DB) error {
		total = 0
		if err := to.Exec("delete from " + builtIn).Error; err != nil { // the backup has its own
			return err
		}
		for _, table := range backupTables {
			n, err := copyTable(from, to, table)
			if err != nil {
				return fmt.Errorf("table %s: %w", table, err)
			}
			total += n
		}
		return target.continueNumbers(to)
	})
	return total, err
}

func copyTable(from, to *gorm.DB, table string) (int64, error) {
	rows, err := from.Table(table).Rows()
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return 0, err
	}
	insert := fmt.Sprintf("insert into %s (%s) values (%s)", table, quoted(columns),
		strings.TrimSuffix(strings.Repeat("?,", len(columns)), ","))
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	var n int64
	for ; rows.Next(); n++ {
		if err := rows.Scan(into...); err != nil {
			return 0, err
		}
		if err := to.Exec(insert, plain(values)...).Error; err != nil {
			return 0, err
		}
	}
	return n, rows.Err()
}

func quoted(columns []string) string { return `"` + strings.Join(columns, `","`) + `"` }

// plain makes values fit both engines: times in UTC.
func plain(values []any) []any {
	out := make([]any, len(values))
	for i, v := range values {
		if t, ok := asTime(v); ok {
			v = t
		}
		out[i] = v
	}
	return out
}

// continueNumbers lets new rows be numbered after the copied ones, so that a
// link never opens somebody else's registration.
func (s *Store) continueNumbers(tx *gorm.DB) error {
	if s.dialect != "postgres" {
		return nil // SQLite keeps the highest number by itself
	}
	for _, table := range backupTables {
		var column sql.NullString
		err := tx.Raw(`select column_name from information_schema.columns
			where table_schema = current_schema() and table_name = ? and column_name = 'id'`, table).Scan(&column).Error
		if err != nil {
			return err
		}
		if !column.Valid {
			continue
		}
		err = tx.Exec(fmt.Sprintf(`select setval(pg_get_serial_sequence('%s', 'id'), greatest((select coalesce(max(id), 0) from %s), 1),
			(select count(*) > 0 from %s))`, table, table, table)).Error
		if err != nil {
			return err
		}
	}
	return nil
}

func pack(file string) ([]byte, error) {
	in, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	if _, err := io.Copy(z, in); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// VerifyBackup proves that a backup can be restored, by restoring it into a
// database that is thrown away, and gives the number of rows. It answers
// ErrDamaged for a file that is not whole.
func VerifyBackup(ctx context.Context, r io.Reader, o Options) (int64, error) {
	dir, err := os.MkdirTemp("", "bijeen-verify-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	o.Database = filepath.Join(dir, "verify.db")
	s, err := Open(ctx, o)
	if err != nil {
		return 0, err
	}
	defer s.Close()
	return s.Restore(ctx, r)
}

// Restore writes a backup into this database, which must be empty: Conflict
// when it is not, ErrDamaged for a file that is not whole. It gives the
// number of rows. All of it is written or nothing.
func (s *Store) Restore(ctx context.Context, r io.Reader) (int64, error) {
	if err := s.mustBeEmpty(ctx); err != nil {
		return 0, err
	}
	dir, err := os.MkdirTemp("", "bijeen-restore-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "backup.db")
	if err := unpack(r, file); err != nil {
		return 0, err
	}
	// A backup of an older version is brought up to date first.
	from, err := Open(ctx, Options{Database: file, Now: s.clock})
	if err != nil {
		return 0, fmt.Errorf("open backup: %w", err)
	}
	defer from.Close()
	if err := from.sound(ctx); err != nil {
		return 0, err
	}
	n, err := copyTables(ctx, from.reader.WithContext(ctx), s)
	if err != nil {
		return 0, fmt.Errorf("restore: %w", err)
	}
	return n, nil
}

func unpack(r io.Reader, file string) error {
	in := bufio.NewReader(r)
	line, err := in.ReadString('\n')
	if err != nil || !strings.HasPrefix(line, backupMagic) {
		return ErrDamaged
	}
	packed, err := io.ReadAll(in)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(packed)
	if strings.TrimSpace(line[len(backupMagic):]) != hex.EncodeToString(sum[:]) {
		return ErrDamaged
	}
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return ErrDamaged
	}
	out, err := os.OpenFile(file, os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, z); err != nil {
		out.Close()
		return ErrDamaged
	}
	return out.Close()
}

// sound asks SQLite whether a file is whole and consistent.
func (s *Store) sound(ctx context.Context) error {
	var answer string
	if err := s.reader.WithContext(ctx).Raw("pragma integrity_check").Scan(&answer).Error; err != nil || answer != "ok" {
		return ErrDamaged
	}
	var orphans []map[string]any
	if err := s.reader.WithContext(ctx).Raw("pragma foreign_key_check").Scan(&orphans).Error; err != nil || len(orphans) > 0 {
		return ErrDamaged
	}
	return nil
}

// Empty reports whether the database holds nothing but what comes built in:
// the municipalities, which every start makes (directory.Prepare).
func (s *Store) Empty(ctx context.Context) (bool, error) {
	for _, table := range backupTables {
		rows := s.reader.WithContext(ctx).Table(table)
		if table == builtIn {
			rows = rows.Where("code = ''")
		}
		var n int64
		if err := rows.Limit(1).Count(&n).Error; err != nil {
			return false, fmt.Errorf("look into table %s: %w", table, err)
		}
		if n > 0 {
			return false, nil
		}
	}
	return true, nil
}

func (s *Store) mustBeEmpty(ctx context.Context) error {
	empty, err := s.Empty(ctx)
	if err != nil {
		return err
	}
	if !empty {
		return refuse(Conflict, "database_not_empty")
	}
	return nil
}

// asTime gives a time value in UTC.
func asTime(v any) (time.Time, bool) {
	t, ok := v.(time.Time)
	return t.UTC(), ok
}
