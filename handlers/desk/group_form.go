package desk

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"bijeen/handlers/web"
	"bijeen/locale"
	"bijeen/models"
	"bijeen/models/directory"
	"bijeen/templates"
)

// groupFields are the fields of the form, in its order.
var groupFields = []string{"kind", "number", "name", "parent", "purpose", "public", "call_open", "call_text", "ended_on"}

// groupFormPage is the page desk_group_form: a new or known group.
type groupFormPage struct {
	templates.Base
	Form     templates.Form
	Name     string
	Action   string
	Back     string
	Kinds    []templates.Option
	Parents  []templates.Option
	Conflict *conflict
}

// NewGroup is GET /beheer/adresboek/groepen/nieuw.
func (p *Pages) NewGroup(c echo.Context) error {
	return p.showGroupForm(c, http.StatusOK, nil, templates.Form{Values: url.Values{}}, nil)
}

// EditGroup is GET /beheer/adresboek/groepen/:id/wijzigen.
func (p *Pages) EditGroup(c echo.Context) error {
	g, err := p.groups().Page(c.Request().Context(), idOf(c))
	if err != nil {
		return err
	}
	return p.showGroupForm(c, http.StatusOK, g.Group, templates.Form{Values: groupValues(g.Group)}, nil)
}

// groupValues fills the form from a group.
func groupValues(g *models.Group) url.Values {
	v := url.Values{
		"kind": {string(g.Kind)}, "name": {g.Name}, "purpose": {g.Purpose}, "call_text": {g.CallText},
		"ended_on": {g.EndedOn}, "version": {strconv.Itoa(g.Version)},
	}
	if g.Number > 0 {
		v.Set("number", strconv.Itoa(g.Number))
	}
	if g.ParentID != nil {
		v.Set("parent", strconv.FormatInt(*g.ParentID, 10))
	}
	for name, on := range map[string]bool{"public": g.Public, "call_open": g.CallOpen} {
		if on {
			v.Set(name, "yes")
		}
	}
	return v
}

// readGroup gives the group the form describes and what cannot be read.
func readGroup(values url.Values) (directory.GroupInput, models.Problems) {
	in := directory.GroupInput{
		Kind: models.GroupKind(values.Get("kind")), Name: values.Get("name"), Purpose: values.Get("purpose"),
		Public: web.Checked(values, "public"), CallOpen: web.Checked(values, "call_open"), CallText: values.Get("call_text"),
		EndedOn: strings.TrimSpace(values.Get("ended_on")),
	}
	var wrong models.Problems
	if typed := strings.TrimSpace(values.Get("number")); typed != "" {
		n, err := strconv.Atoi(typed)
		if in.Number = n; err != nil || n == 0 {
			wrong = append(wrong, &models.Error{Kind: models.Invalid, Key: "group_number", Field: "number"})
		}
	}
	if typed := values.Get("parent"); typed != "" {
		id, err := strconv.ParseInt(typed, 10, 64)
		if in.ParentID = id; err != nil {
			in.ParentID = -1 // nothing has it
		}
	}
	return in, wrong
}

// SaveGroup is POST /beheer/adresboek/groepen/nieuw and …/:id/wijzigen.
func (p *Pages) SaveGroup(c echo.Context) error {
	values, err := web.PostForm(c)
	if err != nil {
		return err
	}
	ctx, id := c.Request().Context(), idOf(c)
	var known *models.Group
	if c.Param("id") != "" {
		g, err := p.groups().Page(ctx, id)
		if err != nil {
			return err
		}
		known = g.Group
	}
	pr := p.printer(c, "")
	in, wrong := readGroup(values)
	for _, found := range refusals(in.Check()) {
		if !slices.ContainsFunc(wrong, func(o *models.Error) bool { return o.Field == found.Field }) {
			wrong = append(wrong, found)
		}
	}
	var saved *models.Group
	if len(wrong) > 0 {
		slices.SortStableFunc(wrong, func(a, b *models.Error) int {
			return slices.Index(groupFields, a.Field) - slices.Index(groupFields, b.Field)
		})
		err = wrong
	} else {
		read, _ := strconv.Atoi(values.Get("version"))
		saved, err = p.groups().SaveGroup(ctx, id, in, read, actor(c))
	}
	if models.KindOf(err) == models.Conflict && known != nil {
		return p.groupConflict(c, pr, known, values)
	}
	if list, ok := problems(pr, err); ok {
		return p.showGroupForm(c, http.StatusUnprocessableEntity, known, templates.Form{Values: values, Errors: list}, nil)
	}
	if err != nil {
		return err
	}
	return p.done(c, groupPath(saved.ID), templates.OK, pr.T("desk_groups.saved", "name", saved.Name))
}

// groupConflict answers 409 with what is stored and what was typed; saving
// again, having seen it, goes through.
func (p *Pages) groupConflict(c echo.Context, pr *locale.Printer, known *models.Group, values url.Values) error {
	stored := groupValues(known)
	told := &conflict{Text: pr.T("desk_groups.conflict", "when", pr.Moment(p.local(known.UpdatedAt)))}
	for _, name := range groupFields {
		theirs, yours := stored.Get(name), strings.ReplaceAll(values.Get(name), "\r\n", "\n")
		if theirs != yours {
			told.Lines = append(told.Lines, difference{Label: pr.T("desk_group_field." + name), Theirs: theirs, Yours: yours})
		}
	}
	values.Set("version", stored.Get("version"))
	return p.showGroupForm(c, http.StatusConflict, known, templates.Form{Values: values}, told)
}

func (p *Pages) showGroupForm(c echo.Context, status int, g *models.Group, form templates.Form, told *conflict) error {
	pr := p.printer(c, "")
	all, err := p.groups().List(c.Request().Context())
	if err != nil {
		return err
	}
	page := groupFormPage{Form: form, Name: pr.T("desk_groups.new"), Action: newGroupPath, Back: groupsPath, Conflict: told}
	if g != nil {
		page.Name, page.Action, page.Back = g.Name, groupPath(g.ID)+"/wijzigen", groupPath(g.ID)
	}
	for _, kind := range models.GroupKinds {
		page.Kinds = append(page.Kinds, templates.Option{Value: string(kind), Label: locale.Capital(pr.T("group_kind." + string(kind)))})
	}
	for _, o := range all {
		if g == nil || o.ID != g.ID {
			page.Parents = append(page.Parents, templates.Option{Value: strconv.FormatInt(o.ID, 10), Label: o.Name})
		}
	}
	page.Base, err = p.base(c, pr, page.Name)
	if err != nil {
		return err
	}
	page.Invalid = len(form.Errors) > 0
	return p.Page(c, status, pr, "desk_group_form", page)
}
