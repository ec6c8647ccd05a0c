// Package safetext makes any string safe to draw on a terminal or to print in a report. Names,
// error texts and everything else that a server sends may hold escape sequences, direction
// overrides, invisible or broken characters; drawn as they are, they could move the cursor,
// hide text or make two names look the same.
//
// What is dangerous is shown, never stripped, so nothing can hide:
//
//	invalid UTF-8                        \xNN, one for each byte
//	U+0000-001F and U+007F               ^X, such as ^[ for ESC and ^I for TAB
//	U+0080-009F                          \xNN
//	everything that draws nothing itself \uNNNN, or \UNNNNNNNN above U+FFFF
//
// The last row covers direction controls, zero-width characters, the soft hyphen, tags, line
// and paragraph separators, blanks other than U+0020, interlinear annotation, fillers,
// variation selectors, noncharacters, private use and unassigned characters. The zero-width
// joiner and variation selector 16 stay where they hold an emoji together. A combining mark
// without a base, and each from the fifth on one base, is shown as well.
//
// The package is pure: it does not depend on the locale.
package safetext
