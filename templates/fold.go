package templates

import (
	"errors"
	"fmt"
	"html"
	"maps"
	"slices"
	"text/template/parse"

	"bijeen/locale"
	"bijeen/static"
)

// treeSet is the parse trees of one set by template name.
type treeSet map[string]*parse.Tree

// folder walks the parse trees of a set before its first use. It replaces
// {{t "key"}}, {{icon "name"}} and {{asset "name"}} with constant arguments by
// their text, checks the keys of the other calls of t and tn, and checks the
// names of the arguments given to partials.
type folder struct {
	printer *locale.Printer
	html    bool // constant text is escaped for HTML
	set     treeSet
	uses    map[string]map[string]bool // fields a template reads, by template name
}

// foldAll folds every template of a set. The error joins what is wrong in each
// template, in order of name, so that one start shows all of it.
func (f folder) foldAll(set treeSet) error {
	f.set = set
	f.uses = map[string]map[string]bool{}
	var wrong []error
	for _, name := range slices.Sorted(maps.Keys(set)) {
		if tree := set[name]; tree != nil && tree.Root != nil {
			for _, err := range each(f.list(tree.Root)) {
				wrong = append(wrong, fmt.Errorf("%s: %w", name, err))
			}
		}
	}
	return errors.Join(wrong...)
}

// each gives the errors that were joined into one, at any depth.
func each(err error) []error {
	if err == nil {
		return nil
	}
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []error{err}
	}
	var all []error
	for _, e := range joined.Unwrap() {
		all = append(all, each(e)...)
	}
	return all
}

func (f folder) list(l *parse.ListNode) error {
	if l == nil {
		return nil
	}
	var wrong []error
	for i, n := range l.Nodes {
		folded, err := f.node(n)
		if err != nil {
			wrong = append(wrong, err)
			continue
		}
		l.Nodes[i] = folded
	}
	return errors.Join(wrong...)
}

func (f folder) node(n parse.Node) (parse.Node, error) {
	switch n := n.(type) {
	case *parse.ActionNode:
		return f.action(n)
	case *parse.IfNode:
		return n, f.branch(&n.BranchNode)
	case *parse.RangeNode:
		return n, f.branch(&n.BranchNode)
	case *parse.WithNode:
		return n, f.branch(&n.BranchNode)
	case *parse.TemplateNode:
		if err := f.pipe(n.Pipe); err != nil {
			return nil, err
		}
		return n, f.checkArgs(n)
	default:
		return n, nil
	}
}

func (f folder) branch(b *parse.BranchNode) error {
	if err := f.pipe(b.Pipe); err != nil {
		return err
	}
	if err := f.list(b.List); err != nil {
		return err
	}
	return f.list(b.ElseList)
}

// action turns an action with a constant result into plain text.
func (f folder) action(n *parse.ActionNode) (parse.Node, error) {
	if len(n.Pipe.Decl) == 0 {
		if name, arg, ok := constantCall(n.Pipe); ok {
			text, known, err := f.constant(name, arg)
			if err != nil {
				return nil, err
			}
			if known {
				return &parse.TextNode{NodeType: parse.NodeText, Pos: n.Pos, Text: []byte(text)}, nil
			}
		}
	}
	return n, f.pipe(n.Pipe)
}

// constant gives the text of t, icon or asset for one constant argument.
func (f folder) constant(name, arg string) (text string, known bool, err error) {
	switch name {
	case "t":
		if !f.printer.Has(arg) {
			return "", false, fmt.Errorf("no sentence %q in %s", arg, f.printer.Lang())
		}
		text = f.printer.T(arg)
	case "asset":
		text, err = static.URL(arg)
	case "icon":
		text, err = static.Icon(arg)
		return text, true, err
	default:
		return "", false, nil
	}
	if f.html {
		text = html.EscapeString(text)
	}
	return text, true, err
}

