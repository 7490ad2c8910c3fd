package desk_test

import (
	"os"
	"testing"

	"bijeen/browser/browsertest"
)

func TestMain(m *testing.M) { os.Exit(browsertest.Run(m)) }
