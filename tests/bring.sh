#!/bin/sh
# Brings programs that tests need and Python packages don't hold: `tests/bring.sh chromium node …`. One that is there stays as
# it is; another comes from Debian's packages. Exits with 1, and says why, if one can't be had.
set -u

# One row a program: its Debian package, and the names it is known by.
row() {
	case $1 in
	chromium) echo "chromium chromium chromium-browser google-chrome" ;;
	node) echo "nodejs node nodejs" ;;
	njs) echo "njs njs" ;;
	openssl) echo "openssl openssl" ;;
	java) echo "default-jre-headless java" ;;
	npm) echo "npm npm" ;;
	*) echo "bring.sh knows no $1" >&2 && exit 2 ;;
	esac
}

found() {
	for name in "$@"; do command -v "$name" >/dev/null && return; done
	return 1
}

install() {
	root=
	if [ "$(id -u)" != 0 ]; then
		sudo -n true || { echo "neither root nor sudo without a password"; return 1; }
		root="sudo -n"
	fi
	command -v apt-get || { echo "no apt-get"; return 1; }
	$root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $root apt-get install -qq -y --no-install-recommends "$1"
}

missing=0
for program in "$@"; do
	facts=$(row "$program") || exit 2
	package=${facts%% *} names=${facts#* }
	found $names && continue
	echo "There is no $program here: installing Debian's $package …"
	why=$(install "$package" 2>&1) && found $names && continue
	printf '%s could not be installed, so its tests fail or are left out. On Debian, as root: apt-get install %s\n%s\n' \
		"$program" "$package" "$why" >&2
	missing=1
done
exit $missing