// pipe folds (t "key") inside a pipeline to a string and checks other keys.
func (f folder) pipe(p *parse.PipeNode) error {
	if p == nil {
		return nil
	}
	for _, c := range p.Cmds {
		if err := f.checkKey(c); err != nil {
			return err
		}
		for i, a := range c.Args {
			inner, ok := a.(*parse.PipeNode)
			if !ok {
				continue
			}
			if name, arg, ok := constantCall(inner); ok && name == "t" {
				if !f.printer.Has(arg) {
					return fmt.Errorf("no sentence %q in %s", arg, f.printer.Lang())
				}
				text := f.printer.T(arg)
				c.Args[i] = &parse.StringNode{NodeType: parse.NodeString, Pos: inner.Pos, Quoted: fmt.Sprintf("%q", text), Text: text}
				continue
			}
			if err := f.pipe(inner); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkKey reports a call of t or tn with a constant key that has no sentence.
func (f folder) checkKey(c *parse.CommandNode) error {
	if len(c.Args) < 2 {
		return nil
	}
	id, ok := c.Args[0].(*parse.IdentifierNode)
	if !ok || id.Ident != "t" && id.Ident != "tn" {
		return nil
	}
	if key, ok := c.Args[1].(*parse.StringNode); ok && !f.printer.Has(key.Text) {
		return fmt.Errorf("no sentence %q in %s", key.Text, f.printer.Lang())
	}
	return nil
}

// constantCall recognizes a pipeline that is one call with one constant string.
func constantCall(p *parse.PipeNode) (name, arg string, ok bool) {
	if len(p.Cmds) != 1 || len(p.Cmds[0].Args) != 2 {
		return "", "", false
	}
	id, isCall := p.Cmds[0].Args[0].(*parse.IdentifierNode)
	s, isConst := p.Cmds[0].Args[1].(*parse.StringNode)
	if !isCall || !isConst {
		return "", "", false
	}
	return id.Ident, s.Text, true
}

// checkArgs compares the names in {{template "x" (args "name" …)}} with the
// fields that template x reads.
func (f folder) checkArgs(n *parse.TemplateNode) error {
	callee, ok := f.set[n.Name]
	if !ok {
		return fmt.Errorf("no template %q", n.Name)
	}
	if n.Pipe == nil || len(n.Pipe.Cmds) != 1 {
		return nil
	}
	cmd := n.Pipe.Cmds[0]
	if inner, ok := cmd.Args[0].(*parse.PipeNode); ok && len(cmd.Args) == 1 {
		cmd = inner.Cmds[0]
	}
	id, ok := cmd.Args[0].(*parse.IdentifierNode)
	if !ok || id.Ident != "args" {
		return nil
	}
	known := f.fields(n.Name, callee)
	for i := 1; i < len(cmd.Args); i += 2 {
		if key, ok := cmd.Args[i].(*parse.StringNode); ok && !known[key.Text] {
			return fmt.Errorf("template %q takes no argument %q", n.Name, key.Text)
		}
	}
	return nil
}

// fields collects every field name a template reads, also through the
// templates it passes its dot to. It may hold a few names of inner dots, which
// only makes the check milder.
func (f folder) fields(name string, tree *parse.Tree) map[string]bool {
	if known, ok := f.uses[name]; ok {
		return known
	}
	used := map[string]bool{}
	f.uses[name] = used
	collect(tree.Root, func(n parse.Node) {
		switch n := n.(type) {
		case *parse.FieldNode:
			used[n.Ident[0]] = true
		case *parse.VariableNode:
			if n.Ident[0] == "$" && len(n.Ident) > 1 {
				used[n.Ident[1]] = true
			}
		case *parse.TemplateNode:
			if callee, ok := f.set[n.Name]; ok && passesDot(n) {
				for k := range f.fields(n.Name, callee) {
					used[k] = true
				}
			}
		}
	})
	return used
}

func passesDot(n *parse.TemplateNode) bool {
	if n.Pipe == nil || len(n.Pipe.Cmds) != 1 || len(n.Pipe.Cmds[0].Args) != 1 {
		return false
	}
	switch a := n.Pipe.Cmds[0].Args[0].(type) {
	case *parse.DotNode:
		return true
	case *parse.VariableNode:
		return len(a.Ident) == 1 && a.Ident[0] == "$"
	default:
		return false
	}
}

// collect calls see for a node and everything below it.
func collect(n parse.Node, see func(parse.Node)) {
	see(n)
	switch n := n.(type) {
	case *parse.ListNode:
		if n != nil {
			for _, c := range n.Nodes {
				collect(c, see)
			}
		}
	case *parse.ActionNode:
		collect(n.Pipe, see)
	case *parse.IfNode:
		collectBranch(&n.BranchNode, see)
	case *parse.RangeNode:
		collectBranch(&n.BranchNode, see)
	case *parse.WithNode:
		collectBranch(&n.BranchNode, see)
	case *parse.TemplateNode:
		if n.Pipe != nil {
			collect(n.Pipe, see)
		}
	case *parse.PipeNode:
		for _, c := range n.Cmds {
			collect(c, see)
		}
	case *parse.CommandNode:
		for _, a := range n.Args {
			collect(a, see)
		}
	case *parse.ChainNode:
		collect(n.Node, see)
	}
}

func collectBranch(b *parse.BranchNode, see func(parse.Node)) {
	collect(b.Pipe, see)
	collect(b.List, see)
	if b.ElseList != nil {
		collect(b.ElseList, see)
	}
}

// renameCalls changes the names of the templates that a tree calls.
func renameCalls(tree *parse.Tree, renamed map[string]string) {
	collect(tree.Root, func(n parse.Node) {
		if call, ok := n.(*parse.TemplateNode); ok && renamed[call.Name] != "" {
			call.Name = renamed[call.Name]
		}
	})
}
