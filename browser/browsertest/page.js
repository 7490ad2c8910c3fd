// Functions that the helpers call inside the page under test.
globalThis.bijeenTest ??= (() => {
	const clean = (s) => s.replace(/\s+/g, " ").trim();
	const name = (e) => {
		const id = e.id ? "#" + e.id : "";
		const words = clean(e.textContent || e.getAttribute("aria-label") || e.name || "").slice(0, 40);
		return `<${e.tagName.toLowerCase()}${id}> ${words}`.trim();
	};
	const seen = new WeakMap();
	let count = 0;

	return {
		texts: (selector) => [...document.querySelectorAll(selector)].map((e) => clean(e.textContent)),

		visible: (selector) => [...document.querySelectorAll(selector)].some((e) => e.getClientRects().length > 0),

		bottom: (selector) => Math.ceil(document.querySelector(selector).getBoundingClientRect().bottom + scrollY),

		set(selector, value) {
			const field = document.querySelector(selector);
			field.value = value;
			field.dispatchEvent(new Event("input", { bubbles: true }));
			field.dispatchEvent(new Event("change", { bubbles: true }));
			return field.value;
		},

		send(path, fields) {
			const form = document.createElement("form");
			form.method = "post";
			form.action = path;
			for (const [name, values] of Object.entries(fields)) {
				for (const value of values) {
					const field = document.createElement("textarea");
					field.name = name;
					field.value = value;
					form.append(field);
				}
			}
			document.body.append(form);
			form.submit();
			return true;
		},

		choose(selector, value) {
			const select = document.querySelector(selector);
			if (![...select.options].some((o) => o.value === value)) return false;
			select.value = value;
			select.dispatchEvent(new Event("input", { bubbles: true }));
			select.dispatchEvent(new Event("change", { bubbles: true }));
			return true;
		},

		// between gives the middles of two elements, the first scrolled into view.
		between(from, to) {
			const middle = (selector) => {
				const box = document.querySelector(selector).getBoundingClientRect();
				return [box.x + box.width / 2, box.y + box.height / 2];
			};
			document.querySelector(from).scrollIntoView({ block: "center", behavior: "instant" });
			return [...middle(from), ...middle(to)];
		},

		// style adds rules to the page; a constructed sheet is not refused by the content security policy.
		style(rules) {
			const sheet = new CSSStyleSheet();
			sheet.replaceSync(rules);
			document.adoptedStyleSheets.push(sheet);
			return true;
		},

		// settled: fonts and pictures are there, so that a picture of the page does not change any more.
		settled: () =>
			document.readyState === "complete" && document.fonts.status === "loaded" && [...document.images].every((i) => i.complete),

		// wide: how wide the page is, and which elements stick out, the innermost ones only.
		wide(width) {
			const out = [...document.body.querySelectorAll("*")].filter((e) => {
				const r = e.getBoundingClientRect();
				return r.width > 0 && Math.floor(r.right + scrollX) > width && getComputedStyle(e).position !== "fixed";
			});
			return {
				width: document.documentElement.scrollWidth,
				elements: out.filter((e) => !out.some((o) => o !== e && e.contains(o))).slice(0, 5).map(name),
			};
		},

		// stop: the element that has the focus now. Not the page's own idea: what a person can see of it.
		stop() {
			const e = document.activeElement;
			if (!e || e === document.body || e === document.documentElement) return null;
			if (!seen.has(e)) seen.set(e, ++count);
			const style = getComputedStyle(e);
			const box = e.getClientRects()[0] ?? e.getBoundingClientRect();
			const hit = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
			const label = hit?.closest("label");
			return {
				number: seen.get(e),
				name: name(e),
				id: e.id,
				frame: e.tagName === "IFRAME",
				outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
				covered: !(hit && (e.contains(hit) || (label && label.control === e))),
			};
		},

		// axe runs axe-core, which must be there already, and keeps what a person needs to find the place.
		async axe(tags) {
			const result = await axe.run(document, { runOnly: { type: "tag", values: tags } });
			const findings = (list) =>
				list.map((f) => ({
					rule: f.id,
					help: f.help,
					nodes: f.nodes.slice(0, 5).map((n) => `${n.target} ${[...n.any, ...n.all, ...n.none].map((c) => c.message).join("; ")}`),
				}));
			return { violations: findings(result.violations), incomplete: findings(result.incomplete), passes: result.passes.length };
		},
	};
})();
