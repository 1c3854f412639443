// Package check holds what no compiler checks about the project as a whole:
// which way imports point, and that what is written about it is true. It has
// tests only.
package check
