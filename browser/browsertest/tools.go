package browsertest

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/evanw/esbuild/pkg/api"
)

//go:embed page.js
var pageScript string

//go:embed tools.js
var toolsEntry string

// packagesDir is where package.json of the test tools lies, from the root of
// the module.
const packagesDir = "browser"

// axeScript and toolsScript are read and bundled once per test program.
var (
	axeScript = sync.OnceValues(func() (string, error) {
		dir, err := installedTools()
		if err != nil {
			return "", err
		}
		source, err := os.ReadFile(filepath.Join(dir, "node_modules", "axe-core", "axe.min.js"))
		return string(source), err
	})
	toolsScript = sync.OnceValues(bundleTools)
)

// bundleTools makes one script of the npm packages. They run in Chromium, so
// which Node is installed does not matter.
func bundleTools() (string, error) {
	dir, err := installedTools()
	if err != nil {
		return "", err
	}
	result := api.Build(api.BuildOptions{
		Stdin:    &api.StdinOptions{Contents: toolsEntry, ResolveDir: dir, Sourcefile: "tools.js"},
		Bundle:   true,
		Platform: api.PlatformBrowser,
		Format:   api.FormatIIFE,
	})
	if len(result.Errors) > 0 {
		return "", fmt.Errorf("bundle the test tools: %s", result.Errors[0].Text)
	}
	return string(result.OutputFiles[0].Contents), nil
}

// installedTools gives the absolute path of the directory whose node_modules
// hold the test tools.
func installedTools() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		if dir == filepath.Dir(dir) {
			return "", fmt.Errorf("no go.mod above the working directory")
		}
		dir = filepath.Dir(dir)
	}
	dir = filepath.Join(dir, packagesDir)
	for _, name := range []string{"axe-core", "html-validate", "ical.js"} {
		if _, err := os.Stat(filepath.Join(dir, "node_modules", name, "package.json")); err != nil {
			return "", fmt.Errorf("needs the npm test tools: run npm ci --prefix %s", packagesDir)
		}
	}
	return dir, nil
}

// outcome is what a function in tools.js answers.
type outcome[T any] struct {
	Value T      `json:"value"`
	Error string `json:"error"`
}

// callTool calls a function of tools.js in a blank tab, so that no page's
// content security policy or script can touch it. An error is one about the
// input; a tool that does not work fails t.
func callTool[T any](t testing.TB, b *Browser, function string, args ...any) (T, error) {
	t.Helper()
	script, err := toolsScript()
	if err != nil {
		unavailable(t, err.Error())
	}
	values := make([]string, len(args))
	for i, arg := range args {
		value, err := json.Marshal(arg)
		if err != nil {
			t.Fatalf("argument of %s: %v", function, err)
		}
		values[i] = string(value)
	}
	b.toolsMu.Lock()
	defer b.toolsMu.Unlock()
	if b.tools == nil {
		tab, cancel := chromedp.NewContext(b.ctx)
		if err := chromedp.Do(tab, chromedp.Evaluate[chromedp.Void](script)); err != nil {
			cancel()
			t.Fatalf("load the test tools: %v", err)
		}
		b.tools = tab
	}
	ctx, cancel := context.WithTimeout(b.tools, patience)
	defer cancel()
	result, err := chromedp.Run(ctx, chromedp.Evaluate[outcome[T]](
		fmt.Sprintf("bijeenTools.%s(%s)", function, strings.Join(values, ","))))
	if err != nil {
		t.Fatalf("%s: %v", function, err)
	}
	if result.Error != "" {
		return result.Value, fmt.Errorf("%s: %s", function, result.Error)
	}
	return result.Value, nil
}
