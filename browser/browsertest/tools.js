// The entry that esbuild bundles: test tools from npm, made callable in a blank tab of Chromium.
import { HtmlValidate, StaticConfigLoader } from "html-validate/browser";
import ICAL from "ical.js";

function validate(html, off) {
	// A group of checkboxes shares one name (diet, represents): each checked box sends its value.
	const shared = ["radio", "checkbox", "button", "reset", "submit"];
	const rules = { "form-dup-name": ["error", { shared }], ...Object.fromEntries(off.map((rule) => [rule, "off"])) };
	const loader = new StaticConfigLoader({ extends: ["html-validate:recommended"], rules });
	const report = new HtmlValidate(loader).validateStringSync(html, "page.html");
	return report.results.flatMap((result) =>
		result.messages.map((m) => ({ rule: m.ruleId, message: m.message, line: m.line, column: m.column, selector: m.selector ?? "" })),
	);
}

// instant is a time as the zone in the file itself says, not as the browser's zone data would.
const instant = (time) => (time ? time.convertToZone(ICAL.Timezone.utcTimezone).toString() : null);

function person(property) {
	return {
		address: property.getFirstValue(),
		name: property.getParameter("cn") ?? "",
		role: property.getParameter("role") ?? "",
		status: property.getParameter("partstat") ?? "",
		rsvp: property.getParameter("rsvp") ?? "",
	};
}

function event(component) {
	const text = (name) => String(component.getFirstPropertyValue(name) ?? "");
	const time = (name) => component.getFirstPropertyValue(name);
	return {
		uid: text("uid"),
		sequence: Number(component.getFirstPropertyValue("sequence") ?? 0),
		status: text("status"),
		summary: text("summary"),
		description: text("description"),
		location: text("location"),
		url: text("url"),
		stamp: instant(time("dtstamp")),
		start: instant(time("dtstart")),
		end: instant(time("dtend")),
		zone: component.getFirstProperty("dtstart")?.getParameter("tzid") ?? "",
		organizers: component.getAllProperties("organizer").map(person),
		attendees: component.getAllProperties("attendee").map(person),
		properties: component.getAllProperties().map((p) => p.name.toUpperCase()),
	};
}

function calendar(text) {
	const root = new ICAL.Component(ICAL.parse(text));
	if (root.name !== "vcalendar") throw new Error(`not a calendar but ${root.name}`);
	const zones = root.getAllSubcomponents("vtimezone").map((zone) => new ICAL.Timezone(zone));
	zones.forEach((zone) => ICAL.TimezoneService.register(zone));
	try {
		const value = (name) => String(root.getFirstPropertyValue(name) ?? "");
		return {
			method: value("method"),
			version: value("version"),
			product: value("prodid"),
			zones: zones.map((zone) => zone.tzid),
			events: root.getAllSubcomponents("vevent").map(event),
		};
	} finally {
		ICAL.TimezoneService.reset();
	}
}

// An exception becomes a value: the caller tells a broken input from a broken tool.
const attempt = (f) => (...args) => {
	try {
		return { value: f(...args), error: "" };
	} catch (e) {
		return { value: null, error: String(e.message ?? e) };
	}
};

globalThis.bijeenTools = { validate: attempt(validate), calendar: attempt(calendar) };
