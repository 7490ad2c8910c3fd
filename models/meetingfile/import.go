package meetingfile

import (
	"context"
	"io"

	"bijeen/models"
)

// Import reads a meeting file and saves what is in it: all or nothing, with
// the same consequences as Store.SaveMeeting. A slug that exists is changed:
// keys that the file leaves out keep what is there and nothing is deleted.
// With dryRun nothing is kept. It locks the meetings that exist. The error is
// Problems for everything that is wrong with the file.
func Import(ctx context.Context, s *models.Store, r io.Reader, by models.Actor, dryRun bool) ([]models.ImportedMeeting, error) {
	f, err := open(r, s.Zone())
	if err != nil {
		return nil, err
	}
	f.now = s.Now()
	return s.ImportMeetings(ctx, f.slugs(), f.inputs, by, dryRun)
}
