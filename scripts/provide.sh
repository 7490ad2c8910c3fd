# shellcheck shell=bash
# Sourced by the other scripts: makes sure that the programs outside Go which the checks and tests use are there.
#
#   provide NAME     NAME is gcc, postgres, chromium, npm or pdftotext. Installs it with apt when it is missing and apt may be used (root or sudo
#                    without a password). Where that does not work it says what to do, and returns 1; with CI set that ends the script.
#
# chromium sets BIJEEN_TEST_CHROMIUM. What was asked for and is not there stands in the array "missing", one sentence each.

missing=()
apt_lists_fresh=

provide() {
	if "usable_$1"; then
		return 0
	fi
	if install_with_apt "$1" && "usable_$1"; then
		return 0
	fi
	missing+=("$("advice_$1")")
	printf '\n!! %s\n\n' "${missing[-1]}" >&2
	if [ -n "${CI:-}" ]; then
		echo "CI is set, so everything must be there." >&2
		exit 1
	fi
	return 1
}

usable_gcc() {
	echo '#include <stdlib.h>' | "${CC:-gcc}" -E - >/dev/null 2>&1
}

usable_postgres() {
	scripts/postgres check >/dev/null 2>&1
}

usable_npm() {
	npm --version >/dev/null 2>&1
}

usable_pdftotext() {
	command -v pdftotext >/dev/null
}

# Ubuntu's chromium-browser is a stub that only says to use snap: being there is not enough, it must answer.
usable_chromium() {
	local candidate
	for candidate in "${BIJEEN_TEST_CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable chrome-headless-shell; do
		if [ -n "$candidate" ] && timeout 30 "$candidate" --version 2>/dev/null | grep -qE '[0-9]+\.[0-9]+\.[0-9]+'; then
			BIJEEN_TEST_CHROMIUM=$(command -v "$candidate")
			export BIJEEN_TEST_CHROMIUM
			return 0
		fi
	done
	return 1
}

advice_gcc() {
	echo "A C compiler is missing (SQLite needs it). Run: sudo apt-get install gcc libc6-dev"
}

advice_postgres() {
	if command -v postgres initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then
		echo "PostgreSQL is older than 15. Install a newer one: https://www.postgresql.org/download/linux/"
	else
		echo "PostgreSQL is missing, so nothing is tested on it. Run: sudo apt-get install postgresql"
	fi
}

advice_chromium() {
	if apt_offers chromium; then
		echo "Chromium is missing, so the browser tests do not run. Run: sudo apt-get install chromium"
	else
		echo "Chromium is missing, so the browser tests do not run. Run: sudo snap install chromium (this system's apt has no real one), or set BIJEEN_TEST_CHROMIUM to the path of a Chrome"
	fi
}

advice_npm() {
	echo "npm is missing, so accessibility, HTML and calendar files are not checked in the browser. Run: sudo apt-get install npm"
}

advice_pdftotext() {
	echo "pdftotext is missing, so the text of the PDF lists is not looked at. Run: sudo apt-get install poppler-utils"
}

apt_packages() {
	case $1 in
	pdftotext) echo poppler-utils ;;
	gcc) echo gcc libc6-dev ;;
	postgres) echo postgresql ;;
	*) echo "$1" ;;
	esac
}

# as_root runs a command with the rights to install, where they come without a question.
as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	else
		sudo --non-interactive "$@"
	fi
}

may_install() {
	command -v apt-get >/dev/null && { [ "$(id -u)" -eq 0 ] || sudo --non-interactive true 2>/dev/null; }
}

# apt_offers tells a real package from none, and from one that only leads to snap.
apt_offers() {
	command -v apt-cache >/dev/null && apt-cache policy "$1" 2>/dev/null | grep -E 'Candidate: ' | grep -qvE '\(none\)|snap'
}

install_with_apt() {
	may_install || return 1
	if [ -z "$apt_lists_fresh" ]; then
		echo "== apt-get update" >&2
		as_root apt-get update -q >/dev/null 2>&1 || echo "apt-get update did not work; going on with the lists that are there" >&2
		apt_lists_fresh=yes
	fi
	local packages
	read -r -a packages <<<"$(apt_packages "$1")"
	apt_offers "${packages[0]}" || return 1
	echo "== apt-get install ${packages[*]}" >&2
	as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
		-o DPkg::Lock::Timeout=300 "${packages[@]}" >/dev/null
}

# npm_packages DIR fetches what DIR/package-lock.json names, unless it is there already. Nothing of it runs under Node.
npm_packages() {
	local mark=$1/node_modules/.bijeen-lock
	if cmp -s "$1/package-lock.json" "$mark"; then
		return 0
	fi
	echo "== npm ci in $1" >&2
	npm ci --prefix "$1" --ignore-scripts --no-audit --no-fund --loglevel=error >&2 || return 1
	cp "$1/package-lock.json" "$mark"
}
