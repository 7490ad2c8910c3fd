package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"bijeen/models"
)

// minSecret is how many characters a key for links has at least.
const minSecret = 32

// check says what is wrong with the keys, without making or needing the file
// that the first start makes.
func (s secretSettings) check(database string) error {
	if s.Secret != "" && s.SecretFile != "" {
		return errors.New("BIJEEN_SECRET and BIJEEN_SECRET_FILE are both set: keep one")
	}
	if s.SecretPrevious != "" {
		if err := longEnough(s.SecretPrevious); err != nil {
			return fmt.Errorf("BIJEEN_SECRET_PREVIOUS %w", err)
		}
	}
	if s.Secret != "" {
		return longEnough(s.Secret)
	}
	_, err := s.read()
	if errors.Is(err, fs.ErrNotExist) && s.SecretFile == "" {
		if models.IsPostgres(database) {
			return errors.New("is required with PostgreSQL, where several servers share links: set it, or BIJEEN_SECRET_FILE, to a text of 32 characters or more that nobody can guess")
		}
		return nil
	}
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no file %s: make it, or correct BIJEEN_SECRET_FILE", s.SecretFile)
	}
	return err
}

func longEnough(secret string) error {
	if n := utf8.RuneCountInString(secret); n < minSecret {
		return fmt.Errorf("has %d characters: it needs %d or more", n, minSecret)
	}
	return nil
}

// keys gives the keys of links. On the first start with SQLite it makes the
// file with a new one.
func (s secretSettings) keys(database string) (models.Keys, error) {
	if err := s.check(database); err != nil {
		return models.Keys{}, settingProblems{{"BIJEEN_SECRET", err.Error()}}
	}
	secret := s.Secret
	if secret == "" {
		var err error
		if secret, err = s.readOrMake(); err != nil {
			return models.Keys{}, settingProblems{{"BIJEEN_SECRET_FILE", err.Error()}}
		}
	}
	return models.Keys{Current: []byte(secret), Previous: []byte(s.SecretPrevious)}, nil
}

func (s secretSettings) file() string {
	if s.SecretFile == "" {
		return defaultSecret
	}
	return s.SecretFile
}

// read gives what the file of the key holds.
func (s secretSettings) read() (string, error) {
	b, err := os.ReadFile(s.file())
	if errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	if err != nil {
		return "", fmt.Errorf("the file %s cannot be read: give this program the right to", s.file())
	}
	secret := strings.TrimRight(string(b), "\r\n")
	if err := longEnough(secret); err != nil {
		return "", fmt.Errorf("the key in %s %w", s.file(), err)
	}
	return secret, nil
}

func (s secretSettings) readOrMake() (string, error) {
	secret, err := s.read()
	if !errors.Is(err, fs.ErrNotExist) {
		return secret, err
	}
	if err := makeSecret(s.file()); err != nil {
		return "", fmt.Errorf("the file %s for the key of links cannot be made: set BIJEEN_SECRET or BIJEEN_SECRET_FILE (%w)", s.file(), err)
	}
	return s.read()
}

// makeSecret writes a new key to a file that only we can read. Of several
// that start at the same moment one key wins, and none reads half of it.
func makeSecret(file string) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(file), ".secret-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.WriteString(rand.Text() + rand.Text() + "\n")
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Link(f.Name(), file); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}
